// Plans a fleet with the product's own parts, several times over, the plan streamed to a file. Reports the CPU time of each pass
// and the peak memory of the first.

import { openFleetRun } from '../../dist/cli/open-run.js'
import { savePlan } from '../../dist/cli/plan-files.js'
import { openTerminal } from '../../dist/cli/terminal.js'
import { planRun } from '../../dist/engine/plan-run.js'
import { systemClock } from '../../dist/io/system-clock.js'
import { systemDigest } from '../../dist/io/system-digest.js'

const [inventory, site, out, passes, limit] = process.argv.slice(2)
const terminal = openTerminal({ colour: false, input: false, verbose: false })
const controller = new AbortController()
const documents = { files: [site], inventory, variables: [], variableFiles: [], limit: [], targets: [] }
const run = await openFleetRun(documents, terminal, controller.signal)
const hosts = run.fleet.hosts.slice(0, Number(limit))

async function plan() {
  const saved = await savePlan(out, run)
  const completed = await planRun({
    command: 'plan',
    runId: run.runId,
    hosts,
    expected: run.expected,
    kinds: run.kinds,
    openReader: run.sessions.open,
    secrets: run.secrets,
    clock: systemClock,
    digest: systemDigest,
    signal: controller.signal,
    emit: () => {},
    sink: saved.add,
  })
  await saved.commit()
  return completed.hosts
}

const cpu = []
let counts
let peak = 0
for (let pass = 0; pass < Number(passes); pass++) {
  const before = process.cpuUsage()
  counts = await plan()
  const { user, system } = process.cpuUsage(before)
  cpu.push((user + system) / 1000)
  // In megabytes.
  if (pass === 0) peak = process.resourceUsage().maxRSS / 1024
}
await run.sessions.close()
process.send({ cpu, peak, hosts: counts })
process.disconnect()
