import type { JsonValue } from '../../cim/json.js'
import { formatAddress } from '../../engine/address.js'
import type { EngineEvent, HostPlanned, RunCommand, RunCompleted } from '../../engine/events.js'
import type { PlannedResource } from '../../engine/plan.js'
import type { Action } from '../../engine/resource-type.js'
import { isShown } from '../fold/change-key.js'
import { actionWord, summaryOf, summarySentence } from '../present/summary.js'
import { counted } from '../text/words.js'
import { jsonDiagnostic } from './json-diagnostic.js'
import { jsonChange, jsonFailedResource, jsonFailure, jsonResource } from './json-plan.js'

/** One line of the stream, before the time and the constant keys are put on. */
export interface JsonMessage {
  readonly level: 'info' | 'warn' | 'error'
  /** The sentence a person would read. */
  readonly message: string
  readonly type: string
  readonly fields: { readonly [name: string]: JsonValue }
}

/** What the messages of one run need to know of its earlier events. */
export interface JsonRun {
  readonly command: RunCommand
  readonly skippedCount: number
  /** Tells once of each host. */
  isNewlyUnreachable(host: string): boolean
}

/** The lines that tell of an event. */
export function messagesOf(event: EngineEvent, run: JsonRun): readonly JsonMessage[] {
  switch (event.type) {
    case 'run-started': {
      const { command, runId, hosts, resources } = event
      const message = `${command} of ${counted(resources, 'resource')} on ${counted(hosts, 'host')} started`
      return [info('run_start', message, { command, run_id: runId, hosts, resources })]
    }
    case 'diagnostic': {
      const { diagnostic } = event
      const level = diagnostic.severity === 'error' ? 'error' : 'warn'
      const message = `${level === 'error' ? 'Error' : 'Warning'}: ${diagnostic.summary}`
      return [{ level, message, type: 'diagnostic', fields: { diagnostic: jsonDiagnostic(diagnostic) } }]
    }
    case 'host-started':
      return [info('refresh_start', `${event.host}: reading`, { host: event.host })]
    case 'host-planned':
      return planMessages(event, run)
    case 'batch-started': {
      const message = `Batch ${event.number} of ${event.of}: ${counted(event.hosts.length, 'host')}`
      return [info('batch_start', message, { number: event.number, of: event.of, hosts: event.hosts })]
    }
    case 'host-apply-started':
      return [info('host_start', `${event.host}: applying`, { host: event.host })]
    case 'run-completed':
      return runMessages(event, run)
    case 'host-completed': {
      const { host, state, failure } = event
      const fields = { host, state, ...(failure === undefined ? {} : { failure: jsonFailure(failure) }) }
      const complete: JsonMessage = {
        ...info('host_complete', `${host}: ${state}`, fields),
        level: isBad(state) ? 'error' : 'info',
      }
      if (state !== 'unreachable' || failure === undefined || !run.isNewlyUnreachable(host)) return [complete]
      return [
        failed('host_unreachable', `${host}: unreachable: ${failure.message}`, { host, failure: jsonFailure(failure) }),
        complete,
      ]
    }
    case 'change-started':
    case 'change-progressed':
    case 'change-completed':
    case 'change-failed':
    case 'change-skipped':
      return [changeMessage(event)]
  }
}

type ChangeEvent = Extract<EngineEvent, { type: `change-${string}` }>

