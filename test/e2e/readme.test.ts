import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { manyRuns, type RunningWmctl, runWmctl, startWmctl, type WmctlResult } from '../harness/run-wmctl.js'
import { makeFolder, removeFolder } from '../harness/temporary-folder.js'

const folder = makeFolder()
let lab: RunningWmctl | undefined

afterEach(async () => {
  lab?.process.kill('SIGTERM')
  await lab?.result
  removeFolder(folder)
})

test('the first five minutes: the documents and commands of the README do what it says', manyRuns, async () => {
  const text = section('Five minutes')
  const commands = [...text.matchAll(/^\$ npx wmctl (.*?) *(?:#.*)?$/gm)].map((match) => shellWords(match[1] ?? ''))
  const [start = [], ...others] = commands
  expect(start.slice(0, 2)).toEqual(['lab', 'start'])
  lab = startWmctl(start, { home: folder, limit: 60_000 })
  await lab.printed('hosts are up.')

  writeFileSync(`${folder}/site.yaml`, /```yaml\n(apiVersion[\s\S]*?)```/.exec(text)?.[1] ?? '')
  const results: (readonly [command: string, result: WmctlResult])[] = []
  for (const parameters of others) {
    const asks = parameters[0] === 'apply' ? ['--yes'] : []
    results.push([parameters[0] ?? '', await runWmctl([...parameters, ...asks], { home: folder })])
  }
  expect(results.map(([command, { code }]) => `${command} ${code}`)).toEqual(['plan 0', 'apply 0', 'plan 0', 'lab 0', 'drift 2'])
  expect(results[2]?.[1].stdout).toBe('No changes. 6 hosts match the configuration.\n')
  expect(readFileSync(`${folder}/drift.html`, 'utf8')).toContain('<!doctype html>')
})

/** Words as a shell makes them of text without anything but single quotes. */
function shellWords(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
}

/** The text below a heading. */
function section(title: string): string {
  const readme = readFileSync('README.md', 'utf8')
  const start = readme.indexOf(`## ${title}\n`)
  return readme.slice(start, readme.indexOf('\n## ', start + 1))
}
