import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fileTimeOf } from '../../../src/base/file-time.js'
import { Secret } from '../../../src/base/secret.js'
import { systemClock } from '../../../src/io/system-clock.js'
import { CredsspAcceptor } from '../../../src/protocol/credssp/acceptor.js'
import { CredsspInitiator } from '../../../src/protocol/credssp/initiator.js'
import { subjectPublicKey } from '../../../src/protocol/credssp/subject-public-key.js'
import { acceptorFactory } from '../../../src/protocol/mechanisms/registry.js'
import { NtlmAcceptor } from '../../../src/protocol/ntlm/acceptor.js'
import { NtlmInitiator } from '../../../src/protocol/ntlm/initiator.js'
import { ntHash } from '../../../src/protocol/ntlm/ntlmv2.js'
import { hasOpenssl } from '../../harness/certificates.js'
import { rdpConnect } from '../../harness/rdp-connect.js'
import { type RdpFront, rdpFront } from '../../harness/rdp-front.js'
import { makeFolder, removeFolder } from '../../harness/temporary-folder.js'

/** FreeRDP as the other side of CredSSP: nobody else's speaks it over HTTP in Debian, and the TSRequests are the same. */
const programs = ['xfreerdp', 'freerdp-shadow-cli', 'Xvfb'].filter((name) => spawnSync('which', [name]).status !== 0)
const skip = programs.length > 0 || !hasOpenssl()
if (skip)
  console.log(`skipped: CredSSP of FreeRDP, since there is no ${[...programs, ...(hasOpenssl() ? [] : ['openssl'])].join(', ')}`)

const password = 'Passw0rd!'

describe.skipIf(skip)('FreeRDP [needs freerdp2-x11, freerdp2-shadow-x11, xvfb]', () => {
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

  test.each([2, 3, 4, 5, 6])('hands its credentials over in version %i', async (version) => {
    const { acceptor, rdp } = await front(version)
    await connect(rdp, password)
    expect(acceptor.version).toBe(Math.min(version, 6))
    expect(acceptor.credentials).toMatchObject({ kind: 'password', userName: 'ann', domainName: 'CORP' })
    expect(acceptor.credentials.kind === 'password' && acceptor.credentials.password.reveal()).toBe(password)
  })

  test('is refused with a wrong password', async () => {
    const { acceptor, rdp } = await front(6)
    await expect(connect(rdp, 'wrong')).rejects.toMatchObject({ reason: 'rejected' })
    expect(acceptor.complete).toBe(false)
  })

  /** A connection to FreeRDP's server, which knows one user. Some starts of that server hang; then there is another. */
  async function shadow(starts = 5): ReturnType<typeof rdpConnect> {
    const hash = Buffer.from(ntHash(new Secret(password))).toString('hex')
    writeFileSync(`${folder}/sam`, `ann:::${hash}:::\n`)
    const port = await freePort()
    const parameters = [`/port:${port}`, '/bind-address:127.0.0.1', `/sam-file:${folder}/sam`, '/sec:nla']
    const environment = { ...process.env, DISPLAY: display, HOME: folder, XDG_CONFIG_HOME: folder }
    const server = spawn('freerdp-shadow-cli', parameters, { env: environment, stdio: 'ignore' })
    const exited = new Promise((resolve) => server.once('exit', resolve))
    const end = (): Promise<unknown> => {
      server.kill('SIGKILL')
      return exited
    }
    try {
      const connected = await rdpConnect(port)
      closing.push(() => connected.connection.close(), end)
      return connected
    } catch (error) {
      await end()
      if (starts === 1) throw error
      return await shadow(starts - 1)
    }
  }

  function initiator(certificate: Uint8Array, secret: Secret): CredsspInitiator {
    const credentials = { kind: 'password', username: 'ann', password: secret } as const
    return new CredsspInitiator({
      peer: 'shadow',
      // FreeRDP 2 takes the tokens of NTLM without SPNEGO around them.
      context: new NtlmInitiator({
        credential: credentials,
        now: fileTimeOf(systemClock.now()),
        clientChallenge: new Uint8Array(randomBytes(8)),
        exportedSessionKey: new Uint8Array(randomBytes(16)),
        targetName: 'TERMSRV/127.0.0.1',
      }),
      credentials: { kind: 'password', domainName: '', userName: 'ann', password: secret },
      subjectPublicKey: subjectPublicKey(certificate),
      nonce: new Uint8Array(randomBytes(32)),
      minimumVersion: 5,
    })
  }

  test('proves its key to ours, and takes the credentials', async () => {
    const { connection, certificate } = await shadow()
    const client = initiator(certificate, new Secret(password))
    let message: Uint8Array | undefined
    while (!client.complete) {
      connection.send(client.step(message))
      if (!client.complete) message = await connection.next()
    }
    expect(client.version).toBe(6)
  }, 60_000)

  test('refuses ours with a wrong password', async () => {
    const { connection, certificate } = await shadow()
    const client = initiator(certificate, new Secret('wrong'))
    connection.send(client.step())
    connection.send(client.step(await connection.next()))
    // It says why, or goes away.
    const told = async (): Promise<unknown> => client.step(await connection.next())
    await expect(told()).rejects.toThrow(/refused the logon|went away/)
    expect(client.complete).toBe(false)
  }, 60_000)
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
