import { createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { builtinKinds } from '../../src/cli/resource-kinds.js'
import { openWsmanSession, type WsmanSessionOptions } from '../../src/client/connect.js'
import { CredentialGate } from '../../src/client/credential-gate.js'
import type { EngineEvent } from '../../src/engine/events.js'
import { planRun } from '../../src/engine/plan-run.js'
import { systemClock } from '../../src/io/system-clock.js'
import { systemDigest } from '../../src/io/system-digest.js'
import { systemRandom } from '../../src/io/system-random.js'
import type { Endpoint } from '../../src/session/connection.js'
import { secretsOf } from '../harness/engine-run.js'
import { shippedFacts } from '../harness/facts.js'
import { expectFirstAlone, firstHostSite, writeInventory } from '../harness/first-host.js'
import { resourceDocument } from '../harness/resource-document.js'
import { type Site, sites } from '../harness/site.js'

const openSite = sites()

async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('a host that is not reached', () => {
  test('its port is closed', async () => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    const port = await closedPort()
    writeInventory(at, { first: { port } })
    const says = [/web01/, new RegExp(`nothing listens on 127\\.0\\.0\\.1 port ${port}`), /hint: Is WinRM on\?/, /1 unreachable/]
    await expectFirstAlone(at, { code: 4, says })
  })

  test('it hangs up on everybody', async () => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    writeInventory(at, {})
    at.host('web01').faults.add({ operations: ['connect'], fault: { kind: 'refuse' } })
    await expectFirstAlone(at, { code: 4, says: [/web01 .*: the connection was closed/, /hint: /, /1 unreachable/] })
  })

  test('its certificate is of an authority that nobody trusts', async () => {
    const at = await openSite({ tls: true })
    at.write('site.yaml', firstHostSite)
    const { caFile } = at.lab.inventory.document.defaults.connection['tls'] as { readonly caFile: string }
    const other = await openSite({ tls: true, hosts: 1 })
    writeInventory(at, { all: { tls: { caFile } }, first: { tls: { caFile: `${other.folder}/lab-ca.pem` } } })
    await expectFirstAlone(at, { code: 4, says: [/web01: .*certificate/, /hint: .*(caFile|fingerprint)/s] })
  })

  test('its certificate is for another name', async () => {
    const at = await openSite({ tls: true })
    at.write('site.yaml', firstHostSite)
    writeInventory(at, { first: { tls: { serverName: 'web99.corp.example' } } })
    await expectFirstAlone(at, { code: 4, says: [/web01: .*web99\.corp\.example/, /hint: .*serverName/s] })
  })

  test('TLS is spoken to a port that does not', async () => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    writeInventory(at, { first: { tls: { insecure: true } } })
    await expectFirstAlone(at, { code: 4, says: [/web01: .*does not speak TLS/, /hint: .*5986/] })
  })

  test('it takes connections and says nothing', async () => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    const sockets = new Set<Socket>()
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => undefined)))
    const port = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port))
    })
    try {
      writeInventory(at, { first: { port, tls: { insecure: true }, connectTimeout: '500ms' } })
      await expectFirstAlone(at, { code: 4, says: [/web01.*: no answer within 500 ms \(tls\)/, /hint: .*no TLS handshake/s] })
    } finally {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => silent.close(resolve))
    }
  })
})

function endpointOf(address: string, port: number): Endpoint {
  const limits = { connectTimeout: 2_000, operationTimeout: 2_000, allowUnencrypted: true }
  return { host: 'web01', address, port, path: '/wsman', tls: undefined, ...limits }
}

describe('in this process, where names and limits can be set', () => {
  async function planWith(at: Site, session: Partial<WsmanSessionOptions>) {
    const endpoint = endpointOf('127.0.0.1', Number(new URL(at.host('web01').url).port))
    const facts = shippedFacts()
    const document = resourceDocument(
      'name: spooler\ncim: Win32_Service\nkey: { Name: Spooler }\nproperties: { StartMode: Disabled }',
      [...builtinKinds(facts).values()],
    ).document
    const strategy = { batch: undefined, maxFailures: undefined }
    const events: EngineEvent[] = []
    await planRun({
      command: 'plan',
      runId: 'run',
      hosts: [{ name: 'web01', configurations: [{ name: 'site', strategy, resources: [document] }] }],
      expected: { hosts: 1, resources: 1 },
      kinds: builtinKinds(facts),
      openReader: () => {
        const opened = openWsmanSession({
          endpoint,
          auth: 'basic',
          gate: new CredentialGate(),
          clock: systemClock,
          random: systemRandom,
          classes: facts.classes,
          credential: { kind: 'password', username: at.lab.username, password: at.lab.password },
          ...session,
        })
        return Promise.resolve({ session: opened, release: () => opened.close() })
      },
      secrets: secretsOf(),
      clock: systemClock,
      digest: systemDigest,
      signal: new AbortController().signal,
      emit: (event) => events.push(event),
    })
    return events.flatMap((event) => (event.type === 'host-planned' ? [event.plan] : []))
  }

  test('a name that no name server knows', async () => {
    const at = await openSite({ hosts: 1 })
    const endpoint = endpointOf('web01.corp.example', 5985)
    const resolver = { resolve: () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })) }
    const [plan] = await planWith(at, { endpoint, resolver })
    expect(plan).toMatchObject({
      state: 'unreachable',
      failure: {
        code: 'WMCTL_TRANSPORT',
        message: expect.stringMatching(/web01.*: the name web01\.corp\.example was not found/),
        hint: expect.stringMatching(/spelling.*DNS suffix.*IP address/),
      },
    })
    expect(at.lab.requests().total).toBe(0)
  })

  test('an enumeration that never ends', async () => {
    const at = await openSite({ hosts: 1 })
    at.host('web01').faults.add({ operations: ['enumerate', 'pull'], fault: { kind: 'endless-enumeration' } })
    for (const enumerationLimits of [
      { maxItems: 100, maxPulls: 1_000_000 },
      { maxItems: 1_000_000, maxPulls: 3 },
    ]) {
      const [plan] = await planWith(at, { enumerationLimits })
      expect(JSON.stringify(plan)).toMatch(/web01: the enumeration did not end after (100 instances|3 answers)/)
      expect(JSON.stringify(plan)).toMatch(/"hint":"The host repeats itself/)
    }
    expect(
      at
        .host('web01')
        .requests.records()
        .some(({ operation }) => operation === 'release'),
    ).toBe(true)
  })
})
