import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.js'
import { type CimScalar, cimInstance, type TypedValue } from '../../src/cim/value.js'
import type { EngineEvent, SkipReason } from '../../src/engine/events.js'
import type { FailedResource, Failure, HostPlan, PlannedResource } from '../../src/engine/plan.js'
import type { Action, PropertyDelta, ShownValue } from '../../src/engine/resource-type.js'
import { reportFormats } from '../../src/views/report/create-report.js'
import { hostRanges } from '../../src/views/text/host-set.js'
import { displayWidth } from '../../src/views/text/width.js'
import { parseXml } from '../../src/xml/tree.js'
import { fakeTicker, humanView, renderHuman, renderJson, renderReport } from '../harness/views/render.js'

/** Marks every hash of a secret: it must not be seen in any output. */
const secretMark = '5ec2e7'

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('web01', 'web02', 'web03', 'C:\\x', '</script>', '\u001b[2J', '```', '@@', 'a;b;c', '\ud800', 'x\r\ny'),
)
const action = fc.constantFrom<Action>('none', 'create', 'set', 'delete', 'replace', 'invoke', 'unknown')
const milliseconds = fc.nat(10_000_000)
const count = fc.nat(100_000)

const scalar: fc.Arbitrary<CimScalar> = fc.oneof(
  word,
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.boolean(),
  word.map((dmtf) => ({ kind: 'datetime' as const, dmtf })),
  word.map((dmtf) => ({ kind: 'interval' as const, dmtf })),
  word.map((className) => ({ kind: 'path' as const, className, keys: [{ name: 'K', value: className }] })),
  fc.array(word, { maxLength: 2 }).map((names) =>
    cimInstance(
      'C',
      names.map((name) => ({ name, type: 'string', array: false, value: name })),
    ),
  ),
)
const typed: fc.Arbitrary<TypedValue> = fc.oneof(
  fc.option(scalar).map((value) => ({ type: 'string' as const, array: false, value })),
  fc.array(scalar, { maxLength: 5 }).map((value) => ({ type: 'string' as const, array: true, value })),
)
const shown: fc.Arbitrary<ShownValue> = fc.oneof(
  { weight: 4, arbitrary: typed },
  { weight: 1, arbitrary: fc.nat().map((n) => ({ sensitive: true as const, hash: `${secretMark}${n}` })) },
)
const propertyDelta: fc.Arbitrary<PropertyDelta> = fc
  .record({ name: word, before: fc.option(shown), after: fc.option(shown), equal: fc.option(word) })
  .map(({ name, before, after, equal }) => ({
    name,
    before: before ?? undefined,
    after: after ?? undefined,
    ...(equal === null ? {} : { equal }),
  }))
const address = fc.record({ host: word, configuration: word, resource: word })
const texts = fc.array(word, { maxLength: 3 })
const resource: fc.Arbitrary<PlannedResource> = fc
  .record({
    address,
    identity: word,
    action,
    deltas: fc.array(propertyDelta, { maxLength: 4 }),
    reason: fc.option(word),
    steps: texts,
    warnings: texts,
  })
  .map(({ address, identity, reason, ...change }) => ({
    address,
    identity,
    document: {
      configuration: address.configuration,
      name: address.resource,
      kind: 'cim',
      fields: { hidden: secretMark },
      dependsOn: [],
      lifecycle: { preventDestroy: false, ignoreChanges: [] },
      onChanged: undefined,
      range: undefined,
    },
    change: { ...change, ...(reason === null ? {} : { reason }) },
    fingerprint: secretMark,
  }))
const failure: fc.Arbitrary<Failure> = fc
  .record({ code: fc.constantFrom('WMCTL_AUTH', 'WMCTL_PEER'), message: word, hint: fc.option(word) })
  .map(({ hint, ...rest }) => ({ ...rest, ...(hint === null ? {} : { hint }) }))
const failedResource: fc.Arbitrary<FailedResource> = fc.record({ address, identity: word, message: word, hint: word })
const plan: fc.Arbitrary<HostPlan> = fc.oneof(
  fc.record({
    state: fc.constant('planned' as const),
    host: word,
    resources: fc.array(resource, { maxLength: 4 }),
    failed: fc.array(failedResource, { maxLength: 2 }),
  }),
  fc.record({ state: fc.constantFrom('unreachable' as const, 'failed' as const), host: word, failure }),
)
const position = fc.record({ line: fc.integer({ min: 1, max: 50 }), column: fc.integer({ min: 1, max: 50 }) })
const diagnostic: fc.Arbitrary<Diagnostic> = fc.record(
  {
    severity: fc.constantFrom('error' as const, 'warning' as const),
    summary: word,
    detail: word,
    suggestion: word,
    address: word,
    range: fc.record({ file: word, start: position, end: position, lineText: word }),
  },
  { requiredKeys: ['severity', 'summary', 'detail'] },
)
const command = fc.constantFrom('plan' as const, 'apply' as const, 'drift' as const)
const skip = fc.constantFrom<SkipReason>(
  'dependency-failed',
  'dependency-skipped',
  'not-triggered',
  'stale',
  'cancelled',
  'threshold',
  'prevented',
  'unread',
)
const actions = fc.record({ create: count, set: count, delete: count, replace: count, invoke: count, unknown: count })
const hosts = fc.record({ total: count, changed: count, unchanged: count, failed: count, unreachable: count, skipped: count })

