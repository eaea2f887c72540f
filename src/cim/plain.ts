import { formatXsDateTime } from './datetime.js'
import { formatXsDuration } from './interval.js'
import { formatObjectPath } from './object-path.js'
import { scalarText } from './scalar.js'
import type { CimType } from './type.js'
import type { CimInstance, CimScalar, CimValue } from './value.js'

/** A value as a document has it. */
export type PlainCim = string | number | bigint | boolean | null | readonly PlainCim[] | { readonly [name: string]: PlainCim }

/**
 * The value as `readPlain` reads it back: integers as they are, datetimes and durations in ISO 8601 form (DMTF where that cannot
 * say it), references as object paths, embedded instances as maps of the properties they have. The type matters for real32 alone.
 */
export function toPlain(value: CimValue, type?: CimType): PlainCim {
  if (value === null) return null
  return isArray(value) ? value.map((element) => plainScalar(element, type)) : plainScalar(value, type)
}

/** The properties of an instance by name, in their order. */
function toPlainProperties(instance: CimInstance): { readonly [name: string]: PlainCim } {
  return Object.fromEntries([...instance.properties.values()].map(({ name, value, type }) => [name, toPlain(value, type)]))
}

function plainScalar(value: CimScalar, type: CimType | undefined): PlainCim {
  if (typeof value === 'number' && type === 'real32' && Number.isFinite(value)) return Number(scalarText(value, type))
  if (typeof value !== 'object') return value
  switch (value.kind) {
    case 'datetime':
      return formatXsDateTime(value) ?? value.dmtf
    case 'interval':
      return formatXsDuration(value) ?? value.dmtf
    case 'path':
      return formatObjectPath(value)
    case 'instance':
      return toPlainProperties(value)
  }
}

function isArray(value: CimValue): value is readonly CimScalar[] {
  return Array.isArray(value)
}
