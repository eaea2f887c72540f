import type { RunOutcome } from './run-outcome.js'

/** What a process ends with and why; the first that applies wins. Public interface: never renumber. */
export const exitCodes = [
  { code: 70, meaning: 'bug in wmctl', applies: (outcome) => outcome.bug },
  { code: 130, meaning: 'interrupted (SIGINT)', applies: (outcome) => outcome.signal === 'SIGINT' },
  { code: 143, meaning: 'terminated (SIGTERM)', applies: (outcome) => outcome.signal === 'SIGTERM' },
  { code: 124, meaning: 'timeout', applies: (outcome) => outcome.timedOut },
  { code: 6, meaning: 'usage, or invalid documents', applies: (outcome) => outcome.usage },
  { code: 5, meaning: 'policy violated', applies: (outcome) => outcome.policy },
  { code: 7, meaning: 'stale or already applied plan', applies: (outcome) => outcome.stale },
  { code: 8, meaning: 'locked by another run', applies: (outcome) => outcome.locked },
  { code: 9, meaning: 'no host could authenticate', applies: (outcome) => outcome.unauthenticated },
  { code: 1, meaning: 'error', applies: (outcome) => outcome.error },
  { code: 3, meaning: 'some hosts failed', applies: (outcome) => outcome.failedHosts > 0 },
  { code: 4, meaning: 'some hosts were unreachable', applies: (outcome) => outcome.unreachableHosts > 0 },
  { code: 2, meaning: 'changes (with --detailed-exitcode) or drift', applies: (outcome) => outcome.reportedChanges },
  { code: 0, meaning: 'ok', applies: () => true },
] as const satisfies readonly ExitCode[]

interface ExitCode {
  readonly code: number
  readonly meaning: string
  applies(outcome: RunOutcome): boolean
}

/** The exit code of a run: of all that apply the first in `exitCodes`. */
export function exitCodeOf(outcome: RunOutcome): number {
  return exitCodes.find(({ applies }) => applies(outcome))?.code ?? 0
}

/** The table for `--help`, by number. */
export function exitCodeTable(): readonly string[] {
  return [...exitCodes].sort((a, b) => a.code - b.code).map(({ code, meaning }) => `${String(code).padStart(3)}  ${meaning}`)
}
