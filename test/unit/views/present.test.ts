import { describe, expect, test } from 'vitest'
import { cimInstance, type TypedValue } from '../../../src/cim/value.js'
import type { ActionCounts, HostCounts } from '../../../src/engine/plan.js'
import { presentDelta } from '../../../src/views/present/delta.js'
import { diffSequence, diffWords } from '../../../src/views/present/sequence-diff.js'
import { type RunSummary, summarySentence } from '../../../src/views/present/summary.js'
import { valueText } from '../../../src/views/present/value-text.js'
import { delta, text, texts, uint32 } from '../../harness/views/event-samples.js'

const options = { unicode: true, limit: 80 }

describe('values', () => {
  const service = { kind: 'path', className: 'Win32_Service', keys: [{ name: 'Name', value: 'Spooler' }] } as const
  const instance = cimInstance('Win32_Trustee', [
    { name: 'Name', type: 'string', array: false, value: 'alice' },
    { name: 'Sid', type: 'uint8', array: true, value: [1, 5] },
    { name: 'Domain', type: 'string', array: false, value: null },
  ])
  const cases: readonly (readonly [TypedValue, string])[] = [
    [text('C:\\Temp'), '"C:\\Temp"'],
    [text(''), '""'],
    [text(null), 'null'],
    [text('x'.repeat(100)), `"${'x'.repeat(80)}… (100 characters)"`],
    [texts('a', 'b'), '["a", "b"]'],
    [texts(), '[]'],
    [uint32(7), '7'],
    [{ type: 'uint64', array: false, value: 18_446_744_073_709_551_615n }, '18446744073709551615'],
    [{ type: 'boolean', array: false, value: true }, 'true'],
    [{ type: 'real64', array: false, value: Number.NaN }, 'NaN'],
    [{ type: 'real32', array: true, value: [Math.fround(1.1), 2] }, '[1.1, 2]'],
    [
      { type: 'datetime', array: false, value: { kind: 'datetime', dmtf: '20261124023000.000000+060' } },
      '2026-11-24T02:30:00+01:00',
    ],
    [
      { type: 'datetime', array: false, value: { kind: 'datetime', dmtf: '20261124023000.500000-000' } },
      '2026-11-24T02:30:00.500000Z',
    ],
    [
      { type: 'datetime', array: false, value: { kind: 'datetime', dmtf: '20261124******.******+060' } },
      '20261124******.******+060',
    ],
    [{ type: 'datetime', array: false, value: { kind: 'interval', dmtf: '00000003040506.000000:000' } }, '3d 04:05:06'],
    [{ type: 'reference', array: false, value: service }, 'Win32_Service.Name="Spooler"'],
    [{ type: 'instance', array: false, value: instance }, 'Win32_Trustee { Name = "alice"; Sid = [1, 5]; Domain = null }'],
  ]
  test.each(cases.map(([value, expected]) => ({ value, expected })))('$expected', ({ value, expected }) =>
    expect(valueText(value, options)).toBe(expected),
  )

  test('a secret is only called one', () => {
    expect(valueText({ sensitive: true, hash: 'deadbeef' }, options)).toBe('(sensitive)')
  })

  test('instances within instances end somewhere', () => {
    let value: TypedValue = text('deep')
    for (let depth = 0; depth < 50; depth++) {
      value = { type: 'instance', array: false, value: cimInstance('Box', [{ name: 'In', ...value }]) }
    }
    expect(valueText(value, { unicode: true, limit: 1000 })).toBe('Box { In = Box { In = Box { In = Box { In = Box { … } } } } }')
  })
})

describe('deltas', () => {
  test('old → new', () => {
    expect(presentDelta(delta('StartMode', text('Auto'), text('Disabled')), options)).toEqual({
      form: 'pair',
      name: 'StartMode',
      sign: '~',
      before: { text: '"Auto"' },
      after: { text: '"Disabled"' },
    })
  })

  test('marks the words that differ in texts that are alike', () => {
    expect(presentDelta(delta('Path', text('C:\\App\\v1\\bin'), text('C:\\App\\v2\\bin')), options)).toMatchObject({
      before: {
        parts: [
          { text: '"C:\\App\\', differs: false },
          { text: 'v1', differs: true },
          { text: '\\bin"', differs: false },
        ],
      },
      after: { parts: [{ differs: false }, { text: 'v2', differs: true }, { differs: false }] },
    })
  })

  test('one side when the object comes or goes', () => {
    expect(presentDelta(delta('A', undefined, uint32(1)), options)).toEqual({
      form: 'pair',
      name: 'A',
      sign: '+',
      after: { text: '1' },
    })
    expect(presentDelta(delta('A', uint32(1), undefined), options)).toEqual({
      form: 'pair',
      name: 'A',
      sign: '-',
      before: { text: '1' },
    })
  })

  test.each([
    [{ sensitive: true, hash: '1' }, { sensitive: true, hash: '2' }, '~', '(sensitive, changed)'],
    [undefined, { sensitive: true, hash: '2' }, '+', '(sensitive)'],
    [text('was plain'), { sensitive: true, hash: '2' }, '~', '(sensitive, changed)'],
  ] as const)('a secret on either side hides both: %j %j', (before, after, sign, said) => {
    expect(presentDelta(delta('Password', before, after), options)).toEqual({
      form: 'sensitive',
      name: 'Password',
      sign,
      text: said,
    })
  })

  test('says how many values there are when the change stands for many', () => {
    expect(presentDelta(delta('Size', uint32(1), uint32(4096)), options, 9)).toMatchObject({
      before: { text: '(9 different values)' },
      after: { text: '4096' },
    })
  })

  test('an equality says its rule', () => {
    expect(presentDelta(delta('StartMode', text('Automatic'), text('Auto'), 'value map'), options)).toEqual({
      form: 'equal',
      name: 'StartMode',
      before: '"Automatic"',
      after: '"Auto"',
      rule: 'value map',
    })
  })

  test.each([
    ['arrays by element', texts('a', 'b'), texts('a', 'c'), [' "a"', '-"b"', '+"c"']],
    ['texts by line', text('one\r\ntwo'), text('one\r\n2'), [' one', '-two', '+2']],
    [
      'search paths by item',
      text(`${'C:\\a;C:\\b;C:\\c;'.repeat(5)}C:\\x`),
      text(`${'C:\\a;C:\\b;C:\\c;'.repeat(5)}C:\\y`),
      ['…13 unchanged elements', ' C:\\b', ' C:\\c', '-C:\\x', '+C:\\y'],
    ],
    ['a new text of several lines', undefined, text('one\ntwo'), ['+one', '+two']],
  ])('%s', (_, before, after, lines) => {
    const presented = presentDelta(delta('V', before, after), options)
    expect(presented.form === 'lines' && presented.lines.map((line) => line.sign + line.text)).toEqual(lines)
  })

  test('texts that differ in their line ends alone show them', () => {
    expect(presentDelta(delta('V', text('a\r\nb'), text('a\nb')), options)).toMatchObject({
      form: 'pair',
      before: { text: '"a␍␊b"' },
      after: { text: '"a␊b"' },
    })
  })
})

