// Plans 1,000 lab hosts over Kerberos, several times in one run, and counts what the KDC was asked, next to the least there can be.
// Usage: npm run build && node bench/kerberos-fleet.bench.mjs [hosts]
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const total = Number(process.argv[2] ?? 1000)
const passes = 2
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'wmctl-bench-'))

function start(script, ...parameters) {
  const child = fork(here(`fleet/${script}`), parameters.map(String), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const answer = () =>
    new Promise((resolve, reject) =>
      child.once('message', resolve).once('exit', (code) => reject(new Error(`${script} ended with ${code}`))),
    )
  return { child, answer }
}

const lab = start('lab-process.mjs', total, folder, 'kerberos')
try {
  const { inventory, memory } = await lab.answer()
  console.log(`lab: ${total} hosts and a KDC in one process, ${memory} MB`)
  const plan = await start(
    'controller-process.mjs',
    inventory,
    here('fleet/site.yaml'),
    join(folder, 'a.wmplan'),
    passes,
    total,
  ).answer()
  const { hosts, cpu, peak } = plan
  console.log(`plan: ${hosts.total} hosts, unreachable ${hosts.unreachable}, failed ${hosts.failed}; peak ${peak.toFixed(0)} MB;`)
  console.log(`  CPU ms a host by pass: ${cpu.map((value) => (value / total).toFixed(2)).join(' ')}`)
  const answer = lab.answer()
  lab.child.send('kdc')
  const kdc = await answer
  // A password takes two messages: the first is told what it is salted with. Then one for each service.
  const least = 2 + total
  const most = Math.max(...kdc.tickets)
  console.log(
    `KDC messages for ${passes} plans in one run: ${kdc.as} AS and ${kdc.tgs} TGS, ${kdc.total} in all; least possible ${least}`,
  )
  console.log(`  sent again, because an answer took longer than a second: ${kdc.repeated}`)
  console.log(`  tickets: ${kdc.tickets.length} services (${total} hosts and the KDC itself), at most ${most} for each`)
  console.log(`  errors by code: ${kdc.errors.map(([code, count]) => `${code} × ${count}`).join(', ')} (25 tells the salt)`)
  if (kdc.total !== least || most !== 1 || hosts.unreachable + hosts.failed > 0) process.exitCode = 1
} finally {
  if (lab.child.connected) lab.child.send('stop')
  rmSync(folder, { recursive: true, force: true })
}
