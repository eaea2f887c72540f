import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { formatJournalEntry } from '../../../src/engine/journal.js'
import type { HostPlan } from '../../../src/engine/plan.js'
import { type PlanFileEntry, PlanFileWriter, type PlanHeader } from '../../../src/engine/plan-file.js'
import { readPlanFile } from '../../../src/engine/plan-file-reader.js'
import { systemDigest } from '../../../src/io/system-digest.js'
import { applyFleet, endings, planFleet, secretsOf, target } from '../../harness/engine-run.js'
import { MemoryFleet, memoryHost, refusal, resource } from '../../harness/memory-host.js'

const header: PlanHeader = {
  planId: 'plan-1',
  created: '2026-01-02T03:04:05.000Z',
  wmctl: '0.1.0',
  documents: 'd'.repeat(64),
  strategies: new Map([
    ['base', { strategy: { batch: { percent: 25 }, maxFailures: { count: 1 } }, hosts: 3 }],
    ['other', { strategy: { batch: undefined, maxFailures: undefined }, hosts: 1 }],
  ]),
}
const connection = { address: 'h.example', port: 5985, tls: null }

/** Plans of every shape: all actions, a secret, awkward values, failures, an unreachable host. */
async function makePlans(): Promise<{ readonly fleet: MemoryFleet; readonly plans: readonly HostPlan[] }> {
  const host = memoryHost('h', { b: { value: 'old' }, gone: { value: 'x' }, kept: { value: 'x' } })
  host.faults.set('dark', { read: refusal('no access') })
  const fleet = new MemoryFleet([host, memoryHost('away')])
  fleet.host('away').unreachable = true
  const range = { file: 'a.yaml', start: { line: 3, column: 5 }, end: { line: 9, column: 1 } }
  const odd = {
    big: 2n ** 70n,
    nan: Number.NaN,
    zero: -0,
    type: 'DWORD',
    nested: { type: 'object', value: [1n, null, true] },
    text: 'ü\u2028�',
  }
  const resources = [
    resource('a', { fields: { key: 'a', properties: { password: { secret: { env: 'PASSWORD' } } }, odd }, range }),
    resource('b', { dependsOn: ['a'] }),
    resource('gone', { fields: { key: 'gone', ensure: 'absent' } }),
    resource('kept', { fields: { key: 'kept', ensure: 'absent' }, lifecycle: { preventDestroy: true, ignoreChanges: ['x'] } }),
    resource('dark'),
    resource('restart', { kind: 'call', onChanged: ['a'] }),
    resource('task', { kind: 'call', fields: { unknown: true } }),
  ]
  const targets = [target('h', resources), target('away', [resource('a')])]
  const { plans } = await planFleet(fleet, targets, { secrets: secretsOf({ PASSWORD: 'hunter2' }), concurrency: 1 })
  return { fleet, plans }
}

function write(plans: readonly HostPlan[]): string {
  const writer = new PlanFileWriter(systemDigest)
  return [writer.header(header), ...plans.map((plan) => writer.host({ plan, connection })), writer.trailer()].join('')
}

