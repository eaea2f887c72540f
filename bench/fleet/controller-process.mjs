// Plans a fleet with the product's own parts, plan streamed to a file, and reports what it cost after a warm-up.

import { setMaxListeners } from 'node:events'
import { openFleetRun } from '../../dist/cli/open-run.js'
import { savePlan } from '../../dist/cli/plan-files.js'
import { openTerminal } from '../../dist/cli/terminal.js'
import { planRun } from '../../dist/engine/plan-run.js'
import { systemClock } from '../../dist/io/system-clock.js'
import { systemDigest } from '../../dist/io/system-digest.js'

const [inventory, site, out, warmUp, limit] = process.argv.slice(2)
const terminal = openTerminal({ colour: false, input: false, verbose: false })
const controller = new AbortController()
setMaxListeners(0, controller.signal)
const documents = { files: [site], inventory, variables: [], variableFiles: [], limit: [], targets: [] }
const run = await openFleetRun(documents, terminal, controller.signal)
const hosts = run.fleet.hosts.slice(0, Number(limit))

async function plan(some, sink) {
  return planRun({
    command: 'plan',
    runId: run.runId,
    hosts: some,
    expected: run.expected,
    kinds: run.kinds,
    openReader: run.sessions.open,
    secrets: run.secrets,
    clock: systemClock,
    digest: systemDigest,
    signal: controller.signal,
    emit: () => {},
    sink,
  })
}

await plan(hosts.slice(0, Number(warmUp)), () => Promise.resolve())
const saved = await savePlan(out, run)
const before = process.cpuUsage()
const started = performance.now()
const completed = await plan(hosts, saved.add)
await saved.commit()
const { user, system } = process.cpuUsage(before)
await run.sessions.close()
process.send({
  hosts: completed.hosts,
  actions: completed.actions,
  cpu: (user + system) / 1000,
  seconds: (performance.now() - started) / 1000,
  peak: process.resourceUsage().maxRSS / 1024,
})
process.disconnect()
