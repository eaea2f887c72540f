import { expect, test } from 'vitest'
import { cimInstance } from '../../../src/cim/value.js'
import { toYaml } from '../../../src/config/to-yaml.js'
import { createInstanceView, type InstanceFormat, instanceFormats } from '../../../src/views/instance/instance-view.js'

function rendered(format: InstanceFormat, values: readonly string[], properties?: readonly string[]): string {
  let text = ''
  const view = createInstanceView(format, {
    write: (chunk) => {
      text += chunk
    },
    style: { colour: false, unicode: true, columns: 100 },
    properties,
    toYaml,
  })
  for (const [index, value] of values.entries()) {
    view.instance(
      `web0${index}`,
      cimInstance('Win32_Thing', [
        { name: 'Name', type: 'string', array: false, value },
        { name: 'Size', type: 'uint64', array: false, value: 18446744073709551615n },
        { name: 'Tags', type: 'string', array: true, value: ['a', 'b\n'] },
        { name: 'Empty', type: 'string', array: false, value: null },
      ]),
    )
  }
  view.end()
  return text
}

test('a table has a column for each property that has a value, text without quotes', () => {
  expect(rendered('table', ['C:\\x', 'longer'])).toBe(
    [
      'Host   Name    Size                  Tags',
      'web00  C:\\x    18446744073709551615  ["a", "b␊"]',
      'web01  longer  18446744073709551615  ["a", "b␊"]\n',
    ].join('\n'),
  )
})

test('columns are those asked for, in that order; what an instance lacks is empty', () => {
  expect(rendered('table', ['x'], ['Size', 'Other', 'name'])).toBe(
    'Host   Size                  Other  name\nweb00  18446744073709551615         x\n',
  )
})

test('nothing that a host says moves the cursor, and nothing is wider than a column', () => {
  const text = rendered('table', [`\u001b[2J\r\n${'x'.repeat(500)}`], ['Name'])
  expect(text).toContain('␛[2J␍␊xxx')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(60)
})

test('JSON lines carry types, nulls and whole values', () => {
  expect(JSON.parse(rendered('json', ['x'.repeat(500)]))).toEqual({
    host: 'web00',
    class: 'Win32_Thing',
    properties: {
      Name: { type: 'string', value: 'x'.repeat(500) },
      Size: { type: 'uint64', value: '18446744073709551615' },
      Tags: { type: 'string', array: true, value: ['a', 'b\n'] },
      Empty: { type: 'string', value: null },
    },
  })
})

test('YAML documents hold values as documents of the user have them', () => {
  const text = rendered('yaml', ['C:\\x', 'yes'], ['Name', 'Size', 'Tags', 'Empty'])
  expect(text).toBe(
    [
      '---',
      'host: web00',
      'class: Win32_Thing',
      'properties:',
      '  Name: C:\\x',
      '  Size: 18446744073709551615',
      '  Tags:',
      '    - a',
      '    - |',
      '      b',
      '  Empty: null',
      '---',
      'host: web01',
      'class: Win32_Thing',
      'properties:',
      "  Name: 'yes'",
      '  Size: 18446744073709551615',
      '  Tags:',
      '    - a',
      '    - |',
      '      b',
      '  Empty: null',
      '',
    ].join('\n'),
  )
})

test('CSV is quoted as RFC 4180 has it, lists on one line, null empty', () => {
  expect(rendered('csv', ['a "b", c', ' d'])).toBe(
    [
      'Host,Name,Size,Tags,Empty',
      'web00,"a ""b"", c",18446744073709551615,"a;b\n",',
      'web01," d",18446744073709551615,"a;b\n",',
      '',
    ].join('\r\n'),
  )
})

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd|x', "'+cmd|x"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  [' =1', "' =1"],
  ['-5', '-5'],
  ['+49.5', '+49.5'],
  ['a=b', 'a=b'],
])('a spreadsheet takes no formula from CSV: %j', (text, field) => {
  expect(rendered('csv', [text], ['Name'])).toBe(`Host,Name\r\nweb00,${field}\r\n`)
})

test('CSV says what it left out because a later instance has more properties', () => {
  const view = createInstanceView('csv', {
    write: () => {},
    style: { colour: false, unicode: true, columns: 80 },
    properties: undefined,
    toYaml,
  })
  const named = (name: string, value: string | null) => ({ name, type: 'string', array: false, value }) as const
  view.instance('a', cimInstance('X', [named('Name', 'x')]))
  view.instance('b', cimInstance('X', [named('NAME', 'x'), named('Empty', null)]))
  view.instance('b', cimInstance('X', [named('Name', 'x'), named('Size', '1')]))
  expect(view.end()).toBe('left out, because the first instance did not have them: Size. Name the columns with --columns.')
})

test.each(instanceFormats)('%s writes a row as it comes', (format) => {
  let length = 0
  let pieces = 0
  const write = (text: string): void => {
    length += text.length
    pieces++
  }
  const style = { colour: false, unicode: true, columns: 80 }
  const view = createInstanceView(format, { write, style, properties: undefined, toYaml })
  const rows = 1_000
  for (let row = 0; row < rows; row++) {
    const instance = cimInstance('Thing', [{ name: 'Name', type: 'string', array: false, value: `thing ${row}` }])
    const before = pieces
    view.instance('web01', instance)
    // A table needs the first hundred rows for its widths.
    if (format !== 'table' || row >= 100) expect(pieces).toBeGreaterThan(before)
  }
  view.end()
  expect(pieces).toBeGreaterThanOrEqual(rows)
  expect(length).toBeGreaterThan(rows * 10)
})
