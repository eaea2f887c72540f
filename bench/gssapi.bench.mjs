// A logon with a sealed exchange of 10 KB each way, and sealing alone: ours next to GSS-API's through Python (MIT krb5 with a warm ticket,
// gss-ntlmssp), in turns in one run. CPU time of both sides together. Run after a build: node bench/gssapi.bench.mjs
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Secret } from '../dist/base/secret.js'
import { KerberosAcceptor } from '../dist/protocol/kerberos/context/kerberos-acceptor.js'
import { KerberosInitiator } from '../dist/protocol/kerberos/context/kerberos-initiator.js'
import { ReplayCache } from '../dist/protocol/kerberos/context/replay-cache.js'
import { KerberosKey } from '../dist/protocol/kerberos/crypto/kerberos-key.js'
import { writeCredentialCache } from '../dist/protocol/kerberos/files/credential-cache.js'
import { writeKeytab } from '../dist/protocol/kerberos/files/keytab.js'
import { issueTicket } from '../dist/protocol/kerberos/kdc/issue-ticket.js'
import { NtlmAcceptor } from '../dist/protocol/ntlm/acceptor.js'
import { NtlmInitiator } from '../dist/protocol/ntlm/initiator.js'
import { ntHash } from '../dist/protocol/ntlm/ntlmv2.js'

const python = '/usr/bin/python3'
const rounds = 21
const warmUp = 5
const size = 10_000
const counts = { logon: 50, seal: 100, unseal: 100 }
const realm = 'CORP.EXAMPLE'
const mechanismOids = { ntlm: '1.3.6.1.4.1.311.2.2.10', kerberos: '1.2.840.113554.1.2.2' }

const clock = { now: () => Date.now() }
const random = { bytes: (length) => new Uint8Array(randomBytes(length)) }
const data = random.bytes(size)
const password = new Secret('Pa55w0rd')
const service = { name: { type: 3, components: ['HTTP', 'localhost'] }, realm }
const client = { name: { type: 1, components: ['user'] }, realm }
const serviceKey = KerberosKey.from(18, random.bytes(32))
const keys = [{ principal: service, kvno: 1, key: serviceKey }]
const credential = makeCredential()

const missing = whatIsMissing()
if (missing !== undefined) {
  console.log(`skipped: ${missing}`)
  process.exit(0)
}

const folder = mkdtempSync(join(tmpdir(), 'wmctl-bench-'))
const peer = startPeer()
try {
  console.log(`Median of ${rounds} rounds in turns; messages of ${size / 1000} KB; CPU time, both sides in one process`)
  for (const mechanism of ['ntlm', 'kerberos']) {
    const times = { ours: { logon: [], seal: [], unseal: [] }, theirs: { logon: [], seal: [], unseal: [] } }
    for (let round = -warmUp; round < rounds; round++) {
      for (const [what, count] of Object.entries(counts)) {
        const ours = measure(perform(mechanism, what, count))
        const theirs = await peer.ask(mechanism, what, count)
        if (round < 0) continue
        times.ours[what].push(ours)
        times.theirs[what].push(theirs)
      }
    }
    print(mechanism, times)
  }
} finally {
  peer.close()
  rmSync(folder, { recursive: true, force: true })
}

function print(mechanism, { ours, theirs }) {
  const name = mechanism === 'ntlm' ? 'NTLM (gss-ntlmssp)' : 'Kerberos, warm ticket, AES-256 (MIT krb5)'
  console.log(name)
  const perLogon = (list) => median(list) / counts.logon
  const [mine, yours] = [perLogon(ours.logon), perLogon(theirs.logon)]
  console.log(
    `  logon and a sealed exchange  ours ${mine.toFixed(3)} ms  GSS-API ${yours.toFixed(3)} ms  ratio ${(mine / yours).toFixed(2)}`,
  )
  for (const what of ['seal', 'unseal']) {
    const rate = (list) => (size * counts[what]) / 1000 / median(list)
    const [fast, other] = [rate(ours[what]), rate(theirs[what])]
    console.log(
      `  ${what.padEnd(27)}  ours ${fast.toFixed(0)} MB/s  GSS-API ${other.toFixed(0)} MB/s  ratio ${(fast / other).toFixed(2)}`,
    )
  }
}

