import type { JsonValue } from '../../cim/json.js'
import type { EngineEvent, RunCommand, RunCompleted } from '../../engine/events.js'
import type { HostPlan } from '../../engine/plan.js'
import { isShown } from '../fold/change-key.js'
import { createOutcomeFold } from '../fold/outcome-fold.js'
import { jsonChange, jsonFailedResource, jsonFailure, jsonResource } from '../json/json-plan.js'
import { summaryOf, summarySentence } from '../present/summary.js'
import type { View } from '../view.js'
import { stateOfCompletion, stateOfPlan } from './host-state.js'
import type { ReportOptions } from './report-options.js'

/** Version of the document; a minor one adds. */
const formatVersion = '1.0'

/**
 * The whole run as one JSON document (`schemas/report.schema.json`). Hosts are written as they end, so it is never held in
 * memory; what is known only at the end stands behind them.
 */
export function createJsonReport(options: ReportOptions): View {
  const outcome = createOutcomeFold()
  /** Of the hosts that are being applied. */
  const results = new Map<string, JsonValue[]>()
  let current: RunCommand = options.command
  let run: RunCompleted | undefined
  let begun = false
  let separator = '\n'

  const begin = (id: string | null): void => {
    if (begun) return
    begun = true
    const timestamp = new Date(options.clock.now()).toISOString()
    const head = { format_version: formatVersion, command: options.command, title: options.title, timestamp, run_id: id }
    options.write(`${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "hosts": [`)
  }
  const writeHost = (host: JsonValue): void => {
    begin(null)
    options.write(`${separator}    ${JSON.stringify(host)}`)
    separator = ',\n'
  }
  const apply = (event: EngineEvent): void => {
    if (event.type === 'host-completed') {
      const failure = event.failure === undefined ? {} : { failure: jsonFailure(event.failure) }
      writeHost({ host: event.host, state: stateOfCompletion(event), results: results.get(event.host) ?? [], ...failure })
      results.delete(event.host)
      return
    }
    const result = jsonResult(event)
    if (result === undefined) return
    const known = results.get(result.host)
    if (known === undefined) results.set(result.host, [result.value])
    else known.push(result.value)
  }

  return {
    event(event) {
      outcome.event(event)
      if (event.type === 'run-started') {
        current = event.command
        if (current === options.command) begin(event.runId)
      } else if (event.type === 'run-completed') run = event
      else if (current !== options.command) return
      else if (current === 'apply') apply(event)
      else if (event.type === 'host-planned') writeHost(jsonHost(event.plan))
    },
    end() {
      begin(null)
      const summary = run === undefined ? null : jsonSummary(run, outcome)
      options.write(`\n  ],\n  "complete": ${run !== undefined && !run.cancelled},\n  "summary": ${JSON.stringify(summary)}\n}\n`)
    },
  }
}

function jsonHost(plan: HostPlan): JsonValue {
  const state = stateOfPlan(plan)
  if (plan.state !== 'planned') return { host: plan.host, state, failure: jsonFailure(plan.failure) }
  const shown = plan.resources.filter((resource) => isShown(resource, { equalities: false }))
  return {
    host: plan.host,
    state,
    resources: plan.resources.length,
    changes: shown.map(jsonChange),
    ...(plan.failed.length === 0 ? {} : { failed: plan.failed.map(jsonFailedResource) }),
  }
}

/** What became of one change; undefined when the event is not about that. */
function jsonResult(event: EngineEvent): { readonly host: string; readonly value: JsonValue } | undefined {
  if (event.type !== 'change-completed' && event.type !== 'change-failed' && event.type !== 'change-skipped') return undefined
  const common = { resource: jsonResource(event), action: event.action }
  const { host } = event.address
  if (event.type === 'change-failed') return { host, value: { ...common, result: 'failed', failure: jsonFailure(event.failure) } }
  if (event.type === 'change-skipped') {
    return { host, value: { ...common, result: 'skipped', reason: event.reason, detail: event.detail } }
  }
  const elapsed = Math.round(event.milliseconds) / 1000
  return { host, value: { ...common, result: 'done', elapsed_seconds: elapsed, warnings: event.warnings } }
}

function jsonSummary(run: RunCompleted, outcome: { readonly skippedCount: number }): JsonValue {
  const summary = summaryOf(run, outcome)
  return {
    sentence: summarySentence(summary),
    actions: { ...run.actions },
    hosts: { ...run.hosts },
    failed: summary.failed,
    skipped: summary.skipped,
    cancelled: run.cancelled,
    elapsed_seconds: Math.round(run.milliseconds) / 1000,
  }
}
