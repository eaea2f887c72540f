import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, type LabAuth, profileNames, profiles, startLab } from '@wmctl/lab'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/io/system-clock.js'
import { openLabRuns, shownChanges } from '../harness/lab-run.js'
import { steppingClock } from '../harness/stepping-clock.js'
import { temporaryFolder } from '../harness/temporary-folder.js'

const [first, ...others] = profileNames.filter((name) => profiles[name].protocols.includes('wsmv'))
if (first === undefined) throw new Error('no release speaks WS-Management')

const documents = `
apiVersion: wmctl/v1
kind: Configuration
metadata: { name: site }
targets: host:*
resources:
  - name: spooler
    cim: Win32_Service
    key: { Name: Spooler }
    properties: { StartMode: Disabled, State: Stopped }
  - name: processors
    cim: Win32_Environment
    key: { Name: NUMBER_OF_PROCESSORS, UserName: <SYSTEM> }
    properties: { VariableValue: '64' }
`

/** Mechanism of the logons that hosts record; Basic and Digest are none of those that they do. */
const recorded: Readonly<Partial<Record<LabAuth, string>>> = {
  negotiate: 'NTLM',
  ntlm: 'NTLM',
  auto: 'NTLM',
  certificate: 'Certificate',
}

const everywhere = ['auto', 'negotiate', 'ntlm', 'basic', 'digest', 'credssp'] as const

describe.each<{ protocol: 'http' | 'https'; auths: readonly LabAuth[] }>([
  { protocol: 'http', auths: everywhere },
  { protocol: 'https', auths: [...everywhere, 'certificate'] },
])('over $protocol', ({ protocol, auths }) => {
  test.each(auths)('auth: %s: hosts of every release are planned, applied, and then as they should be', async (auth) => {
    const folder = temporaryFolder()
    const file = join(folder, 'site.yaml')
    writeFileSync(file, documents)
    // TLS looks at the time of day.
    const clock = steppingClock(systemClock.now())
    const lab = await startLab({
      hosts: others.length + 1,
      profiles: [first, ...others],
      seed: 'authentication',
      clock,
      auth,
      tls: protocol === 'https',
      folder,
    })
    try {
      const runs = await openLabRuns({ clock, folder, documents: { files: [file], inventory: join(folder, 'inventory.yaml') } })
      try {
        const planned = await runs.plan()
        expect(planned.completed.failures).toEqual([])
        expect(shownChanges(planned.plans)).toEqual(
          lab.hosts.flatMap(({ name }) => [
            `${name}/site/spooler set: StartMode, State`,
            `${name}/site/processors set: VariableValue`,
          ]),
        )
        const { completed } = await runs.apply()
        expect(completed.failures).toEqual([])
        expect(completed.actions).toMatchObject({ set: lab.hosts.length * 2 })
        expect(shownChanges((await runs.plan()).plans)).toEqual([])
      } finally {
        await runs.close()
      }
      expectLogons(lab, auth)
    } finally {
      await lab.close()
    }
  })
})

function expectLogons(lab: Lab, auth: LabAuth): void {
  const mechanism = recorded[auth]
  for (const { name, logons, accepted } of lab.hosts) {
    expect(logons.wrong, name).toBe(0)
    if (mechanism !== undefined) expect(new Set(accepted.map((logon) => logon.mechanism)), name).toEqual(new Set([mechanism]))
    // No password goes to a host with a certificate.
    expect(logons.right > 0, name).toBe(auth !== 'certificate')
  }
}
