import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/base/diagnostic.js'
import { checkDocuments } from '../../../src/cli/documents.js'
import { builtinKinds } from '../../../src/cli/resource-kinds.js'
import { readAdapters } from '../../../src/config/adapters.js'
import { ConfigError } from '../../../src/config/config-error.js'
import { renderDiagnostic } from '../../../src/views/diagnostic/render-diagnostic.js'
import { shippedFacts } from '../../harness/facts.js'
import { expectGolden } from '../../harness/golden.js'

const folder = 'test/golden/mistakes/'
const facts = shippedFacts()
const kinds = builtinKinds(facts)
const style = { colour: false, unicode: true, columns: 110 }

const files = readdirSync(folder).filter((name) => !name.endsWith('.txt'))

/** Everything `wmctl validate` says of a file, or what reading it as class adapters finds. */
async function findings(file: string): Promise<readonly Diagnostic[]> {
  const path = `${folder}${file}`
  const text = readFileSync(path, 'utf8')
  if (text.includes('kind: ClassAdapter')) return readAdapters([{ file: path, text }], facts.classes).diagnostics
  const options = { files: [path], inventory: undefined, variables: [], variableFiles: [], limit: [], targets: [] }
  try {
    return (await checkDocuments(options, kinds)).diagnostics
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics
    throw error
  }
}

test('there are many, and each has a name of its own', () => {
  expect(files.length).toBeGreaterThanOrEqual(80)
  expect(new Set(files.map((name) => name.slice(0, 3))).size).toBe(files.length)
})

describe('what is said of a mistake: where, what, why, and what to write instead', () => {
  test.each(files)('%s', async (file) => {
    const diagnostics = await findings(file)
    expect(diagnostics.length, 'the mistake was not noticed').toBeGreaterThan(0)
    const text = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, style)).join('\n')
    expect(text).not.toContain('hunter2')
    for (const { range, detail } of diagnostics) {
      expect(detail).toMatch(/[.?!)]$|`$/)
      if (range?.lineText !== undefined) {
        expect(range.start.column).toBeLessThanOrEqual(range.lineText.length + 1)
        expect(readFileSync(`${folder}${file}`, 'utf8').split('\n')[range.start.line - 1]).toBe(range.lineText)
      }
    }
    expectGolden(`mistakes/${file.replace(/\.[a-z]+$/, '.txt')}`, text)
  })
})
