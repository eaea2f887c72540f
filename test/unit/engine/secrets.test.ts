import { expect, test } from 'vitest'
import { PlanFileWriter } from '../../../src/engine/plan-file.js'
import { runSecrets } from '../../../src/engine/secrets.js'
import { systemDigest } from '../../../src/io/system-digest.js'
import { applyFleet, countingRandom, memoryKinds, planFleet, secretsOf, secretTable, target } from '../../harness/engine-run.js'
import { itemType, MemoryFleet, memoryHost, refusal, resource } from '../../harness/memory-host.js'

const text = 'correct "horse" \\ battery'
const secret = { secret: { env: 'PASSWORD' } } as const
const table = { PASSWORD: text, OTHER: 'other text' }
const sealed = resource('a', { fields: { key: 'a', properties: { password: secret, open: 'x' } } })

/** Everything a run hands out, and every way in which the secret may be spelled in it. */
function leaks(...outputs: readonly unknown[]): boolean {
  const all = outputs.map((output) => (typeof output === 'string' ? output : JSON.stringify(output))).join('\n')
  return [text, JSON.stringify(text).slice(1, -1), JSON.stringify(JSON.stringify(text)).slice(1, -1)].some((form) =>
    all.includes(form),
  )
}

test('a secret is asked for once in a run, by value of the reference', async () => {
  const resolver = secretTable(table)
  const secrets = runSecrets({ resolver, digest: systemDigest, random: countingRandom })
  await Promise.all([secrets.resolve([secret]), secrets.resolve([{ secret: { env: 'PASSWORD' } }, { secret: { env: 'OTHER' } }])])
  await secrets.resolve([secret])
  expect(resolver.asked).toEqual(['PASSWORD', 'OTHER'])
  expect(secrets.reveal(secret)).toBe(text)
  expect(secrets.hash(secret)).toBe(secrets.hashText(text))
})

test('hashes are keyed: another run gives others', async () => {
  const other = runSecrets({
    resolver: secretTable(table),
    digest: systemDigest,
    random: { bytes: (n) => new Uint8Array(n).fill(9) },
  })
  expect(other.hashText(text)).not.toBe(secretsOf(table).hashText(text))
})

test('the longest secret is removed first, so that none shines through', async () => {
  const secrets = secretsOf({ A: 'abc', B: 'abcdef' })
  await secrets.resolve([{ secret: { env: 'A' } }, { secret: { env: 'B' } }])
  expect(secrets.redact('<abcdef> <abc>')).toBe('<***> <***>')
})

test('no event, plan or journal holds a secret, whatever the host sends back', async () => {
  const host = memoryHost('h', { a: { password: 'old password', open: 'y' }, b: { password: text } })
  host.faults.set('b', { ignore: true })
  host.faults.set('c', { apply: refusal(`bad password '${text}'`) })
  host.faults.set('d', { read: refusal(`bad password '${text}'`) })
  const fleet = new MemoryFleet([host])
  const resources = [
    sealed,
    resource('b', { fields: { key: 'b', properties: { password: secret, open: 'x' } } }),
    ...['c', 'd'].map((key) => resource(key, { fields: { key, properties: { password: secret } } })),
  ]
  const { events, plans } = await planFleet(fleet, [target('h', resources)], { secrets: secretsOf(table) })
  const writer = new PlanFileWriter(systemDigest)
  const file = plans.map((plan) => writer.host({ plan, connection: null })).join('')
  const applied = await applyFleet(fleet, plans, { secrets: secretsOf(table) })
  expect(host.log).toEqual(['set a', 'set b'])
  expect(host.objects.get('a')?.get('password')).toBe(text)
  expect(leaks(events, file, applied.events, applied.journal)).toBe(false)
  expect(JSON.stringify(applied.events)).toContain("bad password '***'")
  expect(file).toContain('"sensitive":true')
  expect(leaks({ nested: text })).toBe(true)
})

test('a secret that is already set is no change', async () => {
  const fleet = new MemoryFleet([memoryHost('h', { a: { password: text, open: 'x' } })])
  const { completed } = await planFleet(fleet, [target('h', [sealed])], { secrets: secretsOf(table) })
  expect(completed.hosts.unchanged).toBe(1)
})

test('a type that shows a secret in its change is stopped', async () => {
  const shown = { type: 'string', array: false, value: `pw=${text}` } as const
  const change = { action: 'create', deltas: [{ name: 'x', before: undefined, after: shown }], steps: [], warnings: [] } as const
  const kinds = new Map([...memoryKinds, ['item', { ...itemType, plan: () => change }]])
  const { events } = await planFleet(new MemoryFleet([memoryHost('h')]), [target('h', [sealed])], {
    kinds,
    secrets: secretsOf(table),
  })
  expect(leaks(events)).toBe(false)
  expect(JSON.stringify(events)).toContain('shows a secret')
})
