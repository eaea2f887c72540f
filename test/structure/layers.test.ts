import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/**
 * A rule that cannot fail is a defect: this copies the source tree, plants one violation for each rule of
 * .dependency-cruiser.cjs and of the sans-IO lint, and asserts that exactly that rule reports exactly that file.
 */

const root = new URL('../..', import.meta.url).pathname
const layers = JSON.parse(readFileSync(join(root, 'layers.json'), 'utf8')) as Record<string, string[]>
const protocols = JSON.parse(readFileSync(join(root, 'protocol-layers.json'), 'utf8')) as Record<string, string[]>

interface Planted {
  readonly rule: string
  readonly file: string
  readonly text: string
}

const target = (folder: string): string => `src/${folder}/planted-target.ts`
const up = (file: string): string => '../'.repeat(file.split('/').length - 1)
const importing = (file: string, of: string): string => `export * from '${up(file)}${of.replace(/\.ts$/, '.js')}'\n`

function plantedViolations(): Planted[] {
  const planted: Planted[] = []
  const add = (rule: string, file: string, text: string): number => planted.push({ rule, file, text })
  for (const [folder, allowed] of Object.entries(layers)) {
    const forbidden = Object.keys(layers).find((other) => other !== folder && !allowed.includes(other))
    if (forbidden === undefined) throw new Error(`${folder} may import everything: its rule cannot fail`)
    const inner = folder === 'protocol' ? 'protocol/soap' : folder
    const file = `src/${inner}/planted-layer.ts`
    add(`${folder}-imports`, file, importing(file, target(forbidden === 'protocol' ? 'protocol/soap' : forbidden)))
  }
  for (const [folder, allowed] of Object.entries(protocols)) {
    const forbidden = Object.keys(protocols).find((other) => other !== folder && !allowed.includes(other)) as string
    const file = `src/protocol/${folder}/planted-protocol-layer.ts`
    add(`protocol/${folder}-imports`, file, importing(file, target(`protocol/${forbidden}`)))
  }
  const owners = {
    yaml: 'commands',
    ajv: 'engine',
    'p-limit': 'client',
    diff: 'commands',
    saxes: 'protocol/soap',
    'fast-xml-parser': 'protocol/soap',
    undici: 'client',
    '@oclif/core': 'views',
  }
  for (const [name, folder] of Object.entries(owners)) {
    add(`${name}-owner`, `src/${folder}/planted-owner-${name.replace(/\W/g, '-')}.ts`, `export * from '${name}'\n`)
  }
  for (const name of [
    'net',
    'tls',
    'http',
    'https',
    'dns',
    'dgram',
    'fs/promises',
    'timers/promises',
    'child_process',
    'process',
    'os',
  ]) {
    add('sans-io', `src/protocol/soap/planted-world-${name.replace('/', '-')}.ts`, `export * from 'node:${name}'\n`)
  }
  add('node-crypto-owner', 'src/protocol/soap/planted-crypto.ts', "export * from 'node:crypto'\n")
  add('folder-is-listed', 'src/misc/planted.ts', importing('src/misc/planted.ts', target('base')))
  add('protocol-is-listed', 'src/protocol/misc/planted.ts', importing('src/protocol/misc/planted.ts', target('base')))
  add('plugins-use-the-public-entry', 'plugins/lab/src/planted.ts', importing('plugins/lab/src/planted.ts', target('base')))
  add(
    'plugins-apart',
    'plugins/lab/src/planted-apart.ts',
    importing('plugins/lab/src/planted-apart.ts', 'plugins/other/src/planted-other.ts'),
  )
  add(
    'src-knows-no-plugins',
    'src/cli/planted-plugin.ts',
    importing('src/cli/planted-plugin.ts', 'plugins/other/src/planted-other.ts'),
  )
  add('no-dev-deps-in-src', 'src/base/planted-dev.ts', "export * from 'fast-check'\n")
  add('resolvable', 'src/base/planted-unresolved.ts', "export * from 'no-such-package'\n")
  add('no-test-in-src', 'src/base/planted-test.ts', importing('src/base/planted-test.ts', 'test/planted-helper.ts'))
  add('no-cycles', 'src/base/planted-cycle-a.ts', "import { b } from './planted-cycle-b.js'\nexport const a = (): unknown => b\n")
  return planted
}

