import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/** Packages that a file loads when it is loaded, with those of the files it imports; what is imported when needed is left out. */
function packagesOf(entry: string): ReadonlySet<string> {
  const packages = new Set<string>()
  const seen = new Set<string>()
  const queue = [entry]
  for (const file of queue) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const from of staticImports(readFileSync(file, 'utf8'))) {
      if (from.startsWith('.')) queue.push(join(dirname(file), from.replace(/\.js$/, '.ts')))
      else if (!from.startsWith('node:'))
        packages.add(from.split('/')[0] === '@oclif' ? '@oclif/core' : (from.split('/')[0] ?? from))
    }
  }
  return packages
}

function staticImports(code: string): readonly string[] {
  const statements = code.matchAll(/^(?:import|export)(?! type\b)[^'"]*?from '([^']+)'/gms)
  return [...statements].filter(([text]) => !onlyTypes(text)).map(([, from = '']) => from)
}

/** `import { type A, type B } from …` is erased when all of it is types. */
function onlyTypes(statement: string): boolean {
  const names =
    /\{([^}]*)\}/
      .exec(statement)?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '') ?? []
  return names.length > 0 && names.every((name) => name.startsWith('type '))
}

test.each([
  ['src/commands/validate.ts', ['undici', 'saxes', 'diff', 'fast-xml-parser']],
  ['src/commands/init.ts', ['undici', 'saxes', 'diff', 'fast-xml-parser']],
  ['src/commands/show.ts', ['undici', 'saxes', 'fast-xml-parser']],
  ['src/commands/plan.ts', ['undici', 'fast-xml-parser']],
  ['src/commands/apply.ts', ['undici', 'fast-xml-parser']],
  ['src/cli/help.ts', ['undici', 'saxes', 'diff', 'fast-xml-parser', 'yaml', 'ajv', 'p-limit']],
])('%s loads none of %j before they are needed', (entry, heavy) => {
  const packages = packagesOf(entry)
  expect(packages).toContain('@oclif/core')
  expect(heavy.filter((name) => packages.has(name))).toEqual([])
})

test('imports are followed', () => {
  expect(existsSync('src/views/report/junit-report.ts')).toBe(true)
  expect(packagesOf('src/views/report/junit-report.ts')).toContain('fast-xml-parser')
  expect(packagesOf('src/commands/plan.ts')).toContain('diff')
})
