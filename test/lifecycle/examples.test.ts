import { readFileSync } from 'node:fs'
import { type Lab, startLab, tamper } from '@wmctl/lab'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineEvent } from '../../src/engine/events.js'
import { reportFormats } from '../../src/views/report/create-report.js'
import { findExamples } from '../harness/examples.js'
import { expectGolden } from '../harness/golden.js'
import { type LabRuns, openLabRuns, shownChanges } from '../harness/lab-run.js'
import { steppingClock } from '../harness/stepping-clock.js'
import { makeFolder, removeFolder } from '../harness/temporary-folder.js'
import { renderHuman, renderJson, renderReport } from '../harness/views/render.js'
import { needsOf } from './example-needs.js'
import { tamperings } from './tampering.table.js'

process.env['AGENT_PASSWORD'] = 'a password of an agent'

const examples = findExamples()

test('every example has its tamperings', () => {
  expect(examples.map(({ name }) => name)).toEqual(Object.keys(tamperings))
})

describe.each(examples)('$name on hosts of three releases', (example) => {
  const streams = new Map<string, readonly EngineEvent[]>()
  const folder = makeFolder()
  const clock = steppingClock()
  let lab: Lab
  let runs: LabRuns

  beforeAll(async () => {
    const oldest = needsOf(example.name).since === '2016' ? '2016' : '2012r2'
    lab = await startLab({ hosts: 3, profiles: [oldest, '2022', '2025'], seed: 'd', clock, folder })
    runs = await openLabRuns({ clock, folder, documents: { ...example, inventory: lab.inventory.path } })
  })
  afterAll(async () => {
    await runs.close()
    await lab.close()
    removeFolder(folder)
  })

  function keep(name: string, events: readonly EngineEvent[]): void {
    streams.set(name, events)
    expectGolden(`lifecycle/${example.name}/events/${name}.json`, streamText(events))
  }

  test('plan, apply, an empty plan, tampering, drift, apply, an empty plan', async () => {
    const planned = await runs.plan()
    keep('plan', planned.events)
    expect(planned.completed.hosts).toMatchObject({ changed: planned.plans.length, failed: 0, unreachable: 0 })

    const applied = await runs.apply()
    keep('apply', applied.events)
    expect(applied.completed.failures).toEqual([])
    expect(applied.completed.actions).toEqual(planned.completed.actions)

    const empty = await runs.plan()
    keep('empty', empty.events)
    expect(shownChanges(empty.plans)).toEqual([])

    const expected: string[] = []
    const targets = empty.plans.map(({ host }) => host)
    for (const [index, { change, shows }] of (tamperings[example.name] ?? []).entries()) {
      const host = lab.hosts.find(({ name }) => name === targets[index % targets.length])
      if (host === undefined) throw new Error('the plan has a host that the lab has not')
      tamper(host, change)
      expected.push(...shows.map((text) => `${host.name}/${text}`))
    }
    const drift = await runs.plan('drift')
    keep('drift', drift.events)
    expect([...shownChanges(drift.plans)].sort()).toEqual(expected.sort())

    const again = await runs.plan()
    expect(shownChanges(again.plans).length).toBe(expected.length)
    const repaired = await runs.apply()
    keep('repair', repaired.events)
    expect(repaired.completed.failures).toEqual([])
    expect(shownChanges((await runs.plan()).plans)).toEqual([])
  })

  test('for people: the whole session', () => {
    const session = [...streams].map(([name, events]) => {
      const { out, err } = renderHuman(events)
      return `=== ${name}\n${out}--- stderr\n${err}`
    })
    expectGolden(`lifecycle/${example.name}/human.txt`, session.join('\n'))
  })

  test('for programs: the apply', () => {
    expectGolden(`lifecycle/${example.name}/apply.jsonl`, `${renderJson(streams.get('apply') ?? []).join('\n')}\n`)
  })

  test.each(reportFormats)('the drift as a report: %s', (format) => {
    const text = renderReport(format, streams.get('drift') ?? [])
    const endings = { html: 'html', json: 'json', junit: 'xml', markdown: 'md', text: 'txt' }
    expectGolden(`lifecycle/${example.name}/report.${endings[format]}`, format === 'html' ? withoutAssets(text) : text)
  })

  test('every view renders every stream', () => {
    for (const [name, events] of streams) {
      const lines = renderJson(events)
      for (const line of lines) expect(isLine(JSON.parse(line)), `${name}: ${line}`).toBe(true)
      isReport(JSON.parse(renderReport('json', events)))
      expect(isReport.errors ?? [], name).toEqual([])
      const { out, err } = renderHuman(events)
      const texts = [out, err, ...reportFormats.map((format) => withoutAssets(renderReport(format, events)))]
      for (const text of texts) expect(text).not.toMatch(/\[object Object\]|\bundefined\b|\bNaN\b|<fingerprint>/)
    }
  })
})

/** One event a line. Hashes of what was read stand for all of an object, also for what no view shows. */
function streamText(events: readonly EngineEvent[]): string {
  const replace = (name: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`
    // Hashes of secrets have a key of their own in every run.
    if (name === 'hash') return '<hash>'
    return name === 'fingerprint' && value !== 'absent' ? '<fingerprint>' : value
  }
  return `[\n${events.map((event) => JSON.stringify(event, replace)).join(',\n')}\n]\n`
}

function withoutAssets(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '<style></style>')
    .replace(/<script>.*?<\/script>/s, '<script></script>')
    .replace(/sha256-[^']+/g, 'sha256-')
}

function schema(name: string) {
  const text = readFileSync(`schemas/${name}.schema.json`, 'utf8')
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(text))
}

const isLine = schema('events')
const isReport = schema('report')
