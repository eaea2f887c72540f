import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/base/secret.js'
import { systemClock } from '../../../src/io/system-clock.js'
import { CredsspAcceptor } from '../../../src/protocol/credssp/acceptor.js'
import { subjectPublicKey } from '../../../src/protocol/credssp/subject-public-key.js'
import { acceptorFactory } from '../../../src/protocol/mechanisms/registry.js'
import { NtlmAcceptor } from '../../../src/protocol/ntlm/acceptor.js'
import { ntHash } from '../../../src/protocol/ntlm/ntlmv2.js'
import { hasOpenssl } from '../../harness/certificates.js'
import { type RdpFront, rdpFront } from '../../harness/rdp-front.js'
import { makeFolder, removeFolder } from '../../harness/temporary-folder.js'

/** FreeRDP as the client of CredSSP: no client of others speaks it over HTTP in Debian, and the TSRequests are the same. */
const programs = ['xfreerdp', 'Xvfb'].filter((name) => spawnSync('which', [name]).status !== 0)
const skip = programs.length > 0 || !hasOpenssl()
if (skip)
  console.log(`skipped: CredSSP of FreeRDP, since there is no ${[...programs, ...(hasOpenssl() ? [] : ['openssl'])].join(', ')}`)

const password = 'Passw0rd!'

describe.skipIf(skip)('FreeRDP hands its credentials over [needs freerdp2-x11, xvfb]', () => {
  let folder: string
  let display: string
  let screen: ChildProcess
  const closing: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    folder = makeFolder()
    const files = ['-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`]
    spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, '-subj', '/CN=web01', '-days', '2'])
    screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '640x480x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    display = await new Promise((resolve) => screen.stdout?.once('data', (bytes: Buffer) => resolve(`:${String(bytes).trim()}`)))
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  afterAll(async () => {
    await new Promise((resolve) => screen.once('exit', resolve).kill())
    removeFolder(folder)
  })

  async function front(version: number): Promise<{ readonly acceptor: CredsspAcceptor; readonly rdp: RdpFront }> {
    const [key, cert] = [readFileSync(`${folder}/key.pem`, 'utf8'), readFileSync(`${folder}/cert.pem`, 'utf8')]
    const ntlm = (): NtlmAcceptor =>
      new NtlmAcceptor({
        target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'CORP', dnsComputerName: 'web01.corp.example' },
        version: { major: 10, minor: 0, build: 20348, revision: 15 },
        clock: systemClock,
        serverChallenge: new Uint8Array(randomBytes(8)),
        lookup: ({ userName }) =>
          userName.toLowerCase() === 'ann' ? { name: 'CORP\\ann', ntHash: ntHash(new Secret(password)) } : undefined,
        channelBindingPolicy: 'none',
      })
    const acceptor = new CredsspAcceptor({
      context: acceptorFactory({ ntlm })(),
      subjectPublicKey: subjectPublicKey(new Uint8Array(new X509Certificate(cert).raw)),
      version,
      minimumVersion: 2,
    })
    const rdp = await rdpFront({ key, cert, acceptor })
    closing.push(() => rdp.close())
    return { acceptor, rdp }
  }

  async function connect(rdp: RdpFront, secret: string): Promise<void> {
    const parameters = [`/v:127.0.0.1:${rdp.port}`, '/u:ann', '/d:CORP', `/p:${secret}`, '/cert:ignore', '/sec:nla', '+auth-only']
    const client = spawn('xfreerdp', parameters, { env: { ...process.env, DISPLAY: display, HOME: folder }, stdio: 'ignore' })
    const exited = new Promise((resolve) => client.once('exit', resolve))
    closing.push(() => {
      client.kill()
      return exited
    })
    await rdp.done
  }

  test.each([2, 3, 4, 5, 6])('in version %i', async (version) => {
    const { acceptor, rdp } = await front(version)
    await connect(rdp, password)
    expect(acceptor.version).toBe(Math.min(version, 6))
    expect(acceptor.credentials).toMatchObject({ kind: 'password', userName: 'ann', domainName: 'CORP' })
    expect(acceptor.credentials.kind === 'password' && acceptor.credentials.password.reveal()).toBe(password)
  })

  test('not with a wrong password', async () => {
    const { acceptor, rdp } = await front(6)
    await expect(connect(rdp, 'wrong')).rejects.toMatchObject({ reason: 'rejected' })
    expect(acceptor.complete).toBe(false)
  })
})
