import { TimeoutError } from '../../base/errors.js'
import type { CimPropertyDeclaration } from '../../cim/class.js'
import { compareProperty } from '../../cim/compare/compare.js'
import { formatValue } from '../../cim/format.js'
import { type CimInstance, type CimValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import type { ApplyContext } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'

/** The state an object must reach after a change. */
export interface WaitCondition {
  readonly expected: readonly ExpectedProperty[]
  /** Milliseconds. */
  readonly timeout: number
}

export interface ExpectedProperty {
  readonly declaration: CimPropertyDeclaration
  readonly value: CimValue
}

/** Between two looks: quick at first, since most states settle within a second. */
const firstInterval = 100
const longestInterval = 2_000

/** Reads the object until it has every expected value; TimeoutError says what it had last. */
export async function waitUntil(
  reader: CimReader,
  path: ObjectPath,
  condition: WaitCondition,
  context: Pick<ApplyContext, 'elapsed' | 'sleep' | 'progress' | 'signal'>,
): Promise<void> {
  const started = context.elapsed()
  const wanted = condition.expected.map(({ declaration, value }) => `${declaration.name} = ${formatValue(value)}`).join(', ')
  let interval = firstInterval
  for (;;) {
    const names = condition.expected.map(({ declaration }) => declaration.name)
    const instance = await reader.getInstance(path, { properties: names, signal: context.signal })
    if (instance !== undefined && meets(instance, condition.expected)) return
    if (context.elapsed() - started >= condition.timeout) {
      throw new TimeoutError('read', reader.host, condition.timeout, {
        hint: `Waited for ${wanted}; last seen: ${lastSeen(instance, names)}. Raise \`timeout\` if it needs longer.`,
      })
    }
    context.progress(`waiting for ${wanted}`)
    await context.sleep(interval)
    interval = Math.min(interval * 2, longestInterval)
  }
}

/** Whether the instance has all of the values, compared as the class compares them. */
export function meets(instance: CimInstance, expected: readonly ExpectedProperty[]): boolean {
  return expected.every(
    ({ declaration, value }) => compareProperty(declaration, value, propertyValue(instance, declaration.name)).equal,
  )
}

function lastSeen(instance: CimInstance | undefined, names: readonly string[]): string {
  if (instance === undefined) return 'the object is gone'
  return names.map((name) => `${name} = ${formatValue(propertyValue(instance, name))}`).join(', ')
}
