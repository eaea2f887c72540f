import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../base/errors.js'
import { exitCodes } from '../engine/exit-code.js'
import { writeTextFile } from '../io/write-file.js'
import type { Terminal } from './terminal.js'

const inventory = `# Hosts and how to reach them. Passwords are never written here: name where each comes from.
apiVersion: wmctl/v1
kind: Inventory
hosts:
  - name: web01
    address: web01.corp.example
    labels: { role: web, env: prod }
groups:
  - name: windows
    hosts: ['*']
    connection: { protocol: wsmv, auth: basic, tls: true, credential: automation }
credentials:
  automation:
    username: svc-wmctl
    password: { env: WMCTL_PASSWORD }
`

const configuration = `# What the hosts should look like. \`wmctl plan -f site.yaml -i inventory.yaml\` shows what would change.
apiVersion: wmctl/v1
kind: Configuration
metadata: { name: site }
targets: role=web
resources:
  - name: no-print-spooler
    cim: Win32_Service
    key: { Name: Spooler }
    properties: { StartMode: Disabled, State: Stopped }
`

/** Writes the two files, unless one of them exists. */
export async function initFolder(folder: string, terminal: Terminal): Promise<number> {
  const files = [
    { path: join(folder, 'inventory.yaml'), text: inventory },
    { path: join(folder, 'site.yaml'), text: configuration },
  ]
  for (const { path } of files) {
    if (await exists(path)) throw new UsageError(`${path} exists already`, { hint: 'Name another folder: wmctl init FOLDER' })
  }
  for (const { path, text } of files) {
    await writeTextFile(path, text)
    terminal.out(`Wrote ${path}\n`)
  }
  terminal.err(`Edit both, then: wmctl plan -f ${join(folder, 'site.yaml')} -i ${join(folder, 'inventory.yaml')}\n`)
  return exitCodes.ok
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
