import { join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { readTextFile, UsageError, writeTextFile } from 'wmctl'
import { matchHosts } from '../control/match-hosts.js'
import type { Lab } from '../lab/lab.js'
import { startLab } from '../lab/start-lab.js'
import { tamper } from '../tamper/tamper.js'
import { runCli } from './run-cli.js'
import { type TourStep, tour } from './tour.table.js'

export interface DemoOptions {
  /** Absolute. */
  readonly folder: string
  readonly seed: string
  readonly say: (line: string) => void
  /** Aborts when the user has had enough. */
  readonly signal: AbortSignal
  /** Undefined: the whole tour. */
  readonly steps?: readonly TourStep[]
}

export interface DemoResult {
  /** Steps whose exit code was not the expected one. */
  readonly surprises: readonly string[]
}

/** Walks through plan, apply, plan and drift on a lab of six hosts, which is gone afterwards. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { folder, say, seed } = options
  const files = tourFiles(folder)
  const lab = await startLab({ hosts: 6, profiles: ['2012r2', '2019', '2022'], seed, folder })
  try {
    await writeTextFile(files.SITE, await readTextFile(fileURLToPath(new URL('../../documents/tour.yaml', import.meta.url))))
    say(`Six simulated Windows hosts are up: ${lab.hosts.map(({ name, profile }) => `${name} (${profile.name})`).join(', ')}.`)
    say(`What they should look like: ${shown(files.SITE)}`)
    const surprises: string[] = []
    for (const step of options.steps ?? tour) {
      if (options.signal.aborted) break
      const surprise = await walk(step, { ...options, files, lab })
      if (surprise !== undefined) surprises.push(surprise)
    }
    if (!options.signal.aborted) say(`\nThe drift report: ${shown(files.HTML)} (for people), ${shown(files.JSON)} (for programs)`)
    return { surprises }
  } finally {
    await lab.close()
  }
}

interface Tour extends DemoOptions {
  readonly files: TourFiles
  readonly lab: Lab
}

type TourFiles = ReturnType<typeof tourFiles>

function tourFiles(folder: string): Readonly<Record<'SITE' | 'INVENTORY' | 'HTML' | 'JSON', string>> {
  return {
    SITE: join(folder, 'site.yaml'),
    INVENTORY: join(folder, 'inventory.yaml'),
    HTML: join(folder, 'drift.html'),
    JSON: join(folder, 'drift.json'),
  }
}

/** Does one step; says what surprised when its exit code is another than expected. */
async function walk(step: TourStep, { files, folder, lab, say, signal }: Tour): Promise<string | undefined> {
  say(`\n${step.says}`)
  if (step.kind === 'tamper') {
    for (const { host, change } of step.changes) {
      const [target] = matchHosts(lab.hosts, [host])
      if (target === undefined) throw new UsageError(`The lab has no host ${host}`)
      say(`  ${host}: ${tamper(target, change)}`)
    }
    return undefined
  }
  const parameters = step.command.map((text) => fill(text, files))
  say(`$ wmctl ${parameters.join(' ')}`)
  const code = await runCli(parameters, { signal, state: join(folder, 'state') })
  say(`(exit code ${code})`)
  return code === step.expects ? undefined : `wmctl ${step.command[0]} ended with ${code} where ${step.expects} was expected`
}

function fill(text: string, files: TourFiles): string {
  return text.replace(/\b(SITE|INVENTORY|HTML|JSON)\b/, (name) => shown(files[name as keyof TourFiles]))
}

/** As somebody in this folder would type it. */
function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
