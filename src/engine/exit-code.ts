import type { RunOutcome } from './run-outcome.js'

/** The numbers a process ends with. Public interface: never renumber. */
export const exitCodes = {
  ok: 0,
  error: 1,
  changes: 2,
  hostsFailed: 3,
  hostsUnreachable: 4,
  policy: 5,
  usage: 6,
  stale: 7,
  locked: 8,
  unauthenticated: 9,
  bug: 70,
  timeout: 124,
  interrupted: 130,
  terminated: 143,
} as const

type ExitCodeName = keyof typeof exitCodes

/** Of all codes that apply to a run, the first of these is its exit code. */
const exitPrecedence: readonly (readonly [name: ExitCodeName, applies: (outcome: RunOutcome) => boolean])[] = [
  ['bug', ({ bug }) => bug],
  ['interrupted', ({ signal }) => signal === 'SIGINT'],
  ['terminated', ({ signal }) => signal === 'SIGTERM'],
  ['timeout', ({ timedOut }) => timedOut],
  ['usage', ({ usage }) => usage],
  ['policy', ({ policy }) => policy],
  ['stale', ({ stale }) => stale],
  ['locked', ({ locked }) => locked],
  ['unauthenticated', ({ unauthenticated }) => unauthenticated],
  ['error', ({ error }) => error],
  ['hostsFailed', ({ failedHosts }) => failedHosts > 0],
  ['hostsUnreachable', ({ unreachableHosts }) => unreachableHosts > 0],
  ['changes', ({ reportedChanges }) => reportedChanges],
]

/** The exit code of a run. */
export function exitCodeOf(outcome: RunOutcome): number {
  return exitCodes[exitPrecedence.find(([, applies]) => applies(outcome))?.[0] ?? 'ok']
}

/** The table for `--help`, one line a code. */
export function exitCodeTable(): readonly string[] {
  return Object.entries(meanings).map(([name, meaning]) => `${String(exitCodes[name as ExitCodeName]).padStart(3)}  ${meaning}`)
}

const meanings: Readonly<Record<ExitCodeName, string>> = {
  ok: 'ok',
  error: 'error',
  changes: 'changes (with --detailed-exitcode), or drift',
  hostsFailed: 'some hosts failed',
  hostsUnreachable: 'some hosts were unreachable',
  policy: 'policy violated',
  usage: 'usage, or invalid documents',
  stale: 'stale or already applied plan',
  locked: 'locked by another run',
  unauthenticated: 'no host could authenticate',
  bug: 'bug in wmctl',
  timeout: 'timeout',
  interrupted: 'interrupted (SIGINT)',
  terminated: 'terminated (SIGTERM)',
}
