import { AuthError } from '../base/errors.js'
import { offeredSchemes } from '../protocol/httpauth/challenge.js'
import type {
  AuthAnswer,
  AuthMessage,
  AuthRequest,
  AuthStep,
  HttpAuthenticator,
  LogonFacts,
} from '../protocol/httpauth/http-authenticator.js'

/** What `auth: auto` can come to. */
export interface AutoCandidates {
  readonly negotiate: () => HttpAuthenticator
  /** Raises AuthError where the password would travel in clear. */
  readonly basic: () => HttpAuthenticator
}

/** What a host was found to offer, kept for all connections to it. */
export interface OfferChoice {
  readonly peer: string
  mechanism: keyof AutoCandidates | undefined
}

export function offerChoice(peer: string): OfferChoice {
  return { peer, mechanism: undefined }
}

/**
 * Chooses by what the host offers: the first request goes out with neither body nor credentials, and of what the 401 lists
 * Negotiate is taken, else Basic.
 */
export class AutoAuthenticator implements HttpAuthenticator {
  readonly #choice: OfferChoice
  readonly #candidates: AutoCandidates
  #chosen: HttpAuthenticator | undefined

  constructor(choice: OfferChoice, candidates: AutoCandidates) {
    this.#choice = choice
    this.#candidates = candidates
    if (choice.mechanism !== undefined) this.#chosen = candidates[choice.mechanism]()
  }

  get scheme(): string {
    return this.#chosen?.scheme ?? 'Negotiate'
  }

  get logon(): LogonFacts | undefined {
    return this.#chosen?.logon
  }

  authorize(request: AuthRequest): AuthMessage | Promise<AuthMessage> {
    return this.#chosen?.authorize(request) ?? { headers: request.headers, body: new Uint8Array(0) }
  }

  receive(answer: AuthAnswer): AuthStep | Promise<AuthStep> {
    if (this.#chosen !== undefined) return this.#chosen.receive(answer)
    if (answer.status === 401) return this.#choose(answer)
    if (answer.status >= 300) return { state: 'done', body: answer.body }
    return this.#refuse('the host did not ask who sends the request')
  }

  close(): void {
    this.#chosen?.close?.()
  }

  #choose(answer: AuthAnswer): AuthStep {
    const offered = offeredSchemes(answer.headers)
    const mechanism = preferred.find((name) => offered.some((scheme) => scheme.toLowerCase() === name))
    if (mechanism === undefined) {
      return this.#refuse(`the host offers ${offered.join(', ') || 'no scheme'}, and \`auth: auto\` knows Negotiate and Basic`)
    }
    try {
      this.#chosen = this.#candidates[mechanism]()
    } catch (error) {
      if (error instanceof AuthError) return { state: 'refused', error }
      throw error
    }
    this.#choice.mechanism = mechanism
    return { state: 'again' }
  }

  #refuse(detail: string): AuthStep {
    const hint = 'Name the mechanism with `auth`, and check that address and port are those of Windows Remote Management.'
    return { state: 'refused', error: new AuthError(this.#choice.peer, 'auto', 'unsupported', detail, { hint }) }
  }
}

const preferred: readonly (keyof AutoCandidates)[] = ['negotiate', 'basic']
