import { createReadStream } from 'node:fs'
import type { HostPlan } from '../engine/plan.js'
import { type PlanFileEntry, PlanFileWriter } from '../engine/plan-file.js'
import { readPlanFile } from '../engine/plan-file-reader.js'
import type { ConfigurationRollout } from '../engine/rollout.js'
import { fileError } from '../io/file-error.js'
import { systemClock } from '../io/system-clock.js'
import { systemDigest } from '../io/system-digest.js'
import { createFile } from '../io/write-file.js'
import { encodeConnection } from './host-connection.js'
import type { FleetRun } from './open-run.js'
import { packageVersion } from './package-files.js'

export interface PlanSaver {
  /** Adds a host; takes its time when the file is slow. */
  readonly add: (plan: HostPlan) => Promise<void>
  commit(): Promise<void>
  discard(): Promise<void>
}

/** Saves a plan as it is made, one host a line. The file appears under its name when it is whole. */
export async function savePlan(path: string, run: FleetRun): Promise<PlanSaver> {
  const writer = new PlanFileWriter(systemDigest)
  const file = await createFile(path, { mode: 0o600 })
  const entries = new Map(run.fleet.hosts.map(({ name, entry }) => [name, entry]))
  await file.append(
    writer.header({
      planId: run.runId,
      created: new Date(systemClock.now()).toISOString(),
      wmctl: packageVersion(),
      documents: systemDigest.sha256(run.fleet.sources.map(({ text }) => text).join('\u0000')),
      strategies: strategiesOf(run),
    }),
  )
  return {
    add(plan) {
      const entry = entries.get(plan.host)
      return file.append(writer.host({ plan, connection: entry === undefined ? null : encodeConnection(entry) }))
    },
    async commit() {
      await file.append(writer.trailer())
      await file.commit()
    },
    discard: () => file.discard(),
  }
}

/** The entries of a saved plan; one pass holds one host at a time. */
export async function* readSavedPlan(path: string): AsyncGenerator<PlanFileEntry, void, undefined> {
  const stream = createReadStream(path)
  try {
    yield* readPlanFile(opened(stream, path), systemDigest)
  } finally {
    stream.destroy()
  }
}

async function* opened(stream: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
  } catch (error) {
    throw fileError('read', path, error)
  }
}

function strategiesOf(run: FleetRun): ReadonlyMap<string, ConfigurationRollout> {
  const strategies = new Map<string, { strategy: ConfigurationRollout['strategy']; hosts: number }>()
  for (const host of run.fleet.hosts) {
    for (const { name, strategy } of host.configurations) {
      const known = strategies.get(name)
      if (known === undefined) strategies.set(name, { strategy, hosts: 1 })
      else known.hosts += 1
    }
  }
  return strategies
}