const runStarted = fc.record({
  type: fc.constant('run-started' as const),
  command,
  runId: word,
  hosts: count,
  resources: count,
  time: count,
})

const event: fc.Arbitrary<EngineEvent> = fc.oneof(
  runStarted,
  fc.record({ type: fc.constant('diagnostic' as const), diagnostic }),
  fc.record({ type: fc.constant('host-started' as const), host: word }),
  { weight: 4, arbitrary: fc.record({ type: fc.constant('host-planned' as const), plan, milliseconds }) },
  fc.record({ type: fc.constant('batch-started' as const), number: count, of: count, hosts: texts }),
  fc.record({ type: fc.constant('host-apply-started' as const), host: word }),
  fc.record({ type: fc.constant('change-started' as const), resource }),
  fc.record({ type: fc.constant('change-progressed' as const), address, message: word, milliseconds }),
  fc.record({ type: fc.constant('change-completed' as const), address, identity: word, action, milliseconds, warnings: texts }),
  fc.record({ type: fc.constant('change-failed' as const), address, identity: word, action, failure }),
  fc.record({ type: fc.constant('change-skipped' as const), address, identity: word, action, reason: skip, detail: word }),
  fc.record(
    {
      type: fc.constant('host-completed' as const),
      host: word,
      state: fc.constantFrom(
        'changed' as const,
        'unchanged' as const,
        'failed' as const,
        'unreachable' as const,
        'skipped' as const,
      ),
      failure,
    },
    { requiredKeys: ['type', 'host', 'state'] },
  ),
  fc.record({
    type: fc.constant('run-completed' as const),
    command,
    actions,
    failures: fc.array(failedResource, { maxLength: 2 }),
    hosts,
    milliseconds,
    cancelled: fc.boolean(),
  }),
)
const stream = fc.tuple(runStarted, fc.array(event, { maxLength: 12 })).map(([first, rest]) => [first, ...rest])
const isLine = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL('../../schemas/events.schema.json', import.meta.url), 'utf8')),
)
const isReport = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8')),
)
const control = /(?!\n)\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u

describe('whatever a run says', () => {
  test('the terminal gets text and nothing it would obey', () => {
    fc.assert(
      fc.property(stream, fc.boolean(), fc.boolean(), fc.integer({ min: 20, max: 120 }), (events, verbose, unicode, columns) => {
        const { out, err } = renderHuman(events, { verbose, style: { colour: false, unicode, columns } })
        expect(out + err).not.toMatch(control)
        expect(out + err).not.toContain(secretMark)
        if (!unicode) expect(out + err).toMatch(/^[\n\u0020-\u007e]*$/)
      }),
    )
  })

  test('live progress stays within the terminal and clears itself', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 20, max: 120 }), (events, columns) => {
        const ticker = fakeTicker()
        const { view, err } = humanView({ live: true, ticker, style: { colour: false, unicode: true, columns } })
        for (const one of events) {
          view.event(one)
          ticker.advance(100)
        }
        view.end()
        expect(ticker.running).toBe(0)
        for (const line of err()
          .split('\n')
          .filter((text) => /━|─/.test(text))) {
          expect(displayWidth(line.replace(/^[\s\S]*\p{Cc}\[J/u, ''))).toBeLessThan(Math.max(columns, 21))
        }
      }),
    )
  })

  test('every JSON line fits the schema', () => {
    fc.assert(
      fc.property(stream, (events) => {
        for (const line of renderJson(events)) {
          expect(isLine(JSON.parse(line)), line).toBe(true)
          expect(line).not.toContain(secretMark)
        }
      }),
    )
  })

  test('every report is complete, and well-formed where it has a form', () => {
    fc.assert(
      fc.property(stream, fc.constantFrom(...reportFormats), (events, format) => {
        const report = renderReport(format, events, { maxBytes: 3000 })
        expect(report).not.toContain(secretMark)
        if (format === 'json') expect(isReport(JSON.parse(report))).toBe(true)
        if (format === 'junit') parseXml(report)
        if (format === 'html') expect(report.match(/<\/?script/g)).toHaveLength(4)
        if (format === 'markdown') expect(Buffer.byteLength(report)).toBeLessThanOrEqual(3000)
      }),
    )
  })
})

test('ranges lose no host', () => {
  const name = fc
    .tuple(fc.constantFrom('web', 'db-', ''), fc.nat(120), fc.constantFrom('', '.corp.example', 'x'))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 60 }), (names) => {
      expect(hostRanges(names).reduce((sum, range) => sum + range.count, 0)).toBe(names.length)
    }),
  )
})