function changeMessage(event: ChangeEvent): JsonMessage {
  switch (event.type) {
    case 'change-started': {
      const { resource } = event
      const hook = { resource: jsonResource(resource), action: resource.change.action }
      return info('apply_start', `${formatAddress(resource.address)}: ${resource.change.action} started`, { hook })
    }
    case 'change-progressed': {
      const hook = { addr: formatAddress(event.address), message: event.message, elapsed_seconds: seconds(event.milliseconds) }
      return info('apply_progress', `${hook.addr}: ${event.message}`, { hook })
    }
    case 'change-completed': {
      const { action, milliseconds, warnings } = event
      const hook = { resource: jsonResource(event), action, elapsed_seconds: seconds(milliseconds), warnings }
      const message = `${formatAddress(event.address)}: ${doneWord(action)} after ${seconds(milliseconds)}s`
      return { ...info('apply_complete', message, { hook }), level: warnings.length > 0 ? 'warn' : 'info' }
    }
    case 'change-failed': {
      const hook = { resource: jsonResource(event), action: event.action, failure: jsonFailure(event.failure) }
      return failed('apply_errored', `${formatAddress(event.address)}: ${event.action} failed: ${event.failure.message}`, {
        hook,
      })
    }
    case 'change-skipped': {
      const hook = { resource: jsonResource(event), action: event.action, reason: event.reason, detail: event.detail }
      const level = event.reason === 'not-triggered' ? 'info' : 'warn'
      return { ...info('apply_skipped', `${formatAddress(event.address)}: skipped: ${event.detail}`, { hook }), level }
    }
  }
}

function planMessages(event: HostPlanned, run: JsonRun): readonly JsonMessage[] {
  const { plan } = event
  const elapsed = { elapsed_seconds: seconds(event.milliseconds) }
  if (plan.state !== 'planned') {
    run.isNewlyUnreachable(plan.host)
    const type = plan.state === 'unreachable' ? 'host_unreachable' : 'host_errored'
    const fields = { host: plan.host, failure: jsonFailure(plan.failure), ...elapsed }
    return [failed(type, `${plan.host}: ${plan.state}: ${plan.failure.message}`, fields)]
  }
  const shown = plan.resources.filter((resource) => isShown(resource, { equalities: false }))
  const changes = shown.filter((resource) => resource.change.action !== 'none')
  const fields = {
    host: plan.host,
    resources: plan.resources.length,
    changes: changes.length,
    failed: plan.failed.length,
    ...elapsed,
  }
  return [
    ...shown.map((resource) => plannedMessage(resource, run.command)),
    ...plan.failed.map((one) =>
      failed('refresh_errored', `${formatAddress(one.address)}: ${one.message}`, { hook: jsonFailedResource(one) }),
    ),
    info(
      'refresh_complete',
      `${plan.host}: ${counted(changes.length, run.command === 'drift' ? 'difference' : 'change')}`,
      fields,
    ),
  ]
}

function plannedMessage(resource: PlannedResource, command: RunCommand): JsonMessage {
  const { action, warnings } = resource.change
  const addr = formatAddress(resource.address)
  const type = command === 'drift' ? 'resource_drift' : action === 'invoke' ? 'planned_action_invocation' : 'planned_change'
  const word = action === 'none' ? 'no change' : actionWord(command === 'drift' ? 'drift' : 'plan', action)
  return { ...info(type, `${addr}: ${word}`, { change: jsonChange(resource) }), level: warnings.length > 0 ? 'warn' : 'info' }
}

function runMessages(event: RunCompleted, run: JsonRun): readonly JsonMessage[] {
  const summary = summaryOf(event, run)
  const message = summarySentence(summary)
  const { create, set, delete: remove, replace, invoke, unknown } = event.actions
  const changes = { add: create, change: set, remove, replace, action_invocation: invoke, unknown, operation: event.command }
  const fields = { changes, failed: summary.failed, skipped: summary.skipped, hosts: { ...event.hosts } }
  const end = { command: event.command, cancelled: event.cancelled, elapsed_seconds: seconds(event.milliseconds) }
  return [info('change_summary', message, fields), info('run_end', `${event.command} ended`, end)]
}

function doneWord(action: Action): string {
  return action === 'none' ? 'unchanged' : actionWord('apply', action)
}

function isBad(state: string): boolean {
  return state === 'failed' || state === 'unreachable'
}

function info(type: string, message: string, fields: JsonMessage['fields']): JsonMessage {
  return { level: 'info', message, type, fields }
}

function failed(type: string, message: string, fields: JsonMessage['fields']): JsonMessage {
  return { level: 'error', message, type, fields }
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000
}
