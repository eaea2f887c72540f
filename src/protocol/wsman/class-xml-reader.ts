import { DecodeError } from '../../base/errors.js'
import type {
  CimClass,
  CimMethodDeclaration,
  CimParameterDeclaration,
  CimPropertyDeclaration,
  CimTypeDeclaration,
  ValueMapEntry,
} from '../../cim/class.js'
import { type CimType, isCimType } from '../../cim/type.js'
import { attributeOf, trimXml, type XmlElement } from '../../xml/element.js'

/**
 * Reads a class in CIM-XML ([DSP0201] CLASS), as class metadata travels over WS-Man ([DSP0227] 15). Real hosts send it in
 * no namespace; the namespace of the elements is not looked at.
 */
export function readCimClass(element: XmlElement, namespace: string): CimClass {
  const name = required(element, 'NAME')
  const qualifiers = readQualifiers(element)
  const properties = new Map<string, CimPropertyDeclaration>()
  const methods = new Map<string, CimMethodDeclaration>()
  for (const child of element.children) {
    if (/^PROPERTY(?:\.ARRAY|\.REFERENCE)?$/.test(child.local)) {
      const property = readProperty(child)
      properties.set(property.name.toLowerCase(), property)
    } else if (child.local === 'METHOD') {
      const method = readMethod(child)
      methods.set(method.name.toLowerCase(), method)
    }
  }
  return {
    name,
    namespace,
    superclass: attributeOf(element, '', 'SUPERCLASS') || undefined,
    abstract: flag(qualifiers, 'abstract') ?? false,
    association: flag(qualifiers, 'association') ?? false,
    singleton: flag(qualifiers, 'singleton') ?? false,
    supportsCreate: flag(qualifiers, 'supportscreate'),
    supportsUpdate: flag(qualifiers, 'supportsupdate'),
    supportsDelete: flag(qualifiers, 'supportsdelete'),
    keys: [...properties.values()].filter((property) => property.key).map((property) => property.name),
    properties,
    methods,
  }
}

/** Qualifier values by lower-cased name; an array qualifier's are several. */
type Qualifiers = ReadonlyMap<string, readonly string[]>

function readProperty(element: XmlElement): CimPropertyDeclaration {
  const qualifiers = readQualifiers(element)
  const readable = flag(qualifiers, 'read') ?? true
  const writable = flag(qualifiers, 'write') ?? false
  return {
    ...readType(element, qualifiers),
    name: required(element, 'NAME'),
    key: flag(qualifiers, 'key') ?? false,
    access: writable ? (readable ? 'read/write' : 'write') : 'read',
  }
}

function readMethod(element: XmlElement): CimMethodDeclaration {
  const qualifiers = readQualifiers(element)
  const type = attributeOf(element, '', 'TYPE')
  return {
    name: required(element, 'NAME'),
    static: flag(qualifiers, 'static') ?? false,
    parameters: element.children.filter((child) => /^PARAMETER(?:\.|$)/.test(child.local)).map(readParameter),
    returns: type === undefined ? undefined : returnType(type, element, qualifiers),
    returnCodes: returnCodes(qualifiers),
  }
}

/** The value map of a method is that of its return codes, which `returnCodes` holds. */
function returnType(type: string, element: XmlElement, qualifiers: Qualifiers): CimTypeDeclaration {
  const embedded = embeddedType(element, qualifiers)
  const className = embedded?.className
  return { type: embedded?.type ?? cimType(type), array: false, ...(className === undefined ? {} : { className }) }
}

function readParameter(element: XmlElement): CimParameterDeclaration {
  const qualifiers = readQualifiers(element)
  const input = flag(qualifiers, 'in')
  const output = flag(qualifiers, 'out') ?? false
  return {
    ...readType(element, qualifiers),
    name: required(element, 'NAME'),
    in: input ?? !output,
    out: output,
    optional: flag(qualifiers, 'optional') ?? false,
  }
}

