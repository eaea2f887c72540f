import type { ArgumentSource, StepArgument } from '../../cim/class-adapter.js'
import { scalarText } from '../../cim/scalar.js'
import type { CimScalar, CimValue } from '../../cim/value.js'
import type { DesiredValue } from '../shared/desired-value.js'
import { caseName } from '../shared/text-field.js'

export interface StepValue {
  readonly parameter: string
  readonly value: DesiredValue
}

/** Where a call takes the values of properties from, by their lower-cased names. */
export interface ValueSource {
  /** Names of the properties that the change writes. */
  readonly written: ReadonlySet<string>
  readonly wanted: (name: string) => DesiredValue | undefined
  readonly key: (name: string) => DesiredValue | undefined
  readonly live: (name: string) => DesiredValue | undefined
}

export interface PassedValues {
  readonly passes: 'all' | 'changed'
  readonly source: ValueSource
  /** Lower-cased names of the properties that the call is for. */
  readonly own: ReadonlySet<string>
}

/** The arguments of a call; one that has no value is left out. */
export function stepValues(passed: readonly StepArgument[], from: PassedValues): readonly StepValue[] {
  const values: StepValue[] = []
  for (const { parameter, from: origin, map } of passed) {
    const value = argumentValue(origin, map, from)
    if (value !== undefined) values.push({ parameter, value })
  }
  return values
}

/** `SYSTEM\CurrentControlSet\Services\{Name}` with the values of properties in it. */
function filledText(text: string, lookUp: (name: string) => CimValue | undefined): string {
  return text.replaceAll(/\{([A-Za-z_]\w*)\}/g, (_, name: string) => {
    const value = lookUp(name.toLowerCase())
    return value === undefined || value === null || Array.isArray(value) ? '' : scalarText(value as CimScalar)
  })
}

function argumentValue(from: ArgumentSource, map: StepArgument['map'], passed: PassedValues): DesiredValue | undefined {
  if ('constant' in from) return { plain: from.constant }
  if ('text' in from) {
    const plain = filledText(from.text, (name) => {
      const value = currentValue(name, passed)
      return value !== undefined && 'plain' in value ? value.plain : undefined
    })
    return { plain }
  }
  const name = from.property.toLowerCase()
  if (from.with !== undefined && !isWritten(from.with, passed)) return undefined
  const isLeftAlone = passed.passes === 'changed' && from.with === undefined && !isWritten(name, passed)
  const value = isLeftAlone ? passed.source.key(name) : currentValue(name, passed)
  if (value === undefined) return from.default === undefined || isLeftAlone ? undefined : { plain: from.default }
  return 'secret' in value ? value : { plain: map?.get(caseName(value.plain)) ?? value.plain }
}

/** A key has its new value only in the call that gives it. */
function currentValue(name: string, { source, own }: PassedValues): DesiredValue | undefined {
  if (!own.has(name)) {
    const key = source.key(name)
    if (key !== undefined) return key
  }
  return source.wanted(name) ?? source.key(name) ?? source.live(name)
}

function isWritten(name: string, { source }: PassedValues): boolean {
  return [...source.written].some((one) => one.toLowerCase() === name.toLowerCase())
}
