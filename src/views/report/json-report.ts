import type { EngineEvent, RunCommand, RunCompleted } from '../../engine/events.js'
import type { HostPlan } from '../../engine/plan.js'
import { isShown } from '../fold/change-key.js'
import { createOutcomeFold } from '../fold/outcome-fold.js'
import { jsonChange, jsonFailedResource, jsonFailure } from '../json/json-plan.js'
import type { JsonValue } from '../json/json-value.js'
import { summaryOf, summarySentence } from '../present/summary.js'
import type { View } from '../view.js'
import { stateOfCompletion, stateOfPlan } from './host-state.js'
import type { ReportOptions } from './report-options.js'

/** Version of the document; a minor one adds. */
const formatVersion = '1.0'

/**
 * The whole run as one JSON document (`schemas/report.schema.json`). Hosts are written as they come, so it is never held in
 * memory; what is known only at the end stands behind them.
 */
export function createJsonReport(options: ReportOptions): View {
  const outcome = createOutcomeFold()
  let command: RunCommand = 'drift'
  let run: RunCompleted | undefined
  let begun = false
  let separator = '\n'

  const begin = (id: string | null): void => {
    if (begun) return
    begun = true
    const head = {
      format_version: formatVersion,
      command,
      title: options.title,
      timestamp: timestamp(options.clock.now()),
      run_id: id,
    }
    options.write(`${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "hosts": [`)
  }
  const writeHost = (host: JsonValue): void => {
    options.write(`${separator}    ${JSON.stringify(host)}`)
    separator = ',\n'
  }

  return {
    event(event: EngineEvent) {
      outcome.event(event)
      if (event.type === 'run-started') {
        command = event.command
        begin(event.runId)
      } else if (event.type === 'run-completed') run = event
      else if (event.type === 'host-planned' && command !== 'apply') writeHost(jsonHost(event.plan))
      else if (event.type === 'host-completed' && command === 'apply') {
        const failure = event.failure === undefined ? {} : { failure: jsonFailure(event.failure) }
        writeHost({ host: event.host, state: stateOfCompletion(event), ...failure })
      }
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

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
