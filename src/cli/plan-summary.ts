import { isSecretReference, type PlainValue, type SecretReference } from '../engine/document.js'
import { countUndeclared } from '../engine/max-deletes.js'
import type { HostPlan } from '../engine/plan.js'
import { type planRollout, type RolloutHost, rolloutHostOf } from '../engine/rollout.js'
import { decodeConnection } from './host-connection.js'
import { readSavedPlan } from './plan-files.js'

/** A first pass over a plan file: proves it undamaged and collects what is needed before the first change. */
export interface PlanSummary {
  readonly planId: string
  readonly created: string
  readonly hosts: number
  readonly resources: number
  /** Objects it deletes because nobody declares them. */
  readonly undeclared: number
  readonly strategies: Parameters<typeof planRollout>[1]
  readonly rolloutHosts: readonly RolloutHost[]
  readonly connections: ReadonlyMap<string, ReturnType<typeof decodeConnection>>
  /** Secrets that its changes need, each once. */
  readonly secrets: readonly SecretReference[]
}

export async function inspectPlan(path: string): Promise<PlanSummary> {
  let header: { planId: string; created: string; strategies: PlanSummary['strategies'] } = {
    planId: '',
    created: '',
    strategies: new Map(),
  }
  let counts = { hosts: 0, resources: 0 }
  let undeclared = 0
  const rolloutHosts: RolloutHost[] = []
  const connections = new Map<string, ReturnType<typeof decodeConnection>>()
  const secrets = new Map<string, SecretReference>()
  for await (const entry of readSavedPlan(path)) {
    if (entry.type === 'header') header = entry
    if (entry.type === 'trailer') counts = entry
    if (entry.type === 'host') {
      undeclared += countUndeclared(entry.plan)
      rolloutHosts.push(rolloutHostOf(entry.plan))
      connections.set(entry.plan.host, decodeConnection(entry.connection))
      for (const reference of secretsOf(entry.plan)) secrets.set(JSON.stringify(reference), reference)
    }
  }
  const { planId, created, strategies } = header
  const { hosts, resources } = counts
  return { planId, created, strategies, hosts, resources, undeclared, rolloutHosts, connections, secrets: [...secrets.values()] }
}

function secretsOf(plan: HostPlan): readonly SecretReference[] {
  if (plan.state !== 'planned') return []
  const changes = plan.resources.filter(({ change }) => change.action !== 'none')
  return changes.flatMap(({ document }) => secretsIn(document.fields))
}

function secretsIn(value: PlainValue): readonly SecretReference[] {
  if (isSecretReference(value)) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : []
}

export async function* plansIn(path: string): AsyncGenerator<HostPlan, void, undefined> {
  for await (const entry of readSavedPlan(path)) if (entry.type === 'host') yield entry.plan
}
