// NTLM sealing next to a bare RC4 plus HMAC-MD5 pass, and AES with ciphertext stealing next to bare AES-CBC, in this process.
// Run after a build: node bench/crypto.bench.mjs
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import { Secret } from '../dist/base/secret.js'
import { aesCtsEncrypt } from '../dist/crypto/aes-cts.js'
import { NtlmAcceptor } from '../dist/protocol/ntlm/acceptor.js'
import { NtlmInitiator } from '../dist/protocol/ntlm/initiator.js'
import { ntHash } from '../dist/protocol/ntlm/ntlmv2.js'

const rounds = 30
const wanted = 0.5
const message = new Uint8Array(randomBytes(10_000))
const messages = 200
const logons = 200

const password = new Secret('Pa55w0rd')
const sealing = logOn()
const wrapping = logOn()
const bareKey = randomBytes(16)
const bareStream = rc4Stream(bareKey)
const aesKey = randomBytes(32)
const zeroIv = new Uint8Array(16)

const passes = {
  'bare RC4 and HMAC-MD5': () => createHmac('md5', bareKey).update(bareStream(message)).digest(),
  'NTLM, sealed': () => sealing.client.seal([{ kind: 'data', bytes: message }]),
  'NTLM, wrapped and unwrapped': () => wrapping.server.unwrap(wrapping.client.wrap(message)),
  'bare AES-256-CBC': () => createCipheriv('aes-256-cbc', aesKey, zeroIv).update(message),
  'AES-256 with ciphertext stealing': () => aesCtsEncrypt(aesKey, message),
}

const times = Object.fromEntries(Object.keys(passes).map((name) => [name, []]))
const logonTimes = []
for (let round = 0; round < rounds; round++) {
  for (const [name, pass] of Object.entries(passes)) times[name].push(measure(pass, messages))
  logonTimes.push(measure(logOn, logons))
}

console.log(`${messages} messages of ${message.length / 1000} KB; best of ${rounds} rounds`)
for (const [name, list] of Object.entries(times)) {
  const speed = (message.length * messages) / 1000 / best(list)
  console.log(`  ${name.padEnd(36)} ${best(list).toFixed(1).padStart(7)} ms ${speed.toFixed(0).padStart(6)} MB/s`)
}
console.log(`  NTLM logon, both sides: ${((best(logonTimes) / logons) * 1000).toFixed(0)} microseconds`)

const ratios = { 'NTLM sealing / bare pass': ratioOf('bare RC4 and HMAC-MD5', 'NTLM, sealed') }
ratios['ciphertext stealing / bare CBC'] = ratioOf('bare AES-256-CBC', 'AES-256 with ciphertext stealing')
for (const [name, ratio] of Object.entries(ratios)) console.log(`${name}: ${ratio.toFixed(2)} (wanted: ${wanted})`)
process.exitCode = Object.values(ratios).every((ratio) => ratio >= wanted) ? 0 : 1

function logOn() {
  const client = new NtlmInitiator({
    credential: { kind: 'password', username: 'CORP\\admin', password },
    now: 0n,
    clientChallenge: new Uint8Array(randomBytes(8)),
    exportedSessionKey: new Uint8Array(randomBytes(16)),
  })
  const server = new NtlmAcceptor({
    target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'CORP' },
    clock: { now: () => Date.now() },
    serverChallenge: new Uint8Array(randomBytes(8)),
    lookup: () => ({ name: 'CORP\\admin', ntHash: ntHash(password) }),
  })
  server.step(client.step(server.step(client.step())))
  if (!server.complete) throw new Error('the logon failed')
  return { client, server }
}

/** The cipher as textbooks have it, one array and one loop. */
function rc4Stream(secret) {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i] + secret[i % secret.length]) & 255
    ;[state[i], state[j]] = [state[j], state[i]]
  }
  let i = 0
  let j = 0
  return (data) => {
    const output = new Uint8Array(data.length)
    for (let at = 0; at < data.length; at++) {
      i = (i + 1) & 255
      const a = state[i]
      j = (j + a) & 255
      const b = state[j]
      state[i] = b
      state[j] = a
      output[at] = data[at] ^ state[(a + b) & 255]
    }
    return output
  }
}

function measure(action, times) {
  const started = performance.now()
  for (let count = 0; count < times; count++) action()
  return performance.now() - started
}

function ratioOf(bare, ours) {
  return best(times[bare]) / best(times[ours])
}

/** Whatever else the machine does only adds to a time. */
function best(list) {
  return Math.min(...list)
}