async function read(bytes: Uint8Array, size = bytes.length): Promise<readonly PlanFileEntry[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
  const entries: PlanFileEntry[] = []
  for await (const entry of readPlanFile(chunks, systemDigest)) entries.push(entry)
  return entries
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

async function problemOf(bytes: Uint8Array): Promise<unknown> {
  try {
    await read(bytes)
    return undefined
  } catch (error) {
    return error
  }
}

test.each([1, 7, 64, 100_000])('what was written is read back, in pieces of %i bytes', async (size) => {
  const { plans } = await makePlans()
  const entries = await read(bytesOf(write(plans)), size)
  expect(entries[0]).toEqual({ type: 'header', ...header })
  expect(entries.slice(1, -1)).toEqual(plans.map((plan) => ({ type: 'host', plan, connection })))
  expect(entries.at(-1)).toMatchObject({
    type: 'trailer',
    hosts: 2,
    resources: 5,
    actions: { create: 1, set: 1, delete: 1, invoke: 1, unknown: 1 },
  })
})

test('a plan that was read back is applied like the one that was made', async () => {
  const { fleet, plans } = await makePlans()
  const entries = await read(bytesOf(write(plans)))
  const again = entries.flatMap((entry) => (entry.type === 'host' ? [entry.plan] : []))
  const { events } = await applyFleet(fleet, again, { secrets: secretsOf({ PASSWORD: 'hunter2' }) })
  expect(endings(events)).toEqual({
    'h/kept': 'skipped: prevented',
    'h/dark': 'skipped: unread',
    ...Object.fromEntries(['a', 'b', 'gone', 'restart', 'task'].map((name) => [`h/${name}`, 'completed'])),
  })
})

test('every flipped bit and every cut is noticed', async () => {
  const { plans } = await makePlans()
  const bytes = bytesOf(write(plans))
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice()
    damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8))
    expect(await problemOf(damaged), `bit ${at % 8} of byte ${at}`).toMatchObject({ code: 'WMCTL_USAGE' })
  }
  for (let length = 0; length < bytes.length; length += 1) {
    expect(await problemOf(bytes.subarray(0, length)), `cut at ${length}`).toMatchObject({ code: 'WMCTL_USAGE' })
  }
})

test.each<readonly [string, (text: string) => string, string, number | undefined]>([
  ['empty', () => '', 'not-a-plan', undefined],
  ['a document', () => 'apiVersion: wmctl/v1\nkind: Inventory\n', 'not-a-plan', undefined],
  ['some other JSON', () => '{"type":"version"}\n', 'not-a-plan', undefined],
  ['another format', (text) => text.replace('"format":1', '"format":2'), 'other-version', undefined],
  ['a damaged line', (text) => text.replace('"state":"planned"', '"state":"plannec"'), 'corrupted', 2],
  ['an unknown member', (text) => text.replace('"state":"planned"', '"more":1,"state":"planned"'), 'corrupted', 2],
  ['a missing trailer', (text) => text.slice(0, text.indexOf('{"type":"trailer"')), 'truncated', undefined],
  ['a missing last line feed', (text) => text.slice(0, -1), 'truncated', undefined],
  ['a missing host', (text) => text.split('\n').toSpliced(2, 1).join('\n'), 'corrupted', 3],
  ['an edited value', (text) => text.replace('"old"', '"odd"'), 'altered', undefined],
  ['something after the trailer', (text) => `${text}\n`, 'corrupted', 5],
])('%s', async (_name, damage, problem, line) => {
  const { plans } = await makePlans()
  expect(await problemOf(bytesOf(damage(write(plans))))).toMatchObject({ problem, line, hint: expect.any(String) })
})

test('every line is valid by the schema alone, and so is every journal entry', async () => {
  const { fleet, plans } = await makePlans()
  const validPlan = new Ajv2020({ strict: true }).compile(schemaOf('plan'))
  for (const line of write(plans).trimEnd().split('\n'))
    expect(validPlan(JSON.parse(line)), JSON.stringify(validPlan.errors)).toBe(true)
  expect(validPlan({ type: 'header' })).toBe(false)
  fleet.host('h').faults.set('b', { ignore: true })
  const { journal } = await applyFleet(fleet, plans, { planId: 'p', secrets: secretsOf({ PASSWORD: 'hunter2' }) })
  const validEntry = new Ajv2020({ strict: true }).compile(schemaOf('journal'))
  for (const entry of journal)
    expect(validEntry(JSON.parse(formatJournalEntry(entry))), JSON.stringify(validEntry.errors)).toBe(true)
  expect(new Set(journal.map(({ type }) => type)).size).toBe(5)
})

function schemaOf(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8'))
}
