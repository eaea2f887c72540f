import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Lab, type LabHost, type LabOptions, startLab } from '@wmctl/lab'
import { afterEach } from 'vitest'
import { type RunningWmctl, runWmctl, startWmctl, type WmctlOptions, type WmctlResult } from './run-wmctl.js'
import { makeFolder, removeFolder } from './temporary-folder.js'

/** A lab in this process, a folder of documents, and the program that works on both. */
export interface Site {
  readonly folder: string
  readonly lab: Lab
  /** The lab's inventory file. */
  readonly inventory: string
  host(name: string): LabHost
  /** Writes a file of the folder, and returns its path from there. */
  write(name: string, text: string): string
  read(name: string): string
  /** Runs wmctl in the folder. */
  wmctl(parameters: readonly string[], options?: Omit<WmctlOptions, 'home'>): Promise<WmctlResult>
  start(parameters: readonly string[], options?: Omit<WmctlOptions, 'home'>): RunningWmctl
  /** Texts of the journals, oldest first. */
  journals(): readonly string[]
  /** Adds text to the newest journal: a part of a line is what a machine leaves that loses power. */
  appendToJournal(text: string): void
}

/** To be called once in a test file: what opens a site for a test. All sites of the test go when it ends. */
export function sites(): (options?: Partial<LabOptions>) => Promise<Site> {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  return async (options = {}) => {
    const folder = makeFolder()
    const lab = await startLab({ hosts: 2, seed: 'site', folder, ...options })
    closing.push(async () => {
      await lab.close()
      removeFolder(folder)
    })
    return siteOf(lab, folder)
  }
}

function siteOf(lab: Lab, folder: string): Site {
  const journalFolder = join(folder, 'state', 'wmctl', 'journal')
  return {
    folder,
    lab,
    inventory: 'inventory.yaml',
    host(name) {
      const found = lab.hosts.find((host) => host.name === name)
      if (found === undefined) throw new Error(`the lab has no host ${name}`)
      return found
    },
    write(name, text) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      return name
    },
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    wmctl: (parameters, extra) => runWmctl(parameters, { home: folder, ...extra }),
    start: (parameters, extra) => startWmctl(parameters, { home: folder, ...extra }),
    journals: () => journalPaths(journalFolder).map((path) => readFileSync(path, 'utf8')),
    appendToJournal(text) {
      const path = journalPaths(journalFolder).at(-1)
      if (path === undefined) throw new Error('there is no journal')
      appendFileSync(path, text)
    },
  }
}

function journalPaths(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
}

/** A Configuration of these resources (YAML, as below `resources:` without indentation) for all hosts. */
export function configuration(resources: string, name = 'site'): string {
  const lines = resources.trim().split('\n')
  const head = ['apiVersion: wmctl/v1', 'kind: Configuration', `metadata: { name: ${name} }`, 'targets: host:*', 'resources:']
  return `${[...head, ...lines.map((line) => `  ${line}`)].join('\n')}\n`
}
