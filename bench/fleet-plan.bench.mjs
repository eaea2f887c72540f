// Plans 1,000 lab hosts × 20 resources in 5 classes. Prints ratios of one run:
//   requests per host, the controller's CPU time against a bare undici loop with the same bytes, memory against 100 hosts.
// Both sides go over the fleet several times in one process: the first pass includes start-up (loading, compiling), the median of the
// last three is steady state. Both are started in turn, several rounds, and the medians of the rounds are told.
// Usage: npm run build && node bench/fleet-plan.bench.mjs [hosts [rounds]]
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDocument } from 'yaml'
import { defaultConcurrency } from '../dist/engine/plan-run.js'

const total = Number(process.argv[2] ?? 1000)
const rounds = Number(process.argv[3] ?? 3)
const few = Math.min(100, total)
const passes = 5
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const site = here('fleet/site.yaml')
const folder = mkdtempSync(join(tmpdir(), 'wmctl-bench-'))

function start(script, ...parameters) {
  const child = fork(here(`fleet/${script}`), parameters.map(String), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const answer = () =>
    new Promise((resolve, reject) =>
      child.once('message', resolve).once('exit', (code) => reject(new Error(`${script} ended with ${code}`))),
    )
  return { child, answer }
}

/** Plans one host through a recorder in front of it: what the bare loop will send. */
async function record(inventory) {
  const document = parseDocument(readFileSync(inventory, 'utf8')).toJS()
  const [first] = document.hosts
  const requests = []
  const recorder = createServer((incoming, outgoing) => {
    const chunks = []
    incoming.on('data', (chunk) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks)
      const { connection: _, host: __, ...headers } = incoming.headers
      requests.push({ path: incoming.url, headers, body: body.toString('utf8') })
      const forwarded = httpRequest(
        { host: first.address, port: first.connection.port, method: 'POST', path: incoming.url, headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode, answer.headers)
          answer.pipe(outgoing)
        },
      )
      forwarded.end(body)
    })
  })
  await new Promise((resolve) => recorder.listen(0, '127.0.0.1', resolve))
  const one = { ...document, hosts: [{ ...first, connection: { ...first.connection, port: recorder.address().port } }] }
  const path = join(folder, 'one.json')
  writeFileSync(path, JSON.stringify(one))
  const controller = start('controller-process.mjs', path, site, join(folder, 'one.wmplan'), 1, 1)
  await controller.answer()
  recorder.closeAllConnections()
  recorder.close()
  const hosts = document.hosts.map(({ address, connection }) => ({ origin: `http://${address}:${connection.port}` }))
  const recording = join(folder, 'recording.json')
  writeFileSync(recording, JSON.stringify({ hosts, requests }))
  return { recording, requests }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const lab = start('lab-process.mjs', total, folder)
try {
  const { inventory, memory } = await lab.answer()
  console.log(`lab: ${total} hosts in one process, ${memory} MB`)
  const { recording, requests } = await record(inventory)
  const bytes = requests.reduce((sum, { body }) => sum + body.length, 0)
  console.log(`requests per host for 20 resources in 5 classes: ${requests.length} (at most 6), ${bytes} bytes`)

  const visit = (times) => start('bare-process.mjs', recording, times, defaultConcurrency).answer()
  const plan = (hosts, times) =>
    start('controller-process.mjs', inventory, site, join(folder, `${hosts}.wmplan`), times, hosts).answer()
  // Once over all hosts first, so that neither side pays for hosts that are made on first touch.
  await visit(1)
  const results = []
  for (let round = 1; round <= rounds; round++) {
    const bare = await visit(passes)
    const all = await plan(total, passes)
    const small = await plan(few, 1)
    const { hosts } = all
    console.log(
      `round ${round}: ${hosts.total} hosts, changed ${hosts.changed}, unreachable ${hosts.unreachable}, failed ${hosts.failed};`,
      `CPU ms a host: plan ${perHost(all.cpu)}, bare ${perHost(bare.cpu)}`,
    )
    results.push({ bare, all, small })
  }

  const firstPlan = median(results.map(({ all }) => all.cpu[0]))
  const firstBare = median(results.map(({ bare }) => bare.cpu[0]))
  const steadyPlan = median(results.map(({ all }) => median(all.cpu.slice(-3))))
  const steadyBare = median(results.map(({ bare }) => median(bare.cpu.slice(-3))))
  console.log(
    `CPU, steady state: plan ${ms(steadyPlan)}, bare ${ms(steadyBare)}, ratio ${ratio(steadyPlan, steadyBare)} (at most 3)`,
  )
  console.log(`CPU, first pass: plan ${ms(firstPlan)}, bare ${ms(firstBare)}, ratio ${ratio(firstPlan, firstBare)}`)
  const peak = median(results.map(({ all }) => all.peak))
  const smallPeak = median(results.map(({ small }) => small.peak))
  console.log(
    `peak memory: ${peak.toFixed(0)} MB (under 300), ${smallPeak.toFixed(0)} MB for ${few} hosts, ratio ${ratio(peak, smallPeak)} (under 1.3)`,
  )
} finally {
  if (lab.child.connected) lab.child.send('stop')
  rmSync(folder, { recursive: true, force: true })
}

function perHost(cpu) {
  return cpu.map((value) => (value / total).toFixed(2)).join(' ')
}

function ms(value) {
  return `${value.toFixed(0)} ms`
}

function ratio(value, base) {
  return (value / base).toFixed(2)
}
