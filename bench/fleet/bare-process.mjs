// The same bytes to the same hosts by undici alone, answers thrown away.
import { readFileSync } from 'node:fs'
import { Client } from 'undici'

const [recording, warmUp, concurrency] = process.argv.slice(2)
const { hosts, requests } = JSON.parse(readFileSync(recording, 'utf8'))

async function visit({ origin }) {
  const client = new Client(origin, { pipelining: 1 })
  for (const { path, headers, body } of requests) {
    const answer = await client.request({ method: 'POST', path, headers, body })
    for await (const chunk of answer.body) void chunk
  }
  await client.close()
}

async function visitAll(some) {
  const queue = some.values()
  const workers = Array.from({ length: Number(concurrency) }, async () => {
    for (const host of queue) await visit(host)
  })
  await Promise.all(workers)
}

await visitAll(hosts.slice(0, Number(warmUp)))
const before = process.cpuUsage()
const started = performance.now()
await visitAll(hosts)
const { user, system } = process.cpuUsage(before)
process.send({ cpu: (user + system) / 1000, seconds: (performance.now() - started) / 1000 })
process.disconnect()
