import type {
  CimClass,
  CimMethodDeclaration,
  CimParameterDeclaration,
  CimPropertyDeclaration,
  CimTypeDeclaration,
  ValueMapEntry,
} from '../../cim/class.js'
import type { XmlWriter } from '../../xml/writer.js'

/** Writes a class in CIM-XML, in no namespace as Windows does ([DSP0201] CLASS, [DSP0227] 15.4). */
export function writeCimClass(writer: XmlWriter, cimClass: CimClass): void {
  writer.open('CLASS', { NAME: cimClass.name, SUPERCLASS: cimClass.superclass })
  writeFlag(writer, 'Abstract', cimClass.abstract)
  writeFlag(writer, 'Association', cimClass.association)
  writeFlag(writer, 'Singleton', cimClass.singleton)
  writeKnown(writer, 'SupportsCreate', cimClass.supportsCreate)
  writeKnown(writer, 'SupportsUpdate', cimClass.supportsUpdate)
  writeKnown(writer, 'SupportsDelete', cimClass.supportsDelete)
  for (const property of cimClass.properties.values()) writeDeclaredProperty(writer, property)
  for (const method of cimClass.methods.values()) writeMethod(writer, method)
  writer.close()
}

function writeDeclaredProperty(writer: XmlWriter, property: CimPropertyDeclaration): void {
  const reference = property.type === 'reference' && !property.array
  const name = reference ? 'PROPERTY.REFERENCE' : property.array ? 'PROPERTY.ARRAY' : 'PROPERTY'
  writer.open(name, { NAME: property.name, ...typeAttributes(property, reference) })
  writeFlag(writer, 'key', property.key)
  writeKnown(writer, 'read', property.access !== 'write')
  writeFlag(writer, 'write', property.access !== 'read')
  writeTypeQualifiers(writer, property)
  writer.close()
}

function writeMethod(writer: XmlWriter, method: CimMethodDeclaration): void {
  const returns = method.returns
  writer.open('METHOD', { NAME: method.name, ...(returns === undefined ? {} : typeAttributes(returns, false)) })
  if (returns?.type === 'instance' && returns.className !== undefined) {
    writeQualifier(writer, 'EmbeddedInstance', 'string', returns.className)
  }
  writeFlag(writer, 'static', method.static)
  if (method.returnCodes.size > 0) {
    writeList(writer, 'ValueMap', [...method.returnCodes.keys()])
    const labels = [...method.returnCodes.values()]
    writeLabels(writer, 'Values', labels)
  }
  for (const parameter of method.parameters) writeParameter(writer, parameter)
  writer.close()
}

function writeParameter(writer: XmlWriter, parameter: CimParameterDeclaration): void {
  const reference = parameter.type === 'reference'
  const name = reference
    ? parameter.array
      ? 'PARAMETER.REFARRAY'
      : 'PARAMETER.REFERENCE'
    : parameter.array
      ? 'PARAMETER.ARRAY'
      : 'PARAMETER'
  writer.open(name, { NAME: parameter.name, ...typeAttributes(parameter, reference) })
  writeKnown(writer, 'In', parameter.in)
  writeFlag(writer, 'Out', parameter.out)
  writeFlag(writer, 'Optional', parameter.optional)
  writeTypeQualifiers(writer, parameter)
  writer.close()
}

function typeAttributes(declaration: CimTypeDeclaration, reference: boolean): Record<string, string | undefined> {
  if (reference) return { REFERENCECLASS: declaration.className }
  const { type, className } = declaration
  const embedded = type === 'object' || type === 'instance' ? type : undefined
  return { TYPE: wireType(declaration), REFERENCECLASS: type === 'reference' ? className : undefined, EmbeddedObject: embedded }
}

/** Embedded objects are strings with an attribute; CIM-XML has no array of references as a property, so it is named as such. */
function wireType(declaration: CimTypeDeclaration): string {
  return declaration.type === 'object' || declaration.type === 'instance' ? 'string' : declaration.type
}

function writeTypeQualifiers(writer: XmlWriter, declaration: CimTypeDeclaration): void {
  if (declaration.type === 'instance' && declaration.className !== undefined) {
    writeQualifier(writer, 'EmbeddedInstance', 'string', declaration.className)
  }
  if (declaration.maxLength !== undefined) writeQualifier(writer, 'MaxLen', 'uint32', String(declaration.maxLength))
  if (declaration.minLength !== undefined) writeQualifier(writer, 'MinLen', 'uint32', String(declaration.minLength))
  if (declaration.units !== undefined) writeQualifier(writer, 'Units', 'string', declaration.units)
  if (declaration.min !== undefined) writeQualifier(writer, 'MinValue', 'sint64', String(declaration.min))
  if (declaration.max !== undefined) writeQualifier(writer, 'MaxValue', 'sint64', String(declaration.max))
  writeFlag(writer, 'OctetString', declaration.octetString ?? false)
  if (declaration.arrayType !== undefined) writeQualifier(writer, 'ArrayType', 'string', arrayTypes[declaration.arrayType])
  const entries = declaration.valueMap
  if (entries === undefined) return
  const positions = declaration.bitmap === true ? bitPositions(entries) : undefined
  const labels = entries.map((entry) => entry.label)
  writeList(writer, positions === undefined ? 'ValueMap' : 'BitMap', positions ?? entries.map((entry) => entry.value))
  writeLabels(writer, positions === undefined ? 'Values' : 'BitValues', labels)
}

/** A bit map names positions ([DSP0004] 5.6.3.6); undefined when a value is no single bit. */
function bitPositions(entries: readonly ValueMapEntry[]): readonly string[] | undefined {
  const positions = entries.map(({ value }) => {
    const bits = /^\d{1,20}$/.test(value) ? BigInt(value).toString(2) : ''
    return /^10*$/.test(bits) ? String(bits.length - 1) : undefined
  })
  return positions.every((position) => position !== undefined) ? positions : undefined
}

const arrayTypes = { bag: 'Bag', ordered: 'Ordered', indexed: 'Indexed' } as const

function writeFlag(writer: XmlWriter, name: string, value: boolean): void {
  if (value) writeQualifier(writer, name, 'boolean', 'true')
}

function writeKnown(writer: XmlWriter, name: string, value: boolean | undefined): void {
  if (value !== undefined) writeQualifier(writer, name, 'boolean', String(value))
}

function writeQualifier(writer: XmlWriter, name: string, type: string, value: string): void {
  writer.open('QUALIFIER', { NAME: name, TYPE: type }).element('VALUE', value).close()
}

/** Lists of values and labels go by position, so a missing label is an empty one. */
function writeLabels(writer: XmlWriter, name: string, labels: readonly (string | undefined)[]): void {
  if (labels.some((label) => label !== undefined))
    writeList(
      writer,
      name,
      labels.map((label) => label ?? ''),
    )
}

function writeList(writer: XmlWriter, name: string, values: readonly string[]): void {
  writer.open('QUALIFIER', { NAME: name, TYPE: 'string' }).open('VALUE.ARRAY')
  for (const value of values) writer.element('VALUE', value)
  writer.close().close()
}