let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'wmctl-layers-'))
  for (const name of [
    'src',
    'plugins/lab/src',
    'package.json',
    'layers.json',
    'protocol-layers.json',
    '.dependency-cruiser.cjs',
    '.oxlintrc.json',
    'tsconfig.json',
    'tsconfig.check.json',
  ]) {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir')
  symlinkSync(join(root, 'plugins/lab/package.json'), join(copy, 'plugins/lab/package.json'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true })
  writeFileSync(join(copy, file), text)
}

interface Cruised {
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[]
  }
}

function cruise(): Cruised {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const run = spawnSync(process.execPath, [bin, 'src', 'plugins', '--config', '.dependency-cruiser.cjs', '-T', 'json'], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return JSON.parse(run.stdout) as Cruised
}

describe('dependency rules', () => {
  it('hold for the tree, which is not empty', () => {
    const { summary } = cruise()
    expect(summary.violations).toEqual([])
    expect(summary.totalCruised).toBeGreaterThan(100)
  })

  it('catch one planted violation each', () => {
    for (const folder of Object.keys(layers))
      write(target(folder === 'protocol' ? 'protocol/soap' : folder), 'export const planted = 1\n')
    for (const folder of Object.keys(protocols)) write(target(`protocol/${folder}`), 'export const planted = 1\n')
    write('plugins/other/src/planted-other.ts', 'export const planted = 1\n')
    write('test/planted-helper.ts', 'export const planted = 1\n')
    write('src/base/planted-cycle-b.ts', "import { a } from './planted-cycle-a.js'\nexport const b = (): unknown => a\n")
    const planted = plantedViolations()
    for (const { file, text } of planted) write(file, text)
    const caught = new Set(cruise().summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`))
    const missed = planted.filter(({ rule, file }) => !caught.has(`${rule} ${file}`))
    expect(missed.map(({ rule, file }) => `${rule} ${file}`)).toEqual([])
    const { forbidden } = JSON.parse(
      execFileSync(process.execPath, ['-p', `JSON.stringify(require('./.dependency-cruiser.cjs'))`], {
        cwd: copy,
        encoding: 'utf8',
      }),
    ) as { forbidden: { name: string }[] }
    const planning = new Set(planted.map(({ rule }) => rule))
    expect(
      forbidden.map(({ name }) => name).filter((name) => !planning.has(name)),
      'rules without a planted violation',
    ).toEqual([])
  })
})

describe('ambient globals', () => {
  const uses = {
    process: 'process.exitCode',
    console: 'console.log(1)',
    Buffer: 'Buffer.alloc(1)',
    fetch: 'fetch',
    performance: 'performance.now()',
    crypto: 'crypto.randomUUID()',
    setTimeout: 'setTimeout(String, 1)',
    setInterval: 'setInterval(String, 1)',
    setImmediate: 'setImmediate(String)',
    'Date.now': 'Date.now()',
    'Math.random': 'Math.random()',
    'AbortSignal.timeout': 'AbortSignal.timeout(1)',
  }
  it('are refused in pure folders', () => {
    const pure = Object.keys(layers).filter((folder) => !['io', 'cli', 'commands', 'hooks'].includes(folder))
    const files: string[] = []
    for (const folder of pure) {
      for (const [name, use] of Object.entries(uses)) {
        const file = `src/${folder}/ambient-${name.toLowerCase()}.ts`
        files.push(file)
        write(file, `export const planted: unknown = ${use}\n`)
      }
    }
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
    const run = spawnSync(process.execPath, [oxlint, '--format', 'json', ...files], {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { code: string; filename: string }[] }
    const caught = new Set(
      diagnostics.filter(({ code }) => /no-restricted-(globals|properties)/.test(code)).map(({ filename }) => filename),
    )
    expect(files.filter((file) => !caught.has(file))).toEqual([])
  })

  it('include the clock behind `new Date()`', () => {
    const found = spawnSync(
      'grep',
      [
        '-rnE',
        'new Date\\(\\)',
        ...['base', 'cim', 'xml', 'protocol', 'client', 'server', 'engine', 'config', 'resources', 'views'].map(
          (folder) => `src/${folder}`,
        ),
      ],
      {
        cwd: root,
        encoding: 'utf8',
      },
    )
    expect(found.stdout).toBe('')
  })
})
