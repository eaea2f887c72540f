import { expect, test } from 'vitest'
import { readText } from '../../../src/config/read-text.js'
import { locate, plainOf } from '../../../src/config/source-node.js'
import { brief } from './helpers.js'

const read = (text: string) => readText({ file: 'x.json', text })

test('values have the types and places that YAML gives them', () => {
  const text =
    '{\r\n  "a": [1, -2.5, 1e3, "x\\u0041\\n", true, false, null],\n  "b": { "c": 18446744073709551615 }, "d": {}, "e": []\n}\n'
  const [json] = read(text).documents
  const [yaml] = readText({ file: 'x.yaml', text }).documents
  if (json === undefined || yaml === undefined) throw new Error('not read')
  expect(plainOf(json)).toEqual({ a: [1n, -2.5, 1000, 'xA\n', true, false, null], b: { c: 18446744073709551615n }, d: {}, e: [] })
  expect(plainOf(json)).toEqual(plainOf(yaml))
  for (const path of [['a'], ['a', 0], ['a', 3], ['b', 'c'], ['d'], ['e']]) {
    for (const part of ['key', 'value'] as const) {
      const { start, end } = locate(json, path, part)
      expect([path, part, start, end]).toEqual([path, part, locate(yaml, path, part).start, locate(yaml, path, part).end])
    }
  }
})

test.each([
  ['{"a": 1,}', 'x.json:1:8 error Unreadable JSON', /no comma before \}/],
  ['[1, 2,\n]', 'x.json:1:6 error Unreadable JSON', /no comma before \]/],
  ['{"a" 1}', 'x.json:1:6 error Unreadable JSON', /colon/],
  ['{"a": 1 "b": 2}', 'x.json:1:9 error Unreadable JSON', /comma or \}/],
  ['{a: 1}', 'x.json:1:2 error Unreadable JSON', /double quotes/],
  ["['a']", 'x.json:1:2 error Unreadable JSON', /double quotes/],
  ['[1] [2]', 'x.json:1:5 error Unreadable JSON', /ends before/],
  ['[01]', 'x.json:1:2 error Unreadable JSON', /value is expected/],
  ['[tru]', 'x.json:1:2 error Unreadable JSON', /value is expected/],
  ['[1 // one\n]', 'x.json:1:4 error Unreadable JSON', /comma or \]/],
  ['// one\n[]', 'x.json:1:1 error Unreadable JSON', /no comments/],
  ['{"a": ', 'x.json:1:7 error Unreadable JSON', /bracket missing/],
  ['["a\nb"]', 'x.json:1:4 error Unreadable JSON', /not closed/],
  ['["abc', 'x.json:1:6 error Unreadable JSON', /not closed/],
  ['["abc\\', 'x.json:1:7 error Unreadable JSON', /not closed/],
  ['["C:\\web"]', 'x.json:1:5 error Unreadable JSON', /written twice/],
  ['["\\u12"]', 'x.json:1:3 error Unreadable JSON', /written twice/],
  ['{"a": 1, "a": 2}', 'x.json:1:10 error Duplicate field', /x\.json:1:2/],
  ['{"__proto__": 1}', 'x.json:1:2 error Unusable field name', /cannot be the name/],
  ['['.repeat(65), 'x.json:1:65 error Nested too deeply', /64 levels/],
])('%j is refused with a place and a reason', (text, found, words) => {
  const { documents, diagnostics } = read(text)
  expect(documents).toEqual([])
  expect(diagnostics.map(brief)).toEqual([found])
  expect(diagnostics[0]?.detail).toMatch(words)
})

test('an empty file holds nothing; a byte order mark is no mistake', () => {
  expect(read(' \n')).toEqual({ documents: [], diagnostics: [] })
  expect(read('\ufeff[1]').documents.map(plainOf)).toEqual([[1n]])
})
