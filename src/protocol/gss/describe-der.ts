import { DecodeError } from '../../base/errors.js'
import { DerReader } from '../asn1/der-reader.js'
import { type LooseElement, looseElement, looseElementOf } from '../asn1/loose-element.js'
import { contextTag, formatTag, tag } from '../asn1/tag.js'
import { type DescribedField, damageOf, describedField, insideAt, isDamaged } from './described-field.js'

/** How the elements of a structure are shown: its ASN.1, as far as people want to see it. */
export type Shape = ValueShape | BytesShape | FieldsShape | ListShape | InsideShape

/** An element that is shown as one text, or as fields, once it is whole. */
export interface ValueShape {
  readonly kind: 'value'
  readonly show: (element: DerReader) => DescribedField['value']
}

/** An OCTET STRING that is shown as far as it is there. */
export interface BytesShape {
  readonly kind: 'bytes'
  readonly show: (bytes: Uint8Array) => string | DescribedField
}

/** SEQUENCE of fields with context tags. */
export interface FieldsShape {
  readonly kind: 'fields'
  readonly fields: Readonly<Record<number, readonly [name: string, shape: Shape]>>
}

/** SEQUENCE OF. */
export interface ListShape {
  readonly kind: 'list'
  readonly name: string
  readonly of: Shape
}

/** A tag around another element. */
export interface InsideShape {
  readonly kind: 'inside'
  readonly tag: number
  readonly shape: Shape
}

/** A DER value by its shape. Takes any bytes: what is damaged or cut off is shown as far as it can be read. */
export function describeDer(name: string, bytes: Uint8Array, shape: Shape): DescribedField {
  return describe({ name, bytes, at: 0 }, shape)
}

/** An element that is to be shown, where it is in the token. */
interface Place {
  readonly name: string
  readonly bytes: Uint8Array
  readonly at: number
}

/** More elements than are worth showing in a list. */
const mostItems = 100

function describe(place: Place, shape: Shape): DescribedField {
  try {
    return byKind(place, shape)
  } catch (error) {
    if (error instanceof DecodeError) return { name: place.name, value: '', damage: damageOf(error, place.at) }
    throw error
  }
}

function byKind(place: Place, shape: Shape): DescribedField {
  const { name, bytes, at } = place
  switch (shape.kind) {
    case 'value': {
      const { missing, end } = looseElement(name, bytes)
      if (missing > 0) return withMissing({ name, value: '' }, { missing, offset: at + end })
      return describedField(name, at, () => shape.show(DerReader.of(bytes.subarray(0, end), name)))
    }
    case 'bytes': {
      const { content, start, end, missing } = looseElementOf(name, bytes, tag.octetString)
      const shown = shape.show(content)
      const value = typeof shown === 'string' ? shown : [insideAt(shown, at + start)]
      return withMissing({ name, value }, { missing, offset: at + end })
    }
    case 'inside': {
      const outer = looseElementOf(name, bytes, shape.tag)
      return withMissing(describe({ name, bytes: outer.content, at: at + outer.start }, shape.shape), {
        missing: outer.missing,
        offset: at + outer.end,
      })
    }
    case 'fields': {
      const children = (outer: LooseElement): DescribedField[] => fieldsOf(outer, place, shape)
      return composed(place, children)
    }
    case 'list': {
      const children = (outer: LooseElement): DescribedField[] =>
        elementsOf(outer, place).map((element) => describe({ name: shape.name, bytes: element.bytes, at: element.at }, shape.of))
      return composed(place, children)
    }
  }
}

function composed({ name, bytes, at }: Place, children: (outer: LooseElement) => DescribedField[]): DescribedField {
  const outer = looseElementOf(name, bytes, tag.sequence)
  return withMissing({ name, value: children(outer) }, { missing: outer.missing, offset: at + outer.end })
}

function fieldsOf(outer: LooseElement, place: Place, { fields }: FieldsShape): DescribedField[] {
  return elementsOf(outer, place).map(({ bytes, at, element }) => {
    const known = element === undefined ? undefined : fields[element.tag & 0x1f]
    if (element === undefined || known === undefined || element.tag !== contextTag(element.tag & 0x1f)) {
      const name = element === undefined ? place.name : `[${formatTag(element.tag)}]`
      return describedField(name, at, () => `${looseElement(place.name, bytes).content.length} bytes`)
    }
    const [name, shape] = known
    return describe({ name, bytes: element.content, at: at + element.start }, shape)
  })
}

interface FoundElement {
  readonly bytes: Uint8Array
  readonly at: number
  /** Undefined: its header cannot be read, and nothing after it. */
  readonly element: LooseElement | undefined
}

/** The elements inside another one. */
function elementsOf(outer: LooseElement, { name, at }: Place): FoundElement[] {
  const found: FoundElement[] = []
  let rest = outer.content
  while (rest.length > 0 && found.length < mostItems) {
    const place = { bytes: rest, at: at + outer.start + outer.content.length - rest.length }
    const element = headOf(name, rest)
    found.push({ ...place, element })
    if (element === undefined) break
    rest = rest.subarray(element.end)
  }
  return found
}

function headOf(name: string, bytes: Uint8Array): LooseElement | undefined {
  try {
    return looseElement(name, bytes)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/** Told once, at the innermost element that is cut off. */
function withMissing(
  field: DescribedField,
  { missing, offset }: { readonly missing: number; readonly offset: number },
): DescribedField {
  if (missing === 0 || isDamaged(field)) return field
  return { ...field, damage: { detail: `${field.name}: ends early, ${missing} bytes are missing`, offset } }
}
