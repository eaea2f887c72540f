import {
  AuthError,
  type AuthReason,
  CancelledError,
  InternalError,
  MisuseError,
  messageOf,
  WmctlError,
} from '../../base/errors.js'

/** What is looked at, in this order. */
export type StepName =
  | 'name'
  | 'port'
  | 'tls'
  | 'mechanisms'
  | 'credential'
  | 'realm'
  | 'kdc'
  | 'clock'
  | 'tgt'
  | 'ticket'
  | 'logon'
  | 'answer'

/** How a step of the way to a logon came out, for people and programs. */
export interface DoctorStep {
  readonly step: StepName
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped'
  /** One line in plain words. */
  readonly summary: string
  readonly facts: Readonly<Record<string, Fact>>
  /** What to do about it. */
  readonly advice?: string
  /** Of the error that a failure is. */
  readonly code?: string
  readonly reason?: AuthReason
  /** What the steps that build on it cannot do without; nothing fails when there is another way. */
  readonly broken?: boolean
  /** What failed, for whoever decides the exit code. */
  readonly error?: WmctlError
}

export type Fact = string | number | boolean | readonly string[]

type Finding = Omit<DoctorStep, 'step'>

export function ok(summary: string, facts: DoctorStep['facts'] = {}): Finding {
  return { status: 'ok', summary, facts }
}

export function warning(summary: string, advice: string, facts: DoctorStep['facts'] = {}): Finding {
  return { status: 'warning', summary, facts, advice }
}

export function skipped(summary: string): Finding {
  return { status: 'skipped', summary, facts: {} }
}

/** Bugs, and what ends the run, go on up. */
export function failed(error: unknown, peer: string, facts: DoctorStep['facts'] = {}): Finding {
  const passes = error instanceof CancelledError || error instanceof InternalError || error instanceof MisuseError
  if (passes || !(error instanceof WmctlError)) throw error
  return {
    status: 'failed',
    summary: withoutPeer(messageOf(error), peer),
    facts,
    ...(error.hint === undefined ? {} : { advice: error.hint }),
    code: error.code,
    ...(error instanceof AuthError ? { reason: error.reason } : {}),
    error,
  }
}

/** The host is named once, above all steps. */
function withoutPeer(message: string, peer: string): string {
  if (!message.startsWith(peer)) return message
  return message
    .slice(peer.length)
    .replace(/^ \([^)]*\)/, '')
    .replace(/^: /, '')
}
