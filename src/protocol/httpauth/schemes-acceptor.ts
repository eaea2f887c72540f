import { DecodeError } from '../../base/errors.js'
import { type Challenge, isScheme, parseAuthorization, parseChallenges } from './challenge.js'
import { type HeaderValues, headerList } from './header-values.js'
import type { AcceptStep, AuthMessage, AuthRequest, HttpAcceptor } from './http-authenticator.js'

/** A scheme that a server offers. */
export interface OfferedScheme {
  readonly scheme: string
  /** A new one that knows nothing of the connection yet. */
  readonly create: () => HttpAcceptor
  /** What names it, where its credentials are not written as HTTP writes them. */
  readonly named?: (headers: HeaderValues) => boolean
}

/**
 * Several schemes on one connection in the server role: a 401 lists them all in their order (RFC 9110 11.6.1), and what a client
 * sends goes to the scheme it names. What names none belongs to the scheme that was used last; another one ends it.
 */
export class SchemesAcceptor implements HttpAcceptor {
  readonly #schemes: readonly OfferedScheme[]
  readonly #acceptors = new Map<OfferedScheme, HttpAcceptor>()
  #current: OfferedScheme | undefined

  constructor(schemes: readonly OfferedScheme[]) {
    this.#schemes = schemes
  }

  challenge(): HeaderValues {
    return this.#challenge(undefined)
  }

  accept(request: AuthRequest): AcceptStep | Promise<AcceptStep> {
    const named = this.#named(request)
    if (named !== 'none') this.#use(named)
    if (this.#current === undefined) return { state: 'challenge', headers: this.challenge() }
    const step = this.#acceptorOf(this.#current).accept(request)
    return step instanceof Promise ? step.then((settled) => this.#complete(settled)) : this.#complete(step)
  }

  answer(message: AuthMessage): AuthMessage | Promise<AuthMessage> {
    return this.#current === undefined ? message : this.#acceptorOf(this.#current).answer(message)
  }

  close(): void {
    for (const acceptor of this.#acceptors.values()) acceptor.close?.()
    this.#acceptors.clear()
  }

  /** A refusal names the other schemes too. */
  #complete(step: AcceptStep): AcceptStep {
    if (step.state === 'accepted' || continues(step)) return step
    return { state: 'challenge', headers: this.#challenge(step.headers) }
  }

  /** The scheme of the request's credentials: `none` when there are none, undefined when they are for none that is offered. */
  #named(request: AuthMessage): OfferedScheme | 'none' | undefined {
    const special = this.#schemes.find(({ named }) => named?.(request.headers))
    if (special !== undefined) return special
    let credentials: Challenge | undefined
    try {
      credentials = parseAuthorization(request.headers)
    } catch (error) {
      if (error instanceof DecodeError) return undefined
      throw error
    }
    if (credentials === undefined) return 'none'
    return this.#schemes.find(({ scheme }) => isScheme(credentials, scheme))
  }

  #use(next: OfferedScheme | undefined): void {
    if (this.#current !== undefined && this.#current !== next) {
      this.#acceptors.get(this.#current)?.close?.()
      this.#acceptors.delete(this.#current)
    }
    this.#current = next
  }

  /** What every scheme says to somebody unknown, `refusal` for the one that has just refused. */
  #challenge(refusal: HeaderValues | undefined): HeaderValues {
    const values = this.#schemes.flatMap((offered) => {
      const refused = offered === this.#current ? refusal : undefined
      return headerList(refused ?? this.#acceptorOf(offered).challenge(), 'www-authenticate')
    })
    return { 'www-authenticate': values }
  }

  #acceptorOf(offered: OfferedScheme): HttpAcceptor {
    const acceptor = this.#acceptors.get(offered) ?? offered.create()
    this.#acceptors.set(offered, acceptor)
    return acceptor
  }
}

/** A token in the challenge is one leg of several: the client has made its choice. */
function continues(step: AcceptStep): boolean {
  return step.state === 'challenge' && parseChallenges(step.headers).some(({ token68 }) => token68 !== undefined)
}
