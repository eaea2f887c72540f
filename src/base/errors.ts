/**
 * Every failure wmctl reports, cut by who is at fault: the caller, the documents, the network, the peer that broke the
 * protocol, the peer that said no, a plugin, or wmctl itself. Classes carry fields; sentences are computed from them.
 */

export interface ErrorOptions {
  /** What the reader can do about it, as a full sentence. */
  readonly hint?: string
  readonly cause?: unknown
}

export abstract class WmctlError extends Error {
  /** Stable identifier, `WMCTL_…`, for machines. */
  abstract readonly code: string
  readonly hint: string | undefined

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.hint = options.hint
  }
}

/** Flags and arguments that cannot be acted on (exit code 6). */
export class UsageError extends WmctlError {
  readonly code = 'WMCTL_USAGE'
}

/** The phase of a connection in which something went wrong. */
export type TransportPhase = 'resolve' | 'connect' | 'tls' | 'write' | 'read'

/** The peer was not reached, or did not answer: the host counts as unreachable, not as failed. */
export abstract class ConnectError extends WmctlError {}

export class TransportError extends ConnectError {
  readonly code = 'WMCTL_TRANSPORT'
  readonly phase: TransportPhase
  readonly peer: string

  constructor(phase: TransportPhase, peer: string, detail: string, options: ErrorOptions = {}) {
    super(`${peer}: ${detail}`, options)
    this.phase = phase
    this.peer = peer
  }
}

export class TimeoutError extends ConnectError {
  readonly code = 'WMCTL_TIMEOUT'
  readonly phase: TransportPhase
  readonly peer: string
  /** Milliseconds waited. */
  readonly limit: number

  constructor(phase: TransportPhase, peer: string, limit: number, options: ErrorOptions = {}) {
    super(`${peer}: no answer within ${limit} ms (${phase})`, options)
    this.phase = phase
    this.peer = peer
    this.limit = limit
  }
}

export type AuthReason =
  | 'rejected'
  | 'no-credential'
  | 'unsupported'
  | 'not-tried'
  | 'insecure'
  | 'clock-skew'
  | 'downgrade'
  | 'kdc-unreachable'

export class AuthError extends ConnectError {
  readonly code = 'WMCTL_AUTH'
  readonly peer: string
  readonly mechanism: string
  readonly reason: AuthReason

  constructor(peer: string, mechanism: string, reason: AuthReason, detail: string, options: ErrorOptions = {}) {
    super(`${peer}: ${detail}`, options)
    this.peer = peer
    this.mechanism = mechanism
    this.reason = reason
  }
}

abstract class ProtocolError extends WmctlError {}

/** We were about to send what the protocol forbids now: a bug on this side. */
export class MisuseError extends ProtocolError {
  readonly code = 'WMCTL_MISUSE'
}

/** The peer broke the protocol. */
export class PeerError extends ProtocolError {
  readonly code: string = 'WMCTL_PEER'
}

/** Bytes or text from a peer that are not what they claim to be. */
export class DecodeError extends PeerError {
  override readonly code = 'WMCTL_DECODE'
  /** The structure that was being read, by its name in the specification. */
  readonly structure: string
  /** Offset in bytes or characters where reading stopped, when known. */
  readonly offset: number | undefined

  constructor(structure: string, detail: string, options: ErrorOptions & { readonly offset?: number } = {}) {
    super(`${structure}: ${detail}${options.offset === undefined ? '' : ` (at ${options.offset})`}`, options)
    this.structure = structure
    this.offset = options.offset
  }
}

/** The peer understood, and said no. */
export abstract class FaultError extends WmctlError {}

/** A resource type broke its contract; addressed to the author of the plugin that brought it. */
export class ResourceTypeError extends WmctlError {
  readonly code = 'WMCTL_RESOURCE_TYPE'
  readonly kind: string

  constructor(kind: string, detail: string, options: ErrorOptions = {}) {
    super(`resource type '${kind}': ${detail}. This is a bug in the resource type, not in your documents.`, options)
    this.kind = kind
  }
}

export class CancelledError extends WmctlError {
  readonly code = 'WMCTL_CANCELLED'
}

/** The impossible happened. */
export class InternalError extends WmctlError {
  readonly code = 'WMCTL_INTERNAL'

  constructor(detail: string, options: ErrorOptions = {}) {
    super(`${detail}. This is a bug in wmctl.`, options)
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
