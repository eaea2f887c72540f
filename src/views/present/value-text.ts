import { formatObjectPath } from '../../cim/object-path.js'
import { scalarText } from '../../cim/scalar.js'
import type { CimType } from '../../cim/type.js'
import type { CimInstance, CimScalar, TypedValue } from '../../cim/value.js'
import type { ShownValue } from '../../engine/resource-type.js'
import { glyphsFor } from '../text/glyphs.js'
import { visibleText } from '../text/visible.js'

export interface ValueTextOptions {
  readonly unicode: boolean
  /** Characters after which a text is cut, saying how long it is. */
  readonly limit: number
}

/** Embedded instances deeper than this are named, not shown. */
const maxDepth = 4

export function isSensitive(value: ShownValue): value is Exclude<ShownValue, TypedValue> {
  return 'sensitive' in value
}

/**
 * A value on one line: strings in quotes with backslashes as they are (paths are what people read here) and control
 * characters made visible, datetimes as ISO 8601, paths and instances as WMI writes them.
 */
export function valueText(value: ShownValue, options: ValueTextOptions): string {
  if (isSensitive(value)) return '(sensitive)'
  if (value.value === null) return 'null'
  if (isArray(value.value))
    return limited(`[${value.value.map((one) => scalar(one, value.type, options, 0)).join(', ')}]`, options)
  return scalar(value.value, value.type, options, 0)
}

/** The elements of an array value, each as valueText prints it; undefined when it is no array. */
export function elementTexts(value: TypedValue, options: ValueTextOptions): readonly string[] | undefined {
  return isArray(value.value) ? value.value.map((one) => scalar(one, value.type, options, 0)) : undefined
}

/** Array.isArray does not narrow readonly arrays out of a union. */
function isArray(value: TypedValue['value']): value is readonly CimScalar[] {
  return Array.isArray(value)
}

function scalar(value: CimScalar, type: CimType, options: ValueTextOptions, depth: number): string {
  if (typeof value === 'string') return `"${limited(visibleText(cut(value, options), options), options, value.length)}"`
  if (typeof value !== 'object') return scalarText(value, type)
  switch (value.kind) {
    case 'datetime':
      return isoDateTime(value.dmtf) ?? visibleText(value.dmtf, options)
    case 'interval':
      return isoInterval(value.dmtf) ?? visibleText(value.dmtf, options)
    case 'path':
      return visibleText(formatObjectPath(value), options)
    case 'instance':
      return limited(instanceText(value, options, depth), options)
  }
}

function instanceText(instance: CimInstance, options: ValueTextOptions, depth: number): string {
  const name = visibleText(instance.className, options)
  if (depth >= maxDepth) return `${name} { ${glyphsFor(options).ellipsis} }`
  const properties = [...instance.properties.values()].map((property) => {
    const { value } = property
    const text = isArray(value)
      ? `[${value.map((one) => scalar(one, property.type, options, depth + 1)).join(', ')}]`
      : value === null
        ? 'null'
        : scalar(value, property.type, options, depth + 1)
    return `${visibleText(property.name, options)} = ${text}`
  })
  return properties.length === 0 ? `${name} { }` : `${name} { ${properties.join('; ')} }`
}

/** `2026-11-24T02:30:00.000000+02:00`; undefined when fields are without significance. */
function isoDateTime(dmtf: string): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{6})([+-])(\d{3})$/.exec(dmtf)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, micros = '', sign, offset] = match
  const zone = Number(offset) === 0 ? 'Z' : `${sign}${two(Math.floor(Number(offset) / 60))}:${two(Number(offset) % 60)}`
  const fraction = Number(micros) === 0 ? '' : `.${micros}`
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`
}

/** `3d 04:05:06`; undefined when fields are without significance. */
function isoInterval(dmtf: string): string | undefined {
  const match = /^(\d{8})(\d\d)(\d\d)(\d\d)\.(\d{6}):000$/.exec(dmtf)
  if (match === null) return undefined
  const [, days, hours, minutes, seconds, micros = ''] = match
  const fraction = Number(micros) === 0 ? '' : `.${micros}`
  return `${Number(days)}d ${hours}:${minutes}:${seconds}${fraction}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function cut(text: string, options: ValueTextOptions): string {
  return text.length > options.limit ? text.slice(0, options.limit) : text
}

function limited(text: string, options: ValueTextOptions, length: number = text.length): string {
  if (length <= options.limit) return text
  return `${text.slice(0, options.limit)}${glyphsFor(options).ellipsis} (${length} characters)`
}
