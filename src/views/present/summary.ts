import type { RunCommand, RunCompleted } from '../../engine/events.js'
import type { ActionCounts, HostCounts } from '../../engine/plan.js'
import { counted } from '../text/words.js'

export interface RunSummary {
  readonly command: RunCommand
  readonly actions: ActionCounts
  readonly hosts: HostCounts
  /** Resources that could not be read, planned or changed. */
  readonly failed: number
  /** Changes that were planned and not made. */
  readonly skipped: number
  readonly cancelled: boolean
}

type CountedAction = keyof ActionCounts

const actionWords: Readonly<Record<RunCommand, Readonly<Record<CountedAction, string>>>> = {
  plan: {
    create: 'to create',
    set: 'to set',
    delete: 'to delete',
    replace: 'to replace',
    invoke: 'to invoke',
    unknown: 'unknown',
  },
  apply: { create: 'created', set: 'set', delete: 'deleted', replace: 'replaced', invoke: 'invoked', unknown: 'run' },
  drift: {
    create: 'missing',
    set: 'changed',
    delete: 'unexpected',
    replace: 'to replace',
    invoke: 'to invoke',
    unknown: 'unknown',
  },
}

const titles: Readonly<Record<RunCommand, string>> = { plan: 'Plan', apply: 'Apply', drift: 'Drift' }
const nothing: Readonly<Record<RunCommand, string>> = { plan: 'No changes', apply: 'No changes', drift: 'No drift' }

/** What an action is called in a run of the command: `to create`, `created`, `missing`. */
export function actionWord(command: RunCommand, action: CountedAction): string {
  return actionWords[command][action]
}

export function summaryOf(run: RunCompleted, outcome: { readonly skippedCount: number }): RunSummary {
  return { ...run, failed: run.failures.length + (run.moreFailures ?? 0), skipped: outcome.skippedCount }
}

/**
 * The last line of every run: `Plan: 3 to create, 2 to set. Hosts: 40 changed, 2 unreachable.` or
 * `No changes. 42 hosts match the configuration.`
 */
export function summarySentence(summary: RunSummary): string {
  const title = `${titles[summary.command]}${summary.cancelled ? ' (cancelled)' : ''}`
  const { unchanged, ...others } = summary.hosts
  const done = actionParts(summary)
  if (done.length > 0) return `${title}: ${done.join(', ')}. Hosts: ${hostParts(summary).join(', ')}.`
  if (others.total === 0 && !summary.cancelled) return `${nothing[summary.command]}. No host was selected.`
  if (unchanged === others.total && !summary.cancelled) return `${nothing[summary.command]}. ${matching(unchanged)}.`
  const hosts = hostParts({ ...summary, hosts: { ...summary.hosts, unchanged: 0 } })
  const rest = hosts.length === 0 ? '' : ` Hosts: ${hosts.join(', ')}.`
  if (summary.cancelled) return `${title}: nothing ${summary.command === 'apply' ? 'was changed' : 'was found'}.${rest}`
  return unchanged === 0 ? `${title}: nothing is known.${rest}` : `${nothing[summary.command]}. ${matching(unchanged)}.${rest}`
}

function matching(hosts: number): string {
  return hosts === 1 ? '1 host matches the configuration' : `${counted(hosts, 'host')} match the configuration`
}

function actionParts(summary: RunSummary): readonly string[] {
  const names: readonly CountedAction[] = ['create', 'set', 'delete', 'replace', 'invoke', 'unknown']
  return nonZero([
    ...names.map((name): readonly [number, string] => [summary.actions[name], actionWords[summary.command][name]]),
    [summary.failed, 'failed'],
    [summary.skipped, 'skipped'],
  ])
}

function hostParts(summary: RunSummary): readonly string[] {
  const { hosts } = summary
  return nonZero([
    [hosts.changed, summary.command === 'drift' ? 'drifted' : 'changed'],
    [hosts.unchanged, 'unchanged'],
    [hosts.failed, 'failed'],
    [hosts.unreachable, 'unreachable'],
    [hosts.skipped, 'skipped'],
  ])
}

function nonZero(counts: readonly (readonly [number, string])[]): readonly string[] {
  return counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
}
