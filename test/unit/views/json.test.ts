import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { cimInstance } from '../../../src/cim/value.js'
import { jsonShownValue } from '../../../src/views/json/json-value.js'
import { renderJson, renderReport } from '../../harness/views/render.js'
import { sampleDrift } from '../../harness/views/sample-fleet.js'
import { sampleStreams } from '../../harness/views/sample-streams.js'

function schema(name: string): ValidateFunction {
  const text = readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(text))
}

const isLine = schema('events')
const isReport = schema('report')
const streams = { ...sampleStreams, 'drift-100': sampleDrift(100) }

describe.each(Object.entries(streams))('%s', (_, events) => {
  test('every line fits the schema', () => {
    for (const line of renderJson(events)) {
      expect(isLine(JSON.parse(line)), line).toBe(true)
    }
  })

  test('the report fits the schema', () => {
    const report = JSON.parse(renderReport('json', events))
    isReport(report)
    expect(isReport.errors ?? []).toEqual([])
  })
})

test('the schema refuses what it does not describe', () => {
  const [first = ''] = renderJson([])
  expect(isLine({ ...JSON.parse(first), extra: 1 })).toBe(false)
  expect(isLine({ ...JSON.parse(first), type: 'other' })).toBe(false)
})

test('the first line says the version, and every line has the common keys', () => {
  const lines = renderJson(sampleStreams['plan-fleet'] ?? []).map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines[0]).toEqual({
    '@level': 'info',
    '@message': 'wmctl 0.1.0',
    '@module': 'wmctl.ui',
    '@timestamp': '2026-11-24T02:30:00.000Z',
    type: 'version',
    wmctl: '0.1.0',
    ui: '1.0',
  })
  for (const line of lines) expect(Object.keys(line).slice(0, 5)).toEqual(['@level', '@message', '@module', '@timestamp', 'type'])
})

test.each([
  [
    'plan-fleet',
    ['planned_change', 'planned_action_invocation', 'host_unreachable', 'host_errored', 'refresh_errored', 'change_summary'],
  ],
  ['drift-fleet', ['resource_drift', 'refresh_complete', 'run_end']],
  [
    'apply-mixed',
    ['apply_start', 'apply_progress', 'apply_complete', 'apply_errored', 'apply_skipped', 'host_unreachable', 'host_complete'],
  ],
  ['apply-batches', ['batch_start', 'refresh_start', 'host_start']],
  ['plan-diagnostics', ['diagnostic']],
])('%s speaks of %j', (name, types) => {
  const seen = renderJson(sampleStreams[name] ?? []).map((line) => (JSON.parse(line) as { type: string }).type)
  expect(seen).toEqual(expect.arrayContaining(types))
})

test.each([
  [
    { type: 'uint64', array: false, value: 18_446_744_073_709_551_615n },
    { type: 'uint64', value: '18446744073709551615' },
  ],
  [
    { type: 'real32', array: true, value: [1.5, Number.NaN, Number.NEGATIVE_INFINITY] },
    { type: 'real32', array: true, value: [1.5, 'NaN', '-INF'] },
  ],
  [
    { type: 'string', array: false, value: null },
    { type: 'string', value: null },
  ],
  [
    { type: 'string', array: true, value: [] },
    { type: 'string', array: true, value: [] },
  ],
  [
    { type: 'datetime', array: false, value: { kind: 'datetime', dmtf: '20261124******.******+060' } },
    { type: 'datetime', value: '20261124******.******+060' },
  ],
  [
    { type: 'instance', array: false, value: cimInstance('Box', [{ name: 'N', type: 'sint64', array: false, value: 1n }]) },
    { type: 'instance', value: { className: 'Box', properties: [{ name: 'N', type: 'sint64', value: '1' }] } },
  ],
  [{ sensitive: true, hash: 'deadbeef' }, { sensitive: true }],
] as const)('a value as JSON: case %#', (value, expected) => expect(jsonShownValue(value)).toEqual(expected))
