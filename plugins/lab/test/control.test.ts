import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAssignments } from '../src/cli/assignments.js'
import { faultForms, readFault } from '../src/cli/fault-flag.js'
import { type ControlClient, controlClient } from '../src/control/control-client.js'
import { type ControlServer, startControl } from '../src/control/control-server.js'
import { matchHosts } from '../src/control/match-hosts.js'
import type { TamperRequest } from '../src/control/messages.js'
import type { Lab } from '../src/lab/lab.js'
import { startLab } from '../src/lab/start-lab.js'
import { identify, post } from './soap.js'

let lab: Lab
let control: ControlServer
let client: ControlClient
let stops = 0

beforeEach(async () => {
  stops = 0
  lab = await startLab({ hosts: 3 })
  control = await startControl({ lab, startedAt: '2026-01-02T03:04:05.000Z', stop: () => (stops += 1) })
  client = clientWith(control.token)
})

afterEach(async () => {
  await control.close()
  await lab.close()
})

function clientWith(token: string): ControlClient {
  return controlClient({ version: 1, pid: 1, port: control.port, token, inventory: '', startedAt: '' })
}

describe('the control channel', () => {
  it('tells what runs', async () => {
    const status = await client.status()
    expect(status.startedAt).toBe('2026-01-02T03:04:05.000Z')
    expect(status.hosts.map(({ name, profile, requests }) => [name, profile, requests])).toEqual([
      ['web01', '2022', 0],
      ['web02', '2022', 0],
      ['app01', '2022', 0],
    ])
  })

  it('keeps out whoever lacks the token', async () => {
    for (const token of ['', `${control.token}x`, control.token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))]) {
      await expect(clientWith(token).stop()).rejects.toMatchObject({
        code: 'WMCTL_LAB_CONTROL',
        message: expect.stringContaining('token'),
      })
    }
    expect(stops).toBe(0)
  })

  it('stops after it has answered', async () => {
    await client.stop()
    expect(stops).toBe(1)
  })

  it('tampers with the hosts that were named', async () => {
    const change = { action: 'set', path: 'Win32_Service.Name="Spooler"', values: { StartMode: 'Disabled' } } as const
    const { done } = await client.tamper({ hosts: ['WEB*'], changes: [change] })
    expect(done).toEqual(
      ['web01', 'web02'].map((host) => ({ host, what: 'set Win32_Service.Name="Spooler" StartMode=Disabled' })),
    )
    const modes = lab.hosts.map(
      ({ cim }) =>
        [...cim.query('root/cimv2', "SELECT * FROM Win32_Service WHERE Name='Spooler'")][0]?.properties.get('startmode')?.value,
    )
    expect(modes).toEqual(['Disabled', 'Disabled', 'Auto'])
  })

  it('lets requests fail, and succeed again', async () => {
    const host = lab.hosts[0] ?? expect.unreachable()
    await client.tamper({ hosts: ['web01'], fault: { fault: { kind: 'http', status: 503 } } })
    expect((await post(lab, host, identify)).status).toBe(503)
    await client.tamper({ hosts: ['web01'], clearFaults: true })
    expect((await post(lab, host, identify)).status).toBe(200)
  })

  const set = (path: string, values: Record<string, string>): TamperRequest => ({
    hosts: [],
    changes: [{ action: 'set', path, values }],
  })

  it.each<[string, TamperRequest, string]>([
    ['an unknown host', { hosts: ['db99'] }, 'The lab has no host db99'],
    ['an unknown object', set('Win32_Service.Name="None"', { StartMode: 'Auto' }), 'no such instance'],
    ['an unknown class', set('Win32_Nothing.Name="None"', { StartMode: 'Auto' }), 'no class Win32_Nothing'],
    ['a path that is none', set('Win32_Service.', { StartMode: 'Auto' }), 'object path'],
    ['an unknown property', set('Win32_Service.Name="Spooler"', { Colour: 'red' }), 'no property Colour'],
    ['a value of another type', set('Win32_Service.Name="Spooler"', { ProcessId: 'many' }), 'many'],
  ])('calls it a mistake of the user: %s', async (_what, request, message) => {
    await expect(client.tamper(request)).rejects.toMatchObject({ code: 'WMCTL_USAGE', message: expect.stringContaining(message) })
  })

  it('says so when no lab answers', async () => {
    await control.close()
    await expect(client.status()).rejects.toMatchObject({
      code: 'WMCTL_USAGE',
      message: expect.stringContaining('No lab answers'),
    })
  })
})

describe('arguments of lab tamper', () => {
  it('reads assignments', () => {
    expect(readAssignments(['A=1', 'B=', 'C=x=y'])).toEqual({ A: '1', B: '', C: 'x=y' })
    for (const text of ['A', '=1', '']) expect(() => readAssignments([text])).toThrow(/no assignment/)
  })

  it('reads each form of fault', () => {
    const filled = faultForms.map((form) =>
      form
        .replace('MS', '5')
        .replace('BYTES', '0')
        .replace('STATUS', '503')
        .replace('NAME', 'accessDenied')
        .replace('TYPE', 'text/plain')
        .replace(/=html.*/, '=html'),
    )
    expect(filled.map((text) => readFault(text).kind)).toEqual(faultForms.map((form) => form.split('=')[0]))
    for (const text of ['explode', 'delay', 'delay=soon', 'http=99', 'body=cake', 'refuse=1', 'fault=', 'content-type=']) {
      expect(() => readFault(text)).toThrow(/is no fault|no SOAP fault/)
    }
  })

  it('matches hosts by name and wildcard', () => {
    const hosts = ['web01', 'web02', 'app01'].map((name) => ({ name }))
    const match = (...patterns: string[]): string[] => matchHosts(hosts, patterns).map(({ name }) => name)
    expect(match()).toEqual(['web01', 'web02', 'app01'])
    expect(match('*01')).toEqual(['web01', 'app01'])
    expect(match('WEB0?', 'app01')).toEqual(['web01', 'web02', 'app01'])
    expect(() => match('web.1')).toThrow(/no host web\.1/)
  })
})
