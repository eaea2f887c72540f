import { MisuseError } from '../../base/errors.js'
import type { CimTypeDeclaration } from '../../cim/class.js'
import { scalarText } from '../../cim/scalar.js'
import type { CimType } from '../../cim/type.js'
import type { CimInstance, CimProperty, CimScalar } from '../../cim/value.js'
import type { WrittenAttributes, XmlWriter } from '../../xml/writer.js'
import { ns } from '../soap/namespaces.js'
import { dateTimeText, intervalText } from './datetime-text.js'
import { writeEprContent } from './epr.js'
import type { TypeResolver } from './message.js'
import { octetStringText } from './octet-string.js'
import { classUri } from './resource-uri.js'

/** How values are written; prefixes `a`, `w`, `cim` and `xsi` must be declared around them. */
export interface WriteContext {
  /** For instances and paths that name none. */
  readonly namespace: string
  readonly classes: TypeResolver | undefined
  /** Marks nulls that are arrays (`msftwinrm:UsePreciseArrays`). */
  readonly preciseArrays: boolean
  /** Marks every value with its `xsi:type`. */
  readonly typeHints: boolean
}

/** Namespace declarations that values need and the envelope does not have. */
export const valueNamespaces: WrittenAttributes = { 'xmlns:xsi': ns.xsi, 'xmlns:cim': ns.cim }

/** Writes an instance as an element of its class's namespace, under the prefix `p`. */
export function writeInstance(writer: XmlWriter, instance: CimInstance, context: WriteContext, before?: () => void): void {
  const namespace = instance.namespace ?? context.namespace
  const cimClass = context.classes?.(namespace, instance.className)
  const className = cimClass?.name ?? instance.className
  writer.open(`p:${className}`, {
    ...valueNamespaces,
    'xmlns:p': classUri(namespace, className),
    'xsi:type': `p:${className}_Type`,
  })
  for (const property of instance.properties.values()) {
    writeProperty(writer, 'p', property, cimClass?.properties.get(property.name.toLowerCase()), context, 0)
  }
  before?.()
  writer.close()
}

/**
 * Writes what a property or a parameter holds: one element, one for each member of an array, none for an empty array.
 * Without a prefix the element is in no namespace.
 */
export function writeProperty(
  writer: XmlWriter,
  prefix: string,
  property: CimProperty,
  declaration: CimTypeDeclaration | undefined,
  context: WriteContext,
  depth: number,
): void {
  const name = prefix === '' ? property.name : `${prefix}:${property.name}`
  const { type, value } = property
  if (value === null) {
    writer.element(name, undefined, property.array && context.preciseArrays ? nullArray : nil)
    return
  }
  if (!property.array) {
    writeScalar(writer, name, type, value as CimScalar, context, depth)
    return
  }
  const items = value as readonly CimScalar[]
  const octets = declaration?.octetString === true ? octetStringText(items as readonly number[]) : undefined
  if (octets !== undefined) {
    writer.element(name, octets, { 'xsi:type': 'cim:cimBase64Binary' })
    return
  }
  for (const item of items) writeScalar(writer, name, type, item, context, depth)
}

const nil: WrittenAttributes = { 'xsi:nil': 'true' }
const nullArray: WrittenAttributes = { 'xmlns:m': ns.wsmv, 'xsi:nil': 'true', 'm:IsNullArray': 'true' }

function writeScalar(
  writer: XmlWriter,
  name: string,
  type: CimType,
  value: CimScalar,
  context: WriteContext,
  depth: number,
): void {
  if (typeof value !== 'object') {
    writer.element(name, scalarText(value, type), context.typeHints ? hintOf(type) : undefined)
    return
  }
  switch (value.kind) {
    case 'datetime': {
      const text = dateTimeText(value)
      writer
        .open(name)
        .element(text === undefined ? 'cim:CIM_DateTime' : 'cim:Datetime', text ?? value.dmtf)
        .close()
      return
    }
    case 'interval': {
      const text = intervalText(value)
      writer
        .open(name)
        .element(text === undefined ? 'cim:CIM_DateTime' : 'cim:Interval', text ?? value.dmtf)
        .close()
      return
    }
    case 'path':
      writer.open(name)
      writeEprContent(writer, value, context.namespace)
      writer.close()
      return
    case 'instance':
      writeEmbedded(writer, name, value, context, depth)
  }
}

/** An embedded instance is the property's own element, marked with the class ([DSP0230] 9.2.3). */
function writeEmbedded(writer: XmlWriter, name: string, instance: CimInstance, context: WriteContext, depth: number): void {
  if (depth >= 16) throw new MisuseError('embedded instances are nested more than 16 deep')
  const namespace = instance.namespace ?? context.namespace
  const cimClass = context.classes?.(namespace, instance.className)
  const className = cimClass?.name ?? instance.className
  const prefix = `n${depth + 1}`
  writer.open(name, { [`xmlns:${prefix}`]: classUri(namespace, className), 'xsi:type': `${prefix}:${className}_Type` })
  for (const property of instance.properties.values()) {
    writeProperty(writer, prefix, property, cimClass?.properties.get(property.name.toLowerCase()), context, depth + 1)
  }
  writer.close()
}

const hints: Readonly<Partial<Record<CimType, WrittenAttributes>>> = {
  boolean: { 'xsi:type': 'cim:cimBoolean' },
  string: { 'xsi:type': 'cim:cimString' },
  char16: { 'xsi:type': 'cim:cimChar16' },
  sint8: { 'xsi:type': 'cim:cimByte' },
  uint8: { 'xsi:type': 'cim:cimUnsignedByte' },
  sint16: { 'xsi:type': 'cim:cimShort' },
  uint16: { 'xsi:type': 'cim:cimUnsignedShort' },
  sint32: { 'xsi:type': 'cim:cimInt' },
  uint32: { 'xsi:type': 'cim:cimUnsignedInt' },
  sint64: { 'xsi:type': 'cim:cimLong' },
  uint64: { 'xsi:type': 'cim:cimUnsignedLong' },
  real32: { 'xsi:type': 'cim:cimFloat' },
  real64: { 'xsi:type': 'cim:cimDouble' },
}

function hintOf(type: CimType): WrittenAttributes | undefined {
  return hints[type]
}
