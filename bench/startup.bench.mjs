// Start-up of `wmctl --version` against a bare oclif program with one command and a manifest. Prints the ratio (at most 1.5).
// Usage: npm run build && node bench/startup.bench.mjs
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bare = mkdtempSync(join(tmpdir(), 'wmctl-bare-'))
try {
  mkdirSync(join(bare, 'bin'))
  mkdirSync(join(bare, 'commands'))
  symlinkSync(join(root, 'node_modules'), join(bare, 'node_modules'), 'dir')
  writeFileSync(
    join(bare, 'package.json'),
    JSON.stringify({
      name: 'bare',
      version: '1.0.0',
      type: 'module',
      bin: { bare: 'bin/run.js' },
      oclif: { bin: 'bare', commands: './commands' },
    }),
  )
  writeFileSync(join(bare, 'bin/run.js'), "import { execute } from '@oclif/core'\nawait execute({ dir: import.meta.url })\n")
  writeFileSync(
    join(bare, 'commands/hello.js'),
    "import { Command } from '@oclif/core'\nexport default class Hello extends Command {\n  async run() {}\n}\n",
  )
  const hello = {
    id: 'hello',
    aliases: [],
    args: {},
    flags: {},
    hiddenAliases: [],
    pluginName: 'bare',
    pluginType: 'core',
    strict: true,
    isESM: true,
    relativePath: ['commands', 'hello.js'],
  }
  writeFileSync(join(bare, 'oclif.manifest.json'), JSON.stringify({ version: '1.0.0', commands: { hello } }))

  const programs = {
    empty: ['-e', ''],
    bare: [join(bare, 'bin/run.js'), '--version'],
    wmctl: [join(root, 'bin/run.js'), '--version'],
  }
  const samples = { empty: [], bare: [], wmctl: [] }
  for (let round = 0; round < 21; round++) {
    for (const [name, parameters] of Object.entries(programs)) {
      const started = performance.now()
      execFileSync(process.execPath, parameters, { stdio: 'ignore' })
      samples[name].push(performance.now() - started)
    }
  }
  const median = (name) => samples[name].sort((a, b) => a - b)[10]
  console.log(
    `median start: empty node ${median('empty').toFixed(0)} ms, bare oclif ${median('bare').toFixed(0)} ms, wmctl ${median('wmctl').toFixed(0)} ms`,
  )
  console.log(`ratio wmctl --version / bare oclif: ${(median('wmctl') / median('bare')).toFixed(2)} (at most 1.5)`)
} finally {
  rmSync(bare, { recursive: true, force: true })
}
