import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'].filter((file) => existsSync(file)),
  ...readdirSync('docs').map((name) => `docs/${name}`),
]

/** Paths in the repository that a text names: `src/…`, `docs/…`; a folder may stand for what is in it. */
function pathsIn(text: string): readonly string[] {
  const named = [...text.matchAll(/`((?:src|test|docs|schemas|plugins|bench|tools|examples|bin)\/[^`\s]*)`/g)]
  return named.map(([, path = '']) => path).filter((path) => !/[<>{}*…]/.test(path))
}

describe.each(documents)('%s', (file) => {
  const text = readFileSync(file, 'utf8')

  test('names files that exist', () => {
    expect(pathsIn(text).filter((path) => !existsSync(path))).toEqual([])
  })

  test('links to files that exist', () => {
    const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : ''
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(folder + link))).toEqual([])
  })
})

test('the glossary names code that is where it says', () => {
  const rows = readFileSync('docs/glossary.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| term'))
  expect(rows.length).toBeGreaterThan(40)
  for (const row of rows) {
    const [, term, , where = ''] = row.split(' | ').length === 4 ? ['', ...row.split(' | ')] : []
    expect(pathsIn(where), `${term} says where`).not.toEqual([])
    for (const [, names = '', path = ''] of where.matchAll(/((?:`\w+`(?:, )?)+) in `([^`]+)`/g)) {
      const code = readFileSync(path, 'utf8')
      for (const [, name = ''] of names.matchAll(/`(\w+)`/g))
        expect(code, `${name} in ${path}`).toMatch(new RegExp(`\\b${name}\\b`))
    }
  }
})

test('the README names every command', () => {
  const readme = readFileSync('README.md', 'utf8')
  const commands = readdirSync('src/commands', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.slice(0, -'.ts'.length).replaceAll(/[/\\]/g, ' '))
  expect(commands).toContain('plan')
  expect(commands.filter((command) => !readme.includes(`\`wmctl ${command}`))).toEqual([])
})
