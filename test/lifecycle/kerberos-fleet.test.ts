import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startLab } from '@wmctl/lab'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/io/system-clock.js'
import { openLabRuns } from '../harness/lab-run.js'
import { manyRuns } from '../harness/run-wmctl.js'
import { configuration } from '../harness/site.js'
import { makeFolder, removeFolder } from '../harness/temporary-folder.js'

const site = configuration(`
- name: spooler
  cim: Win32_Service
  key: { Name: Spooler }
  properties: { StartMode: Disabled }
- name: tools-home
  cim: Win32_Environment
  key: { Name: TOOLS_HOME, UserName: <SYSTEM> }
  properties: { VariableValue: 'D:\\tools' }
`)

test('a fleet takes one ticket-granting ticket and one ticket for each host, however often it is planned', manyRuns, async () => {
  const hosts = 50
  const folder = makeFolder()
  const lab = await startLab({ hosts, seed: 'tickets', auth: 'kerberos', folder })
  try {
    writeFileSync(join(folder, 'site.yaml'), site)
    const documents = { files: [join(folder, 'site.yaml')], inventory: join(folder, 'inventory.yaml') }
    const runs = await openLabRuns({ clock: systemClock, folder, documents, concurrency: 32 })
    try {
      expect((await runs.plan()).completed.hosts).toMatchObject({ total: hosts, changed: hosts, unreachable: 0 })
      const asked = lab.kdc.requests()
      // The first request is told the salt of the password, the second gets the ticket.
      expect(asked).toMatchObject({ total: 2 + hosts, as: 2, tgs: hosts })
      expect([...asked.errors]).toEqual([[25, 1]])
      const services = lab.hosts.map(({ name }) => [`HTTP/${name}.corp.example`, 1] as const)
      expect(asked.tickets).toEqual(new Map([['krbtgt/CORP.EXAMPLE', 1], ...services]))
      expect((await runs.plan('drift')).completed.hosts).toMatchObject({ total: hosts, changed: hosts, unreachable: 0 })
      expect(lab.kdc.requests().total).toBe(2 + hosts)
      expect(lab.hosts.every(({ accepted }) => accepted.every(({ mechanism }) => mechanism === 'Kerberos'))).toBe(true)
    } finally {
      await runs.close()
    }
  } finally {
    await lab.close()
    removeFolder(folder)
  }
})
