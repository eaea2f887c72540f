import { expect, test } from 'vitest'
import { readText } from '../../../src/config/read-text.js'
import { child, locate, plainOf, rangeOf } from '../../../src/config/source-node.js'
import { brief } from './helpers.js'

const read = (text: string, limits?: Parameters<typeof readText>[1]) => readText({ file: 'x.yaml', text }, limits)
const values = (text: string): readonly unknown[] => read(text).documents.map(plainOf)

test.each([
  ['1', 1n],
  ['-1', -1n],
  ['18446744073709551615', 18446744073709551615n],
  ['0x1F', 31n],
  ['0o17', 15n],
  ['017', 17n],
  ['1.0', 1],
  ['1e3', 1000],
  ['.inf', Number.POSITIVE_INFINITY],
  ['yes', 'yes'],
  ['on', 'on'],
  ['true', true],
  ['"true"', 'true'],
  ['~', null],
  ['', null],
  ['2026-01-01', '2026-01-01'],
  ['12:30:00', '12:30:00'],
  ['!!str 1', '1'],
  ['|\n  a\n  b\n', 'a\nb\n'],
])('the value %j is read by YAML 1.2', (text, value) => {
  expect(values(`a: ${text}`)).toEqual([{ a: value }])
})

test('JSON is read too', () => {
  expect(values('{"a": [1, 2.5, "x\\u0041", true, null], "b": {}}')).toEqual([{ a: [1n, 2.5, 'xA', true, null], b: {} }])
})

test('documents are separated, empty ones skipped', () => {
  expect(values('---\na: 1\n---\n---\n# nothing\n---\nb: 2\n...\n')).toEqual([{ a: 1n }, { b: 2n }])
  expect(values('')).toEqual([])
})

test('field names are text whatever they look like', () => {
  expect(values('1: a\ntrue: b\nnull: c\non: d\n')).toEqual([{ 1: 'a', true: 'b', null: 'c', on: 'd' }])
})

test('an anchor is used again, and later ones replace it', () => {
  expect(values('a: &x { y: 1 }\nb: *x\nc: &x 2\nd: *x\n')).toEqual([{ a: { y: 1n }, b: { y: 1n }, c: 2n, d: 2n }])
})

test.each(['\n', '\r\n'])('places count lines and columns from 1, with %j and a byte order mark', (newline) => {
  const [document] = read(['\ufeffa:', '  - b: "x y"', '    c: |', '      text', ''].join(newline)).documents
  if (document === undefined) throw new Error('no document')
  const b = locate(document, ['a', 0, 'b'], 'value')
  expect(b).toEqual({ file: 'x.yaml', start: { line: 2, column: 8 }, end: { line: 2, column: 13 }, lineText: '  - b: "x y"' })
  expect(locate(document, ['a', 0, 'c'], 'key')).toMatchObject({
    start: { line: 3, column: 5 },
    end: { line: 3, column: 6 },
    lineText: '    c: |',
  })
  expect(rangeOf(child(document, 'a') ?? document).start).toEqual({ line: 2, column: 3 })
  expect(locate(document, ['a', 7, 'b'], 'value').start).toEqual({ line: 2, column: 3 })
})

test('aliases cannot multiply a document', () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) =>
      `a${i}: &a${i} [${Array(10)
        .fill(i === 0 ? 'x' : `*a${i - 1}`)
        .join(', ')}]`,
  )
  const { documents, diagnostics } = read(levels.join('\n'))
  expect(documents).toEqual([])
  expect(diagnostics.map(brief)).toEqual([expect.stringMatching(/error Too many aliases/)])
})

test('depth and length have limits', () => {
  const limits = { maxLength: 100, maxDepth: 3, maxAliasedNodes: 10 }
  expect(values('[[[1]]]')).toHaveLength(1)
  expect(read('[[[1]]]', limits).documents).toHaveLength(1)
  expect(read('[[[[1]]]]', limits).diagnostics.map(brief)).toEqual(['x.yaml:1:5 error Nested too deeply'])
  expect(read(`a: ${'x'.repeat(100)}`, limits).diagnostics.map(brief)).toEqual(['x.yaml:1:1 error File too large'])
  expect(read('['.repeat(100_000)).diagnostics).toHaveLength(1)
  expect(read('- '.repeat(20_000)).diagnostics).toHaveLength(1)
})

test('a wrong document does not hide the others', () => {
  const { documents, diagnostics } = read('a: 1\n---\nb: [\n---\nc: 3\n')
  expect(diagnostics.length).toBeGreaterThan(0)
  expect(documents.map(plainOf)).toContainEqual({ a: 1n })
})
