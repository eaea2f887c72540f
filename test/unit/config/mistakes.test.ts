import { expect, test } from 'vitest'
import { brief, compileTexts } from './helpers.js'
import { mistakes } from './mistakes.table.js'

test.each(Object.entries(mistakes))('%s', (_, { texts, found, words }) => {
  const compiled = compileTexts(texts)
  expect(compiled.diagnostics.map(brief)).toEqual(found)
  expect(compiled.diagnostics[0]?.detail).toMatch(words)
  expect(compiled.hosts).toEqual([])
  const everything = JSON.stringify(compiled.diagnostics)
  expect(everything).not.toContain('hunter2')
  for (const { range } of compiled.diagnostics) {
    if (range?.lineText !== undefined) expect(texts.join('\n').split('\n')).toContain(range.lineText)
  }
})
