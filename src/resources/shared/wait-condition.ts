import { FaultError } from '../../base/errors.js'
import type { CimPropertyDeclaration } from '../../cim/class.js'
import { compareProperty } from '../../cim/compare/compare.js'
import { formatValue } from '../../cim/format.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { type CimInstance, type CimValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import type { ApplyContext } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'

/** The state an object must reach after a change. */
export interface WaitCondition {
  readonly expected: readonly ExpectedProperty[]
  /** Milliseconds. */
  readonly timeout: number
  /** Milliseconds between two looks, once the first quick ones have not helped. */
  readonly interval?: number
}

export interface ExpectedProperty {
  readonly declaration: CimPropertyDeclaration
  readonly value: CimValue
}

/** Quick at first, since most states settle within a second. */
const firstInterval = 100
const defaultInterval = 2_000

/** Reads the object until it has every expected value; WaitError says what it had last. */
export async function waitUntil(
  reader: CimReader,
  path: ObjectPath,
  condition: WaitCondition,
  context: Pick<ApplyContext, 'elapsed' | 'sleep' | 'progress' | 'signal'>,
): Promise<void> {
  const started = context.elapsed()
  const wanted = describeExpected(condition.expected)
  const names = condition.expected.map(({ declaration }) => declaration.name)
  let interval = firstInterval
  for (;;) {
    const instance = await reader.getInstance(path, { properties: names, signal: context.signal })
    if (instance !== undefined && meets(instance, condition.expected)) return
    const left = condition.timeout - (context.elapsed() - started)
    if (left <= 0) throw new WaitError(path, wanted, condition.timeout, lastSeen(instance, names))
    context.progress(`waiting for ${wanted}`)
    await context.sleep(Math.min(interval, left))
    interval = Math.min(interval * 2, condition.interval ?? defaultInterval)
  }
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

function lastSeen(instance: CimInstance | undefined, names: readonly string[]): string {
  if (instance === undefined) return 'the object is gone'
  return names.map((name) => `${name} = ${formatValue(propertyValue(instance, name))}`).join(', ')
}
