// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are part of what is tested.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAdapters } from '../../src/config/adapters.js'
import { compile } from '../../src/config/compile.js'
import { readDocuments } from '../../src/config/documents.js'
import { globMatcher } from '../../src/config/glob.js'
import { readText } from '../../src/config/read-text.js'
import { plainOf } from '../../src/config/source-node.js'
import { toYaml } from '../../src/config/to-yaml.js'
import { readOutsideVariables } from '../../src/config/variables.js'
import type { PlainValue } from '../../src/engine/document.js'
import { configuration, inventory } from '../unit/config/helpers.js'
import { kinds } from '../unit/config/kinds.js'

/** Everything that may be done with a text; the result does not matter, that there is one does. */
function readInEveryWay(text: string): void {
  expect(readText({ file: 'x.json', text })).toBeDefined()
  const documents = readDocuments(
    [
      { file: 'a', text: inventory },
      { file: 'x', text },
    ],
    kinds,
  )
  const { variables, diagnostics } = readOutsideVariables([`x=${text}`, text], [{ file: 'v', text }])
  const compiled = compile({ ...documents, variables, limit: [text], targets: [text] })
  const all = [
    ...documents.diagnostics,
    ...diagnostics,
    ...compiled.diagnostics,
    ...readAdapters([{ file: 'x', text }]).diagnostics,
  ]
  for (const { range, detail, summary } of all) {
    expect(summary).not.toBe('')
    expect(detail).not.toBe('')
    if (range === undefined) continue
    expect(range.start.line).toBeGreaterThan(0)
    expect(range.start.column).toBeGreaterThan(0)
    expect(range.end.line).toBeGreaterThanOrEqual(range.start.line)
  }
}

const fragment = fc.constantFrom(
  'apiVersion: wmctl/v1',
  'kind: Inventory',
  'kind: Configuration',
  'kind: ClassAdapter',
  'hosts:',
  'groups:',
  'resources:',
  'vars:',
  '  - name: a',
  '    cim: X',
  '    key: { N: "${vars.a}" }',
  '- ',
  '[',
  ']',
  '{',
  '}',
  ': ',
  ',',
  '\n',
  '\n  ',
  '\n    ',
  '---\n',
  '&a ',
  '*a',
  '!x ',
  '"',
  "'",
  '|\n',
  '>-\n',
  '%YAML 1.2\n',
  '# c\n',
  '\t',
  '\r\n',
  '\ufeff',
  '${',
  '}',
  '$${',
  'null',
  '1e999',
  '0x',
  '? ',
)

test('any text gives documents or diagnostics, never an exception', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), readInEveryWay), { numRuns: 60 })
})

test('any pile of YAML pieces gives documents or diagnostics', () => {
  const pile = fc.array(fragment, { maxLength: 40 }).map((pieces) => pieces.join(''))
  fc.assert(fc.property(pile, readInEveryWay), { numRuns: 120 })
})

test('any text with a part of a valid document cut out or doubled gives documents or diagnostics', () => {
  const whole = `${inventory}---\n${configuration("  - { name: a, cim: X, key: { N: '${vars.v}' } }\n", "targets: '*'\nvars: { v: { default: 1 } }")}`
  const cut = fc.tuple(fc.nat(whole.length), fc.nat(whole.length)).map(([from, to]) => whole.slice(0, from) + whole.slice(to))
  fc.assert(fc.property(cut, readInEveryWay), { numRuns: 100 })
})

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
)
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== '__proto__' && text !== '<<')
const { value: anyValue } = fc.letrec<{ value: PlainValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

test('what is printed reads back as the same value', () => {
  const root = fc.dictionary(name, anyValue, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
  fc.assert(
    fc.property(root, (value) => {
      const { documents, diagnostics } = readText({ file: 'x', text: toYaml(value) })
      expect(diagnostics).toEqual([])
      expect(documents.map(plainOf)).toEqual([value])
    }),
    { numRuns: 300 },
  )
})

test('globs agree with the regular expressions they stand for', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '.', '*', '?'), maxLength: 8 })
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '.'), maxLength: 8 })
  fc.assert(
    fc.property(text, subject, (pattern, word) => {
      const expression = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
      expect(globMatcher(pattern)(word)).toBe(new RegExp(`^${expression}$`, 'i').test(word))
    }),
    { numRuns: 500 },
  )
})

test('JSON is read as JavaScript reads it', () => {
  const text = fc
    .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 0, 2))
    .map(([value, indent]) => JSON.stringify(value, null, indent))
  fc.assert(
    fc.property(text, (written) => {
      fc.pre(!written.includes('__proto__'))
      const { documents, diagnostics } = readText({ file: 'x.json', text: written })
      expect(diagnostics).toEqual([])
      const read = JSON.parse(
        JSON.stringify(documents.map(plainOf), (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
      ) as unknown
      expect(read).toEqual([JSON.parse(written)])
    }),
    { numRuns: 300 },
  )
})
