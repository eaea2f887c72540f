import { execFile, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/base/secret.js'
import { listenHttp } from '../../../src/io/http-listener.js'
import { mechanismOid } from '../../../src/protocol/gss/mechanism-oid.js'
import { DigestAcceptor } from '../../../src/protocol/httpauth/digest-acceptor.js'
import type { DigestAlgorithmName } from '../../../src/protocol/httpauth/digest-response.js'
import type { SyncAcceptor } from '../../../src/protocol/httpauth/http-authenticator.js'
import { NegotiateAcceptor } from '../../../src/protocol/httpauth/negotiate-acceptor.js'
import { acceptorFactory } from '../../../src/protocol/mechanisms/registry.js'
import { NtlmAcceptor } from '../../../src/protocol/ntlm/acceptor.js'
import { ntHash } from '../../../src/protocol/ntlm/ntlmv2.js'
import { hasGssMechanism } from '../../harness/gss-peer.js'
import { temporaryFolder } from '../../harness/temporary-folder.js'

const version = spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout ?? ''
const password = new Secret('Passw0rd: "x"')

function ntlm(secret: Secret): () => NtlmAcceptor {
  return () =>
    new NtlmAcceptor({
      target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'CORP', dnsComputerName: 'web01.corp.example' },
      clock: { now: () => Date.now() },
      serverChallenge: crypto.getRandomValues(new Uint8Array(8)),
      lookup: ({ userName }) => (userName === 'ann' ? { name: 'CORP\\ann', ntHash: ntHash(secret) } : undefined),
      // curl asks for neither signing nor sealing, and gives no MIC.
      require: 0,
      mic: 'announced',
    })
}

function negotiating(scheme: 'Negotiate' | 'NTLM', secret = password): () => SyncAcceptor {
  const createContext = acceptorFactory({ ntlm: ntlm(secret) })
  return () => new NegotiateAcceptor({ scheme, createContext, tls: false, allowUnencrypted: true })
}

function digest(algorithm: DigestAlgorithmName): () => SyncAcceptor {
  return () =>
    new DigestAcceptor({
      realm: 'a "quoted" realm',
      algorithms: [algorithm],
      lookup: (username) => (username === 'ann' ? password : undefined),
      random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      clock: { elapsed: () => 0 },
      lifetime: 1,
    })
}

/** Serves with an acceptor for each connection, runs curl twice on one connection, and tells what it printed and who was served. */
async function run(create: () => SyncAcceptor, options: readonly string[], environment: Record<string, string> = {}) {
  const acceptors = new Map<number, SyncAcceptor>()
  const served: string[] = []
  const listener = await listenHttp({ host: '127.0.0.1', port: 0, maxBodyBytes: 1_000_000 }, async (request) => {
    const acceptor = acceptors.get(request.connectionId) ?? create()
    acceptors.set(request.connectionId, acceptor)
    const step = acceptor.accept(request)
    if (step.state === 'challenge') return { status: 401, headers: step.headers, body: new Uint8Array() }
    served.push(`${step.username}: ${new TextDecoder().decode(step.body)}`)
    return { status: 200, ...acceptor.answer({ headers: {}, body: new TextEncoder().encode('welcome ') }) }
  })
  const url = `http://127.0.0.1:${listener.port}/wsman`
  try {
    const common = [
      '--silent',
      '--show-error',
      '--max-time',
      '20',
      '--noproxy',
      '*',
      '--data',
      'body',
      '--write-out',
      '%{http_code} ',
    ]
    const output = await promisify(execFile)('curl', [...common, ...options, url, url], {
      env: { ...process.env, ...environment },
    })
    return { output: output.stdout, served, connections: acceptors.size }
  } finally {
    await listener.close()
  }
}

const user = ['--user', `ann:${password.reveal()}`]
const wrong = ['--user', 'ann:wrong']

describe.skipIf(version === '')('curl [needs curl]', () => {
  it.each<DigestAlgorithmName>(['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess'])('--digest with %s', async (algorithm) => {
    const { output, served } = await run(digest(algorithm), ['--digest', ...user])
    expect(output).toBe('welcome 200 welcome 200 ')
    expect(served).toEqual(['ann: body', 'ann: body'])
    expect((await run(digest(algorithm), ['--digest', ...wrong])).output).toBe('401 401 ')
  })

  it('--ntlm', async () => {
    const { output, served, connections } = await run(negotiating('NTLM'), ['--ntlm', '--user', `CORP\\ann:${password.reveal()}`])
    expect(output).toBe('welcome 200 welcome 200 ')
    expect([served, connections]).toEqual([['CORP\\ann: body', 'CORP\\ann: body'], 1])
    expect((await run(negotiating('NTLM'), ['--ntlm', ...wrong])).output).toBe('401 401 ')
  })

  it.skipIf(!version.includes('SPNEGO') || !hasGssMechanism(mechanismOid.ntlm))(
    '--negotiate with gss-ntlmssp [needs curl with GSS-API, gss-ntlmssp and python3-gssapi]',
    async () => {
      const accounts = join(temporaryFolder(), 'accounts')
      writeFileSync(accounts, 'CORP:ann:Passw0rd\n')
      const environment = { NTLM_USER_FILE: accounts, KRB5_CONFIG: '/dev/null', KRB5CCNAME: 'MEMORY:none' }
      const { output, served } = await run(
        negotiating('Negotiate', new Secret('Passw0rd')),
        ['--negotiate', '--user', ':'],
        environment,
      )
      expect(output).toBe('welcome 200 welcome 200 ')
      expect(served).toEqual(['CORP\\ann: body', 'CORP\\ann: body'])
    },
  )
})