/** What is to be measured, prepared; the same as in gssapi/rounds.py. */
function perform(mechanism, what, count) {
  const connect = mechanism === 'ntlm' ? connectNtlm : connectKerberos
  const repeat = (action) => () => {
    for (let index = 0; index < count; index++) action(index)
  }
  if (what === 'logon') {
    return repeat(() => {
      const { initiator, acceptor } = connect()
      unseal(mechanism, acceptor, seal(mechanism, initiator))
      unseal(mechanism, initiator, seal(mechanism, acceptor))
    })
  }
  const { initiator, acceptor } = connect()
  if (what === 'seal') return repeat(() => seal(mechanism, initiator))
  const sealed = Array.from({ length: count }, () => seal(mechanism, initiator))
  return repeat((index) => unseal(mechanism, acceptor, sealed[index]))
}

function seal(mechanism, context) {
  return mechanism === 'ntlm' ? context.wrap(data) : context.seal([{ kind: 'data', bytes: data }])
}

function unseal(mechanism, context, sealed) {
  if (mechanism === 'ntlm') return context.unwrap(sealed)
  return context.unseal(sealed.token, [{ kind: 'data', bytes: sealed.data[0] }])
}

function connectNtlm() {
  const initiator = new NtlmInitiator({
    credential: { kind: 'password', username: 'CORP\\user', password },
    now: 0n,
    clientChallenge: random.bytes(8),
    exportedSessionKey: random.bytes(16),
  })
  const acceptor = new NtlmAcceptor({
    target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'CORP' },
    clock,
    serverChallenge: random.bytes(8),
    lookup: () => ({ name: 'CORP\\user', ntHash: ntHash(password) }),
  })
  acceptor.step(initiator.step(acceptor.step(initiator.step())))
  return stood(initiator, acceptor)
}

function connectKerberos() {
  const initiator = new KerberosInitiator({ peer: 'localhost', credential, clock, random })
  const acceptor = new KerberosAcceptor({ peer: 'localhost', keys, clock, random, replays: new ReplayCache() })
  initiator.step(acceptor.step(initiator.step()))
  return stood(initiator, acceptor)
}

function stood(initiator, acceptor) {
  if (!initiator.complete || !acceptor.complete) throw new Error('the logon failed')
  return { initiator, acceptor }
}

function makeCredential() {
  const now = clock.now()
  const times = { authTime: now, startTime: now, endTime: now + 3_600_000 }
  const { ticket, part } = issueTicket({
    client,
    service: { principal: service, kvno: 1, keys: [serviceKey] },
    server: service,
    body: { etypes: [18], nonce: 1 },
    flags: 0,
    authTime: now,
    now,
    endTime: times.endTime,
    pac: () => undefined,
    random,
  })
  return { client, server: service, key: KerberosKey.from(part.key.type, part.key.bytes), ticket, flags: 0, ...times }
}

function whatIsMissing() {
  const list = spawnSync(python, ['-c', 'from gssapi import raw; print(*[m.dotted_form for m in raw.indicate_mechs()])'])
  if (list.status !== 0) return 'python3-gssapi is not installed'
  const known = list.stdout.toString().trim().split(' ')
  if (!known.includes(mechanismOids.kerberos)) return 'the GSS-API of this machine knows no Kerberos'
  return known.includes(mechanismOids.ntlm) ? undefined : 'gss-ntlmssp is not installed'
}

function startPeer() {
  const at = (name, content) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  // MD4, of which NTLM's hash of a password is made, is in a provider of its own.
  const openssl = `openssl_conf = init
[init]
providers = providers
[providers]
default = active
legacy = active
[active]
activate = 1
`
  const krb5 = `[libdefaults]
 default_realm = ${realm}
 dns_canonicalize_hostname = false
 dns_lookup_kdc = false
 rdns = false
[domain_realm]
 localhost = ${realm}
`
  const env = {
    ...process.env,
    OPENSSL_CONF: at('openssl.cnf', openssl),
    NTLM_USER_FILE: at('ntlm-users', `CORP:user:${password.reveal()}\n`),
    KRB5_CONFIG: at('krb5.conf', krb5),
    KRB5_KTNAME: at('service.keytab', writeKeytab(keys)),
    KRB5CCNAME: `FILE:${at('cc', writeCredentialCache({ client, credentials: [credential], clockOffset: 0 }))}`,
    // Ours keeps no file of what it has seen either.
    KRB5RCACHENAME: 'none:',
  }
  const settings = { username: 'CORP\\user', password: password.reveal(), target: 'HTTP@localhost', size }
  const script = fileURLToPath(new URL('gssapi/rounds.py', import.meta.url))
  const child = spawn(python, [script, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'], env })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(...what) {
      child.stdin.write(`${JSON.stringify(what)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('the peer ended')
      return Number(value)
    },
    close: () => child.stdin.end(),
  }
}

function measure(action) {
  const before = process.cpuUsage()
  action()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
}
