import type { CimClass } from '../../cim/class.js'
import { scalarText } from '../../cim/scalar.js'
import type { CimInstance, CimProperty, CimScalar } from '../../cim/value.js'
import type { XmlWriter } from '../../xml/writer.js'
import type { FragmentPath } from './fragment-path.js'
import { classUri } from './resource-uri.js'
import { namedFault } from './soap-fault.js'
import { valueNamespaces, type WriteContext, writeProperty } from './value-writer.js'

/** Writes the selected properties of an instance: in alphabetical order and in no namespace ([MS-WSMV] notes 58 and 59). */
export function writeProjection(writer: XmlWriter, instance: CimInstance, context: WriteContext): void {
  const cimClass = classOf(instance, context)
  const properties = [...instance.properties].sort(([a], [b]) => (a < b ? -1 : 1))
  writer.open('w:XmlFragment', valueNamespaces)
  for (const [key, property] of properties) writeProperty(writer, '', property, cimClass?.properties.get(key), context, 0)
  writer.close()
}

/** Writes the part of an instance that a fragment path selects ([DSP0226] 7.7). */
export function writeFragment(writer: XmlWriter, instance: CimInstance, path: FragmentPath, context: WriteContext): void {
  const namespace = instance.namespace ?? context.namespace
  const property = selected(instance, path)
  writer.open('w:XmlFragment', { ...valueNamespaces, 'xmlns:p': classUri(namespace, instance.className) })
  if (path.text) writer.text(textOf(property, path))
  else writeProperty(writer, 'p', property, classOf(instance, context)?.properties.get(property.name.toLowerCase()), context, 0)
  writer.close()
}

function classOf(instance: CimInstance, context: WriteContext): CimClass | undefined {
  return context.classes?.(instance.namespace ?? context.namespace, instance.className)
}

function selected(instance: CimInstance, path: FragmentPath): CimProperty {
  const property = instance.properties.get(path.property.toLowerCase())
  if (property === undefined) throw cannotSelect(`${instance.className} has no property ${path.property}.`)
  if (path.index === undefined) return property
  const values: readonly CimScalar[] = Array.isArray(property.value)
    ? property.value
    : property.value === null
      ? []
      : [property.value as CimScalar]
  const value = values[path.index - 1]
  if (value === undefined) throw cannotSelect(`${property.name} has no value number ${path.index}.`)
  return { ...property, array: false, value }
}

function textOf(property: CimProperty, path: FragmentPath): string {
  const { value } = property
  if (value === null) return ''
  if (typeof value === 'object') throw cannotSelect(`'${path.expression.slice(0, 200)}' is not one text.`)
  return scalarText(value, property.type)
}

function cannotSelect(why: string): Error {
  return namedFault('cannotProcessFragment', { providerMessage: why })
}
