import { AuthError } from '../base/errors.js'
import { onAbort } from '../io/on-abort.js'
import { cancellation } from './cancellation.js'

/**
 * Keeps a wrong password from locking an account: of all hosts that share an identity one tries it, the others wait for
 * what comes of it. One gate serves a whole run.
 */
export class CredentialGate {
  readonly #identities = new Map<string, IdentityState>()

  /**
   * Lets a host try an identity: at once when it is known to be good, after the host that is trying it now otherwise.
   * Raises AuthError `not-tried` when the identity was refused before. Every ticket must be settled by one of its functions.
   */
  async enter(identity: string, host: GatedHost): Promise<GateTicket> {
    for (;;) {
      if (host.signal?.aborted) throw cancellation(host.signal)
      const state = this.#identities.get(identity)
      if (state === undefined) return this.#try(identity, host.name)
      if (state.kind === 'good') return openTicket
      if (state.kind === 'refused') throw notTried(host, state)
      await untilSettled(state, host.signal)
    }
  }

  #try(identity: string, host: string): GateTicket {
    const waiting = new Set<() => void>()
    const trying: IdentityState = { kind: 'trying', waiting }
    this.#identities.set(identity, trying)
    const settle = (next: IdentityState | undefined): void => {
      if (this.#identities.get(identity) !== trying) return
      if (next === undefined) this.#identities.delete(identity)
      else this.#identities.set(identity, next)
      for (const wake of waiting) wake()
    }
    return {
      authenticated: () => settle({ kind: 'good' }),
      refused: (by = host) => settle({ kind: 'refused', by }),
      abandoned: () => settle(undefined),
    }
  }
}

export interface GatedHost {
  readonly name: string
  readonly mechanism: string
  readonly username: string
  readonly signal?: AbortSignal | undefined
}

export interface GateTicket {
  /** The host knows the identity. */
  authenticated(): void
  /** The host, or who else is named, refused the user name or password. */
  refused(by?: string): void
  /** The host was not reached, or did not look at the password: the next one may try. */
  abandoned(): void
}

type IdentityState =
  | { readonly kind: 'trying'; readonly waiting: Set<() => void> }
  | { readonly kind: 'good' }
  | { readonly kind: 'refused'; readonly by: string }

/** Of a known identity nothing more is to be learnt: a refusal by one host is about that host. */
const openTicket: GateTicket = {
  authenticated: () => undefined,
  refused: () => undefined,
  abandoned: () => undefined,
}

function untilSettled(state: { readonly waiting: Set<() => void> }, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = onAbort(signal, wake)
    function wake(): void {
      state.waiting.delete(wake)
      stopListening()
      resolve()
    }
    state.waiting.add(wake)
  })
}

function notTried({ name, mechanism, username }: GatedHost, state: { readonly by: string }): AuthError {
  return new AuthError(name, mechanism, 'not-tried', `the password of ${username} was not tried: ${state.by} refused it`, {
    hint: 'Correct the user name or password and run again; it was tried once only, so that the account is not locked.',
  })
}
