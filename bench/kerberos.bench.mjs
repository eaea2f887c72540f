// Sealing with AES-256 and SHA-1 against OpenSSL's AES-CBC and HMAC over the same bytes, and logons with a warm ticket, all in this
// process. Run after a build: node bench/kerberos.bench.mjs
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import { systemRandom } from '../dist/io/system-random.js'
import { KerberosAcceptor } from '../dist/protocol/kerberos/context/kerberos-acceptor.js'
import { KerberosInitiator } from '../dist/protocol/kerberos/context/kerberos-initiator.js'
import { ReplayCache } from '../dist/protocol/kerberos/context/replay-cache.js'
import { KerberosKey } from '../dist/protocol/kerberos/crypto/kerberos-key.js'
import { issueTicket } from '../dist/protocol/kerberos/kdc/issue-ticket.js'

// Many short rounds, taken in turns: what else the machine does then slows all passes alike.
const rounds = 101
const warmUp = 30
const wanted = 0.5
const total = 1_000_000
const sizes = [10_000, 16_384]

const clock = { now: () => Date.now() }
const random = systemRandom
const service = { name: { type: 2, components: ['HTTP', 'web01'] }, realm: 'CORP.EXAMPLE' }
const client = { name: { type: 1, components: ['user'] }, realm: 'CORP.EXAMPLE' }
const serviceKey = KerberosKey.from(18, random.bytes(32))
const keys = [{ principal: service, kvno: 1, key: serviceKey }]
const credential = makeCredential()

console.log(`Median of ${rounds} rounds of ${total / 1e6} MB each`)
let good = true
for (const size of sizes) good = measureSealing(size) && good
measureLogons()
if (!good) process.exitCode = 1

function measureSealing(size) {
  const count = Math.floor(total / size)
  const data = random.bytes(size)
  const { initiator, acceptor } = connect()
  const key = randomBytes(32)
  const iv = Buffer.alloc(16)
  const times = { plain: [], seal: [], unseal: [] }
  for (let round = -warmUp; round < rounds; round++) {
    if (round === 0) for (const list of Object.values(times)) list.length = 0
    times.plain.push(
      timed(() => {
        for (let index = 0; index < count; index++) {
          createCipheriv('aes-256-cbc', key, iv).update(data)
          createHmac('sha1', key).update(data).digest()
        }
      }),
    )
    const sealed = []
    times.seal.push(
      timed(() => {
        for (let index = 0; index < count; index++) sealed.push(initiator.seal([{ kind: 'data', bytes: data }]))
      }),
    )
    times.unseal.push(
      timed(() => {
        for (const { token, data: parts } of sealed) acceptor.unseal(token, [{ kind: 'data', bytes: parts[0] }])
      }),
    )
  }
  const [plain, seal, unseal] = Object.values(times).map(median)
  const rate = (time) => `${((count * size) / 1000 / time).toFixed(0).padStart(5)} MB/s`
  console.log(`Messages of ${size} bytes`)
  console.log(`  AES-256-CBC and HMAC-SHA1 of OpenSSL  ${rate(plain)}`)
  console.log(`  seal                                  ${rate(seal)}  ${(plain / seal).toFixed(2)} of OpenSSL, wanted ${wanted}`)
  console.log(`  unseal                                ${rate(unseal)}  ${(plain / unseal).toFixed(2)}`)
  return plain / seal >= wanted
}

function measureLogons() {
  const count = 20
  const times = []
  for (let round = 0; round < rounds; round++) {
    times.push(
      timed(() => {
        for (let index = 0; index < count; index++) connect()
      }),
    )
  }
  console.log(`A logon with a warm ticket, both sides: ${((median(times) / count) * 1000).toFixed(0)} µs`)
}

function connect() {
  const initiator = new KerberosInitiator({ peer: 'web01', credential, clock, random })
  const acceptor = new KerberosAcceptor({ peer: 'web01', keys, clock, random, replays: new ReplayCache() })
  initiator.step(acceptor.step(initiator.step()))
  if (!initiator.complete || !acceptor.complete) throw new Error('the logon failed')
  return { initiator, acceptor }
}

function makeCredential() {
  const now = clock.now()
  const { ticket, part } = issueTicket({
    client,
    service: { principal: service, kvno: 1, keys: [serviceKey] },
    server: service,
    body: { etypes: [18], nonce: 1 },
    flags: 0,
    authTime: now,
    now,
    endTime: now + 3_600_000,
    pac: () => undefined,
    random,
  })
  const key = KerberosKey.from(part.key.type, part.key.bytes)
  return { client, server: service, key, ticket, flags: 0, authTime: now, startTime: now, endTime: now + 3_600_000 }
}

function timed(action) {
  const started = performance.now()
  action()
  return performance.now() - started
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
}
