import { parseDuration } from '../../base/duration.js'
import type { CimClass } from '../../cim/class.js'
import type { PlainObject, PlainValue } from '../../engine/document.js'
import type { Findings } from './findings.js'
import { parseValue } from './parse-value.js'
import type { ExpectedProperty, WaitCondition } from './wait-condition.js'

const defaultTimeout = 60_000

/** `waitFor: { State: Stopped, timeout: 60s }`. */
export function parseWaitFor(cimClass: CimClass, fields: PlainValue | undefined, findings: Findings): WaitCondition | undefined {
  if (fields === undefined) return undefined
  const { timeout, ...properties } = fields as PlainObject
  const milliseconds = timeout === undefined ? defaultTimeout : parseDuration(typeof timeout === 'string' ? timeout : '')
  if (milliseconds === undefined) {
    findings.error('Not a duration', 'Write a number with a unit: 500ms, 60s, 5m.', ['waitFor', 'timeout'])
    return undefined
  }
  const expected = parseExpected(cimClass, properties, findings, 'waitFor')
  if (Object.keys(properties).length === 0)
    findings.error('Nothing to wait for', 'Name at least one property with the value to wait for.', ['waitFor'], 'key')
  return expected.length === 0 ? undefined : { expected, timeout: milliseconds }
}

/** Properties with the values a live object must have, as `when` and `waitFor` name them. */
export function parseExpected(
  cimClass: CimClass,
  fields: PlainObject,
  findings: Findings,
  field: string,
): readonly ExpectedProperty[] {
  const expected: ExpectedProperty[] = []
  for (const [name, plain] of Object.entries(fields)) {
    const declaration = cimClass.properties.get(name.toLowerCase())
    if (declaration === undefined) {
      const known = [...cimClass.properties.values()].map((property) => property.name)
      findings.unknown('property', name, known, `${cimClass.name} has no property ${name}.`, [field, name], 'key')
      continue
    }
    const value = parseValue(declaration, plain, findings, [field, name])
    if (value !== undefined) expected.push({ declaration, value })
  }
  return expected
}
