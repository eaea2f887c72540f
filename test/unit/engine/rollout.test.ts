import { expect, test } from 'vitest'
import type { Amount } from '../../../src/engine/document.js'
import { FailureThreshold, planRollout, type RolloutHost } from '../../../src/engine/rollout.js'

function strategies(
  ...entries: readonly (readonly [name: string, hosts: number, batch?: Amount | undefined, maxFailures?: Amount | undefined])[]
) {
  return new Map(entries.map(([name, hosts, batch, maxFailures]) => [name, { strategy: { batch, maxFailures }, hosts }]))
}

function hosts(text: string): readonly RolloutHost[] {
  return text.split(' ').map((word, index) => {
    const [configurations = '', idle] = word.split('/')
    return { name: `h${index}`, configurations: configurations.split('+'), changes: idle === undefined }
  })
}

test.each([
  ['without a strategy nothing is rolled', 'web web db', strategies(['web', 2], ['db', 1]), undefined],
  ['one at a time', 'web web web', strategies(['web', 3, { count: 1 }]), ['h0', 'h1', 'h2']],
  [
    'a percentage of the hosts of the configuration, rounded down',
    'web web web web',
    strategies(['web', 5, { percent: 50 }]),
    ['h0 h1', 'h2 h3'],
  ],
  ['at least one', 'web web', strategies(['web', 2, { percent: 1 }]), ['h0', 'h1']],
  [
    'hosts without a strategy take no place',
    'web db db web db',
    strategies(['web', 2, { count: 1 }], ['db', 3]),
    ['h0 h1 h2', 'h3 h4'],
  ],
  [
    'each configuration has places of its own',
    'web db web db',
    strategies(['web', 2, { count: 1 }], ['db', 2, { count: 1 }]),
    ['h0 h1', 'h2 h3'],
  ],
  [
    'the strictest of a host closes the batch',
    'a+b b a+b',
    strategies(['a', 2, { count: 5 }], ['b', 3, { count: 2 }]),
    ['h0 h1', 'h2'],
  ],
  [
    'hosts with nothing to change take no place',
    'web/idle web web/idle web',
    strategies(['web', 4, { count: 1 }]),
    ['h0 h1 h2', 'h3'],
  ],
  ['only a threshold: one batch', 'web web', strategies(['web', 2, undefined, { count: 0 }]), ['h0 h1']],
] as const)('%s', (_name, text, given, expected) => {
  expect(planRollout(hosts(text), given)?.batches.map((batch) => batch.join(' '))).toEqual(expected)
})

test.each([
  [{ count: 0 }, 0, false],
  [{ count: 0 }, 1, true],
  [{ count: 2 }, 2, false],
  [{ count: 2 }, 3, true],
  [{ percent: 20 }, 2, false],
  [{ percent: 20 }, 3, true],
  [{ percent: 0 }, 1, true],
  [undefined, 10, false],
] as const)('of ten hosts %o tolerate %i failures: refused %s', (limit, failures, refused) => {
  const threshold = new FailureThreshold(strategies(['web', 10, undefined, limit]))
  for (let failed = 0; failed < failures; failed++) threshold.hostFailed(['web'])
  expect(threshold.refusal(['web']) !== undefined).toBe(refused)
  expect(threshold.refusal(['db'])).toBeUndefined()
})
