import { FaultError } from '../../base/errors.js'
import type { CimPropertyDeclaration } from '../../cim/class.js'
import { compareProperty } from '../../cim/compare/compare.js'
import { formatValue } from '../../cim/format.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { type CimInstance, type CimValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import type { ApplyContext } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import { caseName } from './text-field.js'

/** The state an object must reach after a change. */
export interface WaitCondition {
  readonly expected: readonly ExpectedProperty[]
  /** Milliseconds. */
  readonly timeout: number
  /** Milliseconds between two looks, once the first quick ones have not helped. */
  readonly interval?: number
  /** Values on the way; undefined: any value may turn into the expected one. */
  readonly passing?: PassingValues
}

export interface PassingValues {
  /** Lower-cased values of the expected property. */
  readonly pending: ReadonlySet<string>
  /** The values that may stay until the first pending one: that before the change, any, or none. */
  readonly before: { readonly value: string } | 'any' | 'none'
}

export interface ExpectedProperty {
  readonly declaration: CimPropertyDeclaration
  readonly value: CimValue
}

/** Quick at first, since most states settle within a second. */
const firstInterval = 100
const defaultInterval = 2_000

/**
 * Reads the object until it has every expected value; WaitError says what it had last, when time is up and when it comes to a
 * value from which the expected one cannot follow. Of several paths the first that leads to an object counts.
 */
export async function waitUntil(
  reader: CimReader,
  path: ObjectPath | readonly [ObjectPath, ...ObjectPath[]],
  condition: WaitCondition,
  context: Pick<ApplyContext, 'elapsed' | 'sleep' | 'progress' | 'signal'>,
): Promise<void> {
  const paths: readonly [ObjectPath, ...ObjectPath[]] = isOnePath(path) ? [path] : path
  const started = context.elapsed()
  const wanted = describeExpected(condition.expected)
  const names = condition.expected.map(({ declaration }) => declaration.name)
  let interval = firstInterval
  let isUnderWay = false
  for (;;) {
    const instance = await firstInstance(reader, paths, names, context.signal)
    if (instance !== undefined && meets(instance, condition.expected)) return
    const values = names.map((name) => (instance === undefined ? '' : caseName(propertyValue(instance, name))))
    const { passing } = condition
    if (passing !== undefined) {
      const isPending = values.every((value) => passing.pending.has(value))
      if (!(isPending || (!isUnderWay && isAsBefore(values, passing)))) {
        throw new StrayError(paths[0], wanted, lastSeen(instance, names))
      }
      isUnderWay ||= isPending
    }
    const left = condition.timeout - (context.elapsed() - started)
    if (left <= 0) throw new WaitError(paths[0], wanted, condition.timeout, lastSeen(instance, names))
    context.progress(`waiting for ${wanted}`)
    await context.sleep(Math.min(interval, left))
    interval = Math.min(interval * 2, condition.interval ?? defaultInterval)
  }
}

function isOnePath(path: ObjectPath | readonly ObjectPath[]): path is ObjectPath {
  return 'className' in path
}

async function firstInstance(
  reader: CimReader,
  paths: readonly ObjectPath[],
  properties: readonly string[],
  signal: AbortSignal,
): Promise<CimInstance | undefined> {
  for (const path of paths) {
    const instance = await reader.getInstance(path, { properties, signal })
    if (instance !== undefined) return instance
  }
  return undefined
}

function isAsBefore(values: readonly string[], { before }: PassingValues): boolean {
  if (before === 'none') return false
  return before === 'any' || values.every((value) => value === before.value)
}

/** Whether the instance has all of the values, compared as the class compares them. */
export function meets(instance: CimInstance, expected: readonly ExpectedProperty[]): boolean {
  return expected.every(
    ({ declaration, value }) => compareProperty(declaration, value, propertyValue(instance, declaration.name)).equal,
  )
}

/** `State = "Running", StartMode = "Auto"`. */
export function describeExpected(expected: readonly ExpectedProperty[]): string {
  return expected.map(({ declaration, value }) => `${declaration.name} = ${formatValue(value, declaration.type)}`).join(', ')
}

/** The host answered all along, but what was waited for did not come: the change has failed, the host is well. */
class WaitError extends FaultError {
  readonly code = 'WMCTL_WAIT'

  constructor(path: ObjectPath, wanted: string, timeout: number, seen: string) {
    super(`${formatRelativePath(path)} did not come to ${wanted} within ${timeout / 1000} s; last seen: ${seen}`, {
      hint: 'If it only needs longer, write a longer `timeout` into the `waitFor` of the resource.',
    })
  }
}

/** The object has come to a state that does not lead to the one that was waited for. */
export class StrayError extends FaultError {
  readonly code = 'WMCTL_WAIT'

  constructor(path: ObjectPath, wanted: string, seen: string) {
    super(`${formatRelativePath(path)} came to ${seen} instead of ${wanted}`, {
      hint: 'The host gave up on the change; its event log says why.',
    })
  }
}

function lastSeen(instance: CimInstance | undefined, names: readonly string[]): string {
  if (instance === undefined) return 'the object is gone'
  return names.map((name) => `${name} = ${formatValue(propertyValue(instance, name))}`).join(', ')
}