function readType(element: XmlElement, qualifiers: Qualifiers): CimTypeDeclaration {
  const reference = /\.(?:REFERENCE|REFARRAY)$/.test(element.local)
  const embedded = embeddedType(element, qualifiers)
  const type = reference ? 'reference' : (embedded?.type ?? cimType(required(element, 'TYPE')))
  const className = type === 'reference' ? attributeOf(element, '', 'REFERENCECLASS') : embedded?.className
  const array = /\.(?:ARRAY|REFARRAY)$/.test(element.local)
  const maxLength = Number(first(qualifiers, 'maxlen') ?? Number.NaN)
  const minLength = Number(first(qualifiers, 'minlen') ?? Number.NaN)
  const units = first(qualifiers, 'units')
  const min = integer(first(qualifiers, 'minvalue'))
  const max = integer(first(qualifiers, 'maxvalue'))
  const { entries, bitmap } = readValueMap(qualifiers)
  return {
    type,
    array,
    ...(className === undefined || className === '' ? {} : { className }),
    ...(Number.isSafeInteger(maxLength) && maxLength > 0 ? { maxLength } : {}),
    ...(Number.isSafeInteger(minLength) && minLength > 0 ? { minLength } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(entries === undefined ? {} : { valueMap: entries }),
    ...(bitmap ? { bitmap } : {}),
    ...(flag(qualifiers, 'octetstring') === true && array && type === 'uint8' ? { octetString: true } : {}),
    ...arrayType(first(qualifiers, 'arraytype')),
    ...(units === undefined ? {} : { units }),
  }
}

/** Told by an attribute, by a qualifier, or by WMI's `CIMTYPE` of `object:Class`. */
function embeddedType(element: XmlElement, qualifiers: Qualifiers): { type: CimType; className: string | undefined } | undefined {
  const attribute = (attributeOf(element, '', 'EmbeddedObject') ?? attributeOf(element, '', 'EMBEDDEDOBJECT'))?.toLowerCase()
  const className = first(qualifiers, 'embeddedinstance') ?? attributeOf(element, '', 'EmbeddedClassName')
  if (attribute === 'instance' || className !== undefined) return { type: 'instance', className }
  if (attribute === 'object' || flag(qualifiers, 'embeddedobject') === true) return { type: 'object', className: undefined }
  const wmi = /^object(?::(.*))?$/i.exec(first(qualifiers, 'cimtype') ?? '')
  if (wmi === null) return undefined
  return wmi[1] === undefined || wmi[1] === ''
    ? { type: 'object', className: undefined }
    : { type: 'instance', className: wmi[1] }
}

function cimType(name: string): CimType {
  const lower = name.trim().toLowerCase()
  if (!isCimType(lower)) throw new DecodeError('CIM-XML', `'${name.slice(0, 40)}' is not a CIM type`)
  return lower
}

function readQualifiers(element: XmlElement): Qualifiers {
  const qualifiers = new Map<string, readonly string[]>()
  for (const child of element.children) {
    if (child.local === 'QUALIFIER') qualifiers.set(required(child, 'NAME').toLowerCase(), qualifierValues(child))
  }
  return qualifiers
}

function qualifierValues(element: XmlElement): string[] {
  const [value] = element.children
  if (value === undefined) return []
  if (value.local === 'VALUE') return [value.text]
  return value.children.filter((child) => child.local === 'VALUE').map((child) => child.text)
}

function first(qualifiers: Qualifiers, name: string): string | undefined {
  const value = qualifiers.get(name)?.[0]
  return value === undefined || trimXml(value) === '' ? undefined : trimXml(value)
}

/** A boolean qualifier without a value is true. */
function flag(qualifiers: Qualifiers, name: string): boolean | undefined {
  const values = qualifiers.get(name)
  return values === undefined ? undefined : trimXml(values[0] ?? 'true').toLowerCase() !== 'false'
}

/** `Values` without `ValueMap` counts from 0; `BitMap` gives bit positions ([DSP0004] 5.6.3). */
function readValueMap(qualifiers: Qualifiers): { entries: ValueMapEntry[] | undefined; bitmap: boolean } {
  const bits = qualifiers.get('bitmap')
  const map = bits ?? qualifiers.get('valuemap')
  const labels = qualifiers.get('bitvalues') ?? qualifiers.get('values')
  const bitmap = bits !== undefined
  if (map === undefined && labels === undefined) return { entries: undefined, bitmap }
  const codes = map ?? (labels ?? []).map((_, index) => String(index))
  const values = bitmap ? codes.map(bitValue) : codes
  return { entries: values.map((value, index) => ({ value, label: labels?.[index] || undefined })), bitmap }
}

/** Positions become the values that they stand for, which combine. */
function bitValue(position: string): string {
  return /^\d{1,2}$/.test(position) && Number(position) < 64 ? String(1n << BigInt(position)) : position
}

function returnCodes(qualifiers: Qualifiers): ReadonlyMap<string, string | undefined> {
  const { entries } = readValueMap(qualifiers)
  return new Map((entries ?? []).map(({ value, label }) => [value, label]))
}

function arrayType(value: string | undefined): Pick<CimTypeDeclaration, 'arrayType'> {
  const lower = value?.toLowerCase()
  return lower === 'bag' || lower === 'ordered' || lower === 'indexed' ? { arrayType: lower } : {}
}

function integer(value: string | undefined): bigint | undefined {
  return value !== undefined && /^[+-]?\d{1,30}$/.test(value) ? BigInt(value.replace(/^\+/, '')) : undefined
}

function required(element: XmlElement, attribute: string): string {
  const value = attributeOf(element, '', attribute)
  if (value === undefined || value === '') throw new DecodeError('CIM-XML', `a ${element.local.slice(0, 40)} has no ${attribute}`)
  return value
}
