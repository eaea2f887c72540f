/** [RFC 4178] 4.2: the two messages of SPNEGO, with the extension of [MS-SPNG] 2.2.1. */
export type NegToken = NegTokenInit | NegTokenResp

/** NegTokenInit, and NegTokenInit2 when it has a `hintName`. */
export interface NegTokenInit {
  readonly kind: 'init'
  /** Identifiers of the mechanisms, dotted decimal, the most wanted first. */
  readonly mechTypes: readonly string[]
  /** First token of the first mechanism. */
  readonly mechToken?: Uint8Array | undefined
  readonly mechListMic?: Uint8Array | undefined
  /** What a server that speaks first puts there; nothing to rely on. */
  readonly hintName?: string | undefined
}

export interface NegTokenResp {
  readonly kind: 'resp'
  readonly negState?: NegState | undefined
  readonly supportedMech?: string | undefined
  readonly responseToken?: Uint8Array | undefined
  readonly mechListMic?: Uint8Array | undefined
}

export type NegState = (typeof negStates)[number]

/** By their numbers. */
export const negStates = ['accept-completed', 'accept-incomplete', 'reject', 'request-mic'] as const
