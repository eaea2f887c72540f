import { UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { TypedValue } from '../cim/value.js'
import { documentParser } from '../engine/document-parser.js'
import { explain } from '../engine/explain.js'
import { hostModeler } from '../engine/host-model.js'
import type { FailedResource, HostPlan, PlannedResource } from '../engine/plan.js'
import { planHost } from '../engine/plan-host.js'
import { quietOutcome, type RunOutcome } from '../engine/run-outcome.js'
import { systemDigest } from '../io/system-digest.js'
import { whyJson, whyText } from '../views/why/why-view.js'
import type { DocumentOptions } from './documents.js'
import { pendingTriggers } from './journals.js'
import { type FleetRun, openFleetRun } from './open-run.js'
import { guardRun } from './run-guard.js'
import type { Terminal } from './terminal.js'

export interface WhyOptions {
  /** `HOST/CONFIGURATION/RESOURCE` */
  readonly address: string
  readonly documents: Pick<DocumentOptions, 'files' | 'inventory' | 'variables' | 'variableFiles'>
  readonly format: 'text' | 'json'
  readonly timeout: number | undefined
}

/** `why`: how one resource compares with its live object, and why the plan says what it says. Returns the exit code. */
export function why(options: WhyOptions, terminal: Terminal): Promise<number> {
  return guardRun(options.timeout, terminal, async (signal) => {
    const [host = '', configuration = '', resource = '', ...more] = options.address.split('/')
    if (host === '' || configuration === '' || resource === '' || more.length > 0) {
      throw new UsageError(`${options.address} is no address`, {
        hint: 'Write HOST/CONFIGURATION/RESOURCE, as a plan prints it: web01/web-baseline/spooler.',
      })
    }
    const run = await openFleetRun({ ...options.documents, limit: [`host:${host}`], targets: [] }, terminal, signal)
    try {
      const plan = await planOf(run, host, signal)
      if (plan.state !== 'planned') return unplanned(plan, terminal)
      const found = findResource(plan, configuration, resource)
      const explanation = explain(found, plan, await readRelevant(run, found, signal))
      terminal.out(options.format === 'json' ? `${JSON.stringify(whyJson(explanation))}\n` : whyText(explanation, terminal.style))
      return { ...quietOutcome, failedHosts: 'change' in found ? 0 : 1 }
    } finally {
      await run.sessions.close()
    }
  })
}

async function planOf(run: FleetRun, host: string, signal: AbortSignal): Promise<HostPlan> {
  const [target] = run.fleet.hosts
  if (target === undefined) throw new UsageError(`Nothing is wanted of ${host}`)
  return planHost({
    target,
    model: hostModeler(documentParser(run.kinds)),
    openReader: () => run.sessions.open(target.name),
    digest: systemDigest,
    secrets: run.secrets,
    pending: await pendingTriggers(),
    signal,
  })
}

function unplanned(plan: Exclude<HostPlan, { readonly state: 'planned' }>, terminal: Terminal): RunOutcome {
  const { host, state, failure } = plan
  terminal.err(`${host}: ${state}: ${failure.message}\n${failure.hint === undefined ? '' : `  hint: ${failure.hint}\n`}`)
  return state === 'unreachable' ? { ...quietOutcome, unreachableHosts: 1 } : { ...quietOutcome, failedHosts: 1 }
}

function findResource(
  plan: Extract<HostPlan, { readonly state: 'planned' }>,
  configuration: string,
  resource: string,
): PlannedResource | FailedResource {
  const all = [...plan.resources, ...plan.failed]
  const wanted = `${configuration}/${resource}`
  const found = all.find(({ address }) => `${address.configuration}/${address.resource}` === wanted)
  if (found !== undefined) return found
  const names = all.map(({ address }) => `${address.configuration}/${address.resource}`)
  const meant = suggest(wanted, names)
  const hint = meant === undefined ? `It has ${names.slice(0, 10).join(', ')}.` : `Did you mean ${plan.host}/${meant}?`
  throw new UsageError(`${plan.host} has no resource ${wanted}`, { hint })
}

/** The live values of the properties that matter, read once more: a plan holds only what differs. */
async function readRelevant(
  run: FleetRun,
  { document, identity }: PlannedResource | FailedResource,
  signal: AbortSignal,
): Promise<readonly (readonly [string, TypedValue])[]> {
  const type = document === undefined ? undefined : run.kinds.get(document.kind)
  if (document === undefined || type === undefined) return []
  const { desired } = type.parse(document, () => undefined)
  if (desired === undefined) return []
  const [host] = run.fleet.hosts
  if (host === undefined) return []
  const lease = await run.sessions.open(host.name)
  try {
    const observation = (await type.readAll(lease.session, [desired], { signal })).get(identity)
    return observation?.state === 'present' ? type.relevant(desired, observation.value) : []
  } finally {
    await lease.release()
  }
}
