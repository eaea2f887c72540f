// The same bytes to the same hosts by undici alone, answers thrown away.
import { readFileSync } from 'node:fs'
import { Client } from 'undici'

const [recording, passes, concurrency] = process.argv.slice(2)
const { hosts, requests } = JSON.parse(readFileSync(recording, 'utf8'))

async function visit({ origin }) {
  const client = new Client(origin, { pipelining: 1 })
  for (const { path, headers, body } of requests) {
    const answer = await client.request({ method: 'POST', path, headers, body })
    for await (const chunk of answer.body) void chunk
  }
  await client.close()
}

async function visitAll() {
  const queue = hosts.values()
  const workers = Array.from({ length: Number(concurrency) }, async () => {
    for (const host of queue) await visit(host)
  })
  await Promise.all(workers)
}

const cpu = []
for (let pass = 0; pass < Number(passes); pass++) {
  const before = process.cpuUsage()
  await visitAll()
  const { user, system } = process.cpuUsage(before)
  cpu.push((user + system) / 1000)
}
process.send({ cpu })
process.disconnect()