describe('sequences', () => {
  const numbers = (count: number, prefix = ''): readonly string[] =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`)

  test('fold what did not change', () => {
    const after = numbers(20).map((item) => (item === '10' ? 'ten' : item))
    expect(diffSequence(numbers(20), after, { item: 'line' }).map((line) => line.sign + line.text)).toEqual([
      '…8 unchanged lines',
      ' 8',
      ' 9',
      '-10',
      '+ten',
      ' 11',
      ' 12',
      '…7 unchanged lines',
    ])
  })

  test('are bounded, and say how much is not shown', () => {
    const lines = diffSequence(numbers(5000, 'old'), numbers(5000, 'new'), { item: 'line' })
    expect(lines).toHaveLength(121)
    expect(lines.at(-1)).toEqual({ sign: '…', text: '9880 more lines' })
  })

  test('texts without much in common are not marked', () => {
    expect(diffWords('Auto', 'Disabled')).toBeUndefined()
    expect(diffWords('x'.repeat(3000), 'x'.repeat(3000))).toBeUndefined()
  })
})

describe('the last line', () => {
  const noActions: ActionCounts = { create: 0, set: 0, delete: 0, replace: 0, invoke: 0, unknown: 0 }
  const noHosts: HostCounts = { total: 0, changed: 0, unchanged: 0, failed: 0, unreachable: 0, skipped: 0 }
  const summary = (
    given: { actions?: Partial<ActionCounts>; hosts?: Partial<HostCounts> } & Partial<Omit<RunSummary, 'actions' | 'hosts'>>,
  ) =>
    summarySentence({
      command: 'plan',
      failed: 0,
      skipped: 0,
      cancelled: false,
      ...given,
      actions: { ...noActions, ...given.actions },
      hosts: { ...noHosts, ...given.hosts },
    })
  const example = { actions: { create: 3, set: 2, delete: 1, invoke: 1 }, hosts: { total: 42, changed: 40, unreachable: 2 } }
  const same = { hosts: { total: 42, unchanged: 42 } }

  test.each([
    [{ ...example }, 'Plan: 3 to create, 2 to set, 1 to delete, 1 to invoke. Hosts: 40 changed, 2 unreachable.'],
    [{ ...same }, 'No changes. 42 hosts match the configuration.'],
    [{ hosts: { total: 1, unchanged: 1 } }, 'No changes. 1 host matches the configuration.'],
    [{ ...same, command: 'drift' as const }, 'No drift. 42 hosts match the configuration.'],
    [
      { ...example, command: 'drift' as const },
      'Drift: 3 missing, 2 changed, 1 unexpected, 1 to invoke. Hosts: 40 drifted, 2 unreachable.',
    ],
    [
      { ...example, command: 'apply' as const },
      'Apply: 3 created, 2 set, 1 deleted, 1 invoked. Hosts: 40 changed, 2 unreachable.',
    ],
    [{ hosts: { total: 3, unchanged: 2, unreachable: 1 } }, 'No changes. 2 hosts match the configuration. Hosts: 1 unreachable.'],
    [{ hosts: { total: 2, unreachable: 2 } }, 'Plan: nothing is known. Hosts: 2 unreachable.'],
    [{ failed: 1, hosts: { total: 1, failed: 1 } }, 'Plan: 1 failed. Hosts: 1 failed.'],
    [
      { command: 'apply' as const, cancelled: true, hosts: { total: 2, skipped: 2 } },
      'Apply (cancelled): nothing was changed. Hosts: 2 skipped.',
    ],
    [
      { command: 'apply' as const, cancelled: true, actions: { set: 1 }, hosts: { total: 2, changed: 1, skipped: 1 } },
      'Apply (cancelled): 1 set. Hosts: 1 changed, 1 skipped.',
    ],
    [
      { actions: { replace: 1, unknown: 2 }, hosts: { total: 2, changed: 1, unchanged: 1 } },
      'Plan: 1 to replace, 2 unknown. Hosts: 1 changed, 1 unchanged.',
    ],
    [{}, 'No changes. No host was selected.'],
  ])('%j', (given, expected) => expect(summary(given)).toBe(expected))
})
