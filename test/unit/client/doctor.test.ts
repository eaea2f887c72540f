import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../src/base/secret.js'
import { diagnoseLogon } from '../../../src/client/doctor/diagnose.js'
import type { DoctorOptions } from '../../../src/client/doctor/examination.js'
import type { DoctorStep } from '../../../src/client/doctor/step.js'
import { systemClock } from '../../../src/io/system-clock.js'
import { systemRandom } from '../../../src/io/system-random.js'
import type { Endpoint } from '../../../src/session/connection.js'
import { createDoctorView } from '../../../src/views/doctor/doctor-view.js'
import { expectGolden } from '../../harness/golden.js'
import { freePort } from '../../harness/kdc-transport.js'
import { kerberosClient } from '../../harness/kerberos-host.js'
import { challenge, plain, scriptedHost } from '../../harness/scripted-host.js'

/** What a name resolves to; every other name is not found. */
function resolver(names: Readonly<Record<string, string>>): NonNullable<DoctorOptions['resolver']> {
  return {
    resolve(name) {
      const address = names[name]
      if (address === 'silent') return Promise.reject(Object.assign(new Error('no server'), { code: 'EAI_AGAIN' }))
      if (address === undefined) return Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }))
      return Promise.resolve([{ address, family: 4 }])
    },
  }
}

async function diagnose(
  choice: Partial<DoctorOptions> & Pick<Endpoint, 'address' | 'port'> & Partial<Endpoint>,
): Promise<DoctorStep[]> {
  const { address, port, tls, connectTimeout = 5_000, ...options } = choice
  const limits = { connectTimeout, operationTimeout: 5_000, allowUnencrypted: false }
  const steps: DoctorStep[] = []
  const diagnosis = diagnoseLogon({
    endpoint: { host: 'web01', address, port, path: '/wsman', tls, ...limits },
    auth: 'ntlm',
    credential: () => Promise.resolve({ kind: 'password', username: 'CORP\\user', password: new Secret('not shown') }),
    credentialText: 'the environment variable P',
    kerberos: kerberosClient({}),
    clock: systemClock,
    random: systemRandom,
    ...options,
  })
  for await (const step of diagnosis) steps.push(step)
  return steps
}

const statuses = (steps: readonly DoctorStep[]): readonly string[] => steps.map(({ step, status }) => `${step} ${status}`)

describe('names', () => {
  test('that are not found, and a name server that does not answer', async () => {
    const unknown = await diagnose({ address: 'web01.corp.example', port: 1, resolver: resolver({}) })
    expect(statuses(unknown)).toEqual([
      'name failed',
      'port skipped',
      'tls skipped',
      'mechanisms skipped',
      'credential ok',
      'logon skipped',
      'answer skipped',
    ])
    expect(unknown[0]).toMatchObject({
      summary: 'the name web01.corp.example was not found',
      advice: expect.stringContaining('DNS suffix'),
      code: 'WMCTL_TRANSPORT',
    })
    const silent = await diagnose({
      address: 'web01.corp.example',
      port: 1,
      resolver: resolver({ 'web01.corp.example': 'silent' }),
    })
    expect(silent[0]?.summary).toBe('no name server answered for web01.corp.example')
  })

  test('that are found are told with their addresses; a service that wants nobody to log on is none of ours', async () => {
    const host = await scriptedHost(() => plain(200, 'text/html', '<html>'))
    const names = resolver({ 'web01.corp.example': '127.0.0.1' })
    const steps = await diagnose({ address: 'web01.corp.example', port: host.port, resolver: names })
    await host.close()
    expect(steps[0]).toMatchObject({
      status: 'ok',
      summary: 'web01.corp.example is 127.0.0.1',
      facts: { addresses: ['127.0.0.1'] },
    })
    expect(steps[3]).toMatchObject({ step: 'mechanisms', status: 'failed', code: 'WMCTL_PEER' })
    expect(steps[3]?.summary).toContain('answered 200 with text/html')
  })
})

test('where the usual port is closed and the other usual one is open, that one is named', async () => {
  const host = await scriptedHost(() => challenge)
  const steps = await diagnose({ address: '127.0.0.1', port: await freePort(), otherPort: host.port })
  await host.close()
  expect(steps[1]).toMatchObject({ step: 'port', status: 'failed', advice: expect.stringContaining(`Port ${host.port} is open`) })
})

test('a port that takes connections and never speaks TLS ends with its time-out', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  const steps = await diagnose({ address: '127.0.0.1', port, tls: {}, connectTimeout: 300 })
  server.close()
  expect(statuses(steps).slice(1, 4)).toEqual(['port ok', 'tls failed', 'mechanisms skipped'])
  expect(steps[2]).toMatchObject({ code: 'WMCTL_TIMEOUT', advice: expect.stringContaining('no TLS handshake came') })
})

test('a credential of another kind than the mechanism takes', async () => {
  const certificate = { kind: 'password', username: 'user', password: new Secret('p') } as const
  const steps = await diagnose({
    address: '127.0.0.1',
    port: await freePort(),
    auth: 'certificate',
    credential: () => Promise.resolve(certificate),
  })
  expect(steps.find(({ step }) => step === 'credential')).toMatchObject({ status: 'failed', reason: 'no-credential' })
})

test('the view: symbols, advice below, a verdict; plain where there is no Unicode', () => {
  const steps: readonly Omit<DoctorStep, 'error'>[] = [
    { step: 'name', status: 'ok', summary: 'web01.corp.example is 10.0.0.5', facts: { addresses: ['10.0.0.5', '10.0.0.6'] } },
    { step: 'tls', status: 'skipped', summary: 'the connection is plain HTTP', facts: {} },
    {
      step: 'clock',
      status: 'warning',
      summary: 'dc1:88/udp answers, its clock is 400 s ahead of the one here',
      facts: { clockOffset: 400_000 },
      advice: 'Set the clock of this machine. Beyond five minutes tickets are refused by programs that do not correct it.',
    },
    {
      step: 'logon',
      status: 'failed',
      summary: 'a name with \u001b[2J in it',
      facts: { delegated: false },
      advice: 'Do something.',
    },
    { step: 'answer', status: 'skipped', summary: 'it needs the step `logon`', facts: {} },
  ]
  const render = (unicode: boolean, verbose: boolean, shown = steps): string => {
    let text = ''
    const view = createDoctorView({
      host: { name: 'web01', endpoint: 'http://web01.corp.example:5985', auth: 'kerberos' },
      json: false,
      verbose,
      write: (part) => {
        text += part
      },
      style: { colour: false, unicode, columns: 80 },
    })
    for (const step of shown) view.step(step)
    view.end()
    return text
  }
  const well = steps.slice(0, 2)
  expectGolden(
    'views/doctor.txt',
    [render(true, false), render(false, true), render(true, false, well), render(true, false, steps.slice(0, 3))].join(
      '\n---\n\n',
    ),
  )
})
