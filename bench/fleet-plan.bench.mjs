// Plans 1,000 lab hosts × 20 resources in 5 classes. Prints ratios of one run:
//   requests per host, the controller's CPU time against a bare undici loop with the same bytes, memory against 100 hosts.
// Usage: npm run build && node bench/fleet-plan.bench.mjs [hosts]
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDocument } from 'yaml'

const total = Number(process.argv[2] ?? 1000)
const warmUp = Math.min(500, total)
const concurrency = 32
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
  const controller = start('controller-process.mjs', path, site, join(folder, 'one.wmplan'), 0, 1)
  await controller.answer()
  recorder.closeAllConnections()
  recorder.close()
  const hosts = document.hosts.map(({ address, connection }) => ({ origin: `http://${address}:${connection.port}` }))
  const recording = join(folder, 'recording.json')
  writeFileSync(recording, JSON.stringify({ hosts, requests }))
  return { recording, requests }
}

const lab = start('lab-process.mjs', total, folder)
try {
  const { inventory, memory } = await lab.answer()
  console.log(`lab: ${total} hosts in one process, ${memory} MB`)
  const { recording, requests } = await record(inventory)
  const bytes = requests.reduce((sum, { body }) => sum + body.length, 0)
  console.log(`requests per host for 20 resources in 5 classes: ${requests.length} (at most 6), ${bytes} bytes`)
  const plan = async (hosts) =>
    start('controller-process.mjs', inventory, site, join(folder, `${hosts}.wmplan`), warmUp, hosts).answer()
  // Once over all hosts first, so that neither side pays for hosts that are made on first touch.
  await start('bare-process.mjs', recording, 0, concurrency).answer()
  const bare = await start('bare-process.mjs', recording, warmUp, concurrency).answer()
  const few = await plan(Math.min(100, total))
  const all = await plan(total)
  console.log(
    `hosts planned: ${all.hosts.total}, changed ${all.hosts.changed}, unreachable ${all.hosts.unreachable}, failed ${all.hosts.failed}`,
  )
  console.log(
    `CPU: plan ${all.cpu.toFixed(0)} ms, bare ${bare.cpu.toFixed(0)} ms, ratio ${(all.cpu / bare.cpu).toFixed(2)} (at most 3)`,
  )
  console.log(`time: plan ${all.seconds.toFixed(1)} s, bare ${bare.seconds.toFixed(1)} s`)
  console.log(
    `peak memory: ${all.peak.toFixed(0)} MB (under 300), ${few.peak.toFixed(0)} MB for ${Math.min(100, total)} hosts, ratio ${(all.peak / few.peak).toFixed(2)} (under 1.3)`,
  )
} finally {
  if (lab.child.connected) lab.child.send('stop')
  rmSync(folder, { recursive: true, force: true })
}
