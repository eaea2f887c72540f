import type { CimType } from '../../cim/type.js'
import type { XmlElement } from '../../xml/element.js'
import type { XmlAttribute } from '../../xml/reader.js'
import type { NamespaceScope } from '../../xml/scope.js'
import { ns } from '../soap/namespaces.js'

/** Types of the `cim` namespace ([DSP0230] 9.2.1) and of XML Schema that a value may be marked with. */
const cimTypes: Readonly<Record<string, CimType>> = {
  cimBoolean: 'boolean',
  cimString: 'string',
  cimChar16: 'char16',
  cimAnySimpleType: 'string',
  cimByte: 'sint8',
  cimUnsignedByte: 'uint8',
  cimShort: 'sint16',
  cimUnsignedShort: 'uint16',
  cimInt: 'sint32',
  cimUnsignedInt: 'uint32',
  cimLong: 'sint64',
  cimUnsignedLong: 'uint64',
  cimFloat: 'real32',
  cimDouble: 'real64',
  cimDateTime: 'datetime',
  cimReference: 'reference',
}

const schemaTypes: Readonly<Record<string, CimType>> = {
  boolean: 'boolean',
  string: 'string',
  byte: 'sint8',
  unsignedByte: 'uint8',
  short: 'sint16',
  unsignedShort: 'uint16',
  int: 'sint32',
  unsignedInt: 'uint32',
  long: 'sint64',
  unsignedLong: 'uint64',
  float: 'real32',
  double: 'real64',
  dateTime: 'datetime',
  duration: 'datetime',
}

/** What an element says about itself: its `xsi:type`, whether it is null, and whether that null is an array. */
export interface TypeHint {
  readonly type: CimType | undefined
  readonly base64: boolean
  readonly className: string | undefined
  /** Namespace URI of the class: its resource URI. */
  readonly classUri: string | undefined
}

const noHint: TypeHint = { type: undefined, base64: false, className: undefined, classUri: undefined }

export function typeHint(attributes: XmlElement['attributes'], scope: NamespaceScope): TypeHint {
  const value = attribute(attributes, ns.xsi, 'type')
  if (value === undefined) return noHint
  const text = value.trim()
  const colon = text.indexOf(':')
  const local = text.slice(colon + 1)
  const uri = scope.lookup(colon < 0 ? '' : text.slice(0, colon))
  // Clients are known to use `cim:` and `xs:` without declaring them.
  const known = uri === ns.xs || (uri === undefined && /^xsd?:/.test(text)) ? own(schemaTypes, local) : own(cimTypes, local)
  if (known !== undefined) return { ...noHint, type: known }
  if (local === 'cimBase64Binary' || local === 'base64Binary') return { ...noHint, type: 'uint8', base64: true }
  return { ...noHint, className: local.endsWith('_Type') ? local.slice(0, -'_Type'.length) : local, classUri: uri }
}

export function isNil(attributes: readonly XmlAttribute[]): boolean {
  const value = attribute(attributes, ns.xsi, 'nil')
  return value !== undefined && /^\s*(?:true|1)\s*$/.test(value)
}

/** `IsNullArray`, with which precise arrays mark a null that is an array. */
export function isNullArray(attributes: readonly XmlAttribute[]): boolean {
  const value = attribute(attributes, ns.wsmv, 'IsNullArray')
  return value !== undefined && /^\s*(?:true|1)\s*$/.test(value)
}

function attribute(attributes: readonly XmlAttribute[], uri: string, local: string): string | undefined {
  for (const candidate of attributes) if (candidate.local === local && candidate.uri === uri) return candidate.value
  return undefined
}

function own(table: Readonly<Record<string, CimType>>, key: string): CimType | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
