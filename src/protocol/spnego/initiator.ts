import { AuthError, MisuseError, messageOf, PeerError, WmctlError } from '../../base/errors.js'
import type { PassedOver, SecurityContext } from '../gss/security-context.js'
import { MechListIntegrity, micOf } from './mech-list-integrity.js'
import { type MissingMic, nameOfOid, type SpnegoMechanism } from './mechanism.js'
import type { NegState, NegTokenResp } from './neg-token.js'
import { readNegToken } from './neg-token-reader.js'
import { writeMechTypeList, writeNegToken } from './neg-token-writer.js'
import { SpnegoContext } from './spnego-context.js'

export interface SpnegoInitiatorOptions {
  /** Name of the host in messages. */
  readonly peer: string
  /** The most wanted first. */
  readonly mechanisms: readonly SpnegoMechanism[]
  /** `forbid`: only the first mechanism is offered, and the error that stands in its way is the answer. */
  readonly fallback: 'allow' | 'forbid'
  /** What to do when an acceptor that seems to know no mechListMIC sends none. Where the mechanism needs one it is always refused. */
  readonly missingMic?: MissingMic
}

/**
 * SPNEGO in the client role ([RFC 4178], [MS-SPNG] 3.3). The first token of the most wanted mechanism travels with the list of
 * all; the acceptor chooses; both sign the list when the choice was not the first, when either asks, and when NTLM signed its own
 * messages.
 */
export class SpnegoInitiator extends SpnegoContext {
  readonly role = 'initiator'
  readonly #options: SpnegoInitiatorOptions
  readonly #passedOver: PassedOver[] = []
  #offered: readonly SpnegoMechanism[] = []
  #integrity = new MechListIntegrity(new Uint8Array(0))
  /** The acceptor asked for a MIC, so it knows what that is. */
  #micAsked = false
  #switched = false
  #started = false

  constructor(options: SpnegoInitiatorOptions) {
    super()
    this.#options = options
  }

  get passedOver(): readonly PassedOver[] {
    return this.#passedOver
  }

  /** Windows Server 2003 may end the exchange without a last token. */
  finish(): void {
    this.attempt(() => {
      if (this.done) return
      if (this.inner?.complete !== true || !this.chosen) throw new PeerError('SPNEGO: the acceptor ended the exchange too early')
      this.#conclude()
    })
  }

  protected take(token: Uint8Array | undefined): Uint8Array | undefined {
    if (!this.#started) return this.#start(token)
    if (token === undefined) throw new MisuseError('SPNEGO: the token of the acceptor is due')
    if (this.done) throw new PeerError('SPNEGO: a token after the end of the exchange')
    const { token: message } = readNegToken(token)
    if (message.kind === 'init') throw new PeerError('SPNEGO: NegTokenInit where NegTokenResp is due')
    return this.#continue(message)
  }

  #start(hint: Uint8Array | undefined): Uint8Array {
    this.#started = true
    // What a server that speaks first offers is not protected; the list stays ours, and the choice is made by its answer.
    if (hint !== undefined && hint.length > 0 && readNegToken(hint).token.kind !== 'init') {
      throw new PeerError('SPNEGO: NegTokenResp where NegTokenInit2 is due')
    }
    const mechToken = this.#optimistic()
    const mechTypes = this.#offered.flatMap(({ oids }) => oids)
    this.#integrity = new MechListIntegrity(writeMechTypeList(mechTypes))
    return writeNegToken({ kind: 'init', mechTypes, mechToken })
  }

  /** Begins with the first mechanism that can. */
  #optimistic(): Uint8Array | undefined {
    const { peer, mechanisms, fallback } = this.#options
    const candidates = fallback === 'forbid' ? mechanisms.slice(0, 1) : mechanisms
    for (const [index, { name, create }] of candidates.entries()) {
      try {
        const context = create()
        const token = context.step()
        this.inner = context
        this.#offered = candidates.slice(index)
        return token
      } catch (error) {
        if (!(error instanceof WmctlError) || candidates.length === 1) throw error
        this.#passedOver.push({ mechanism: name, reason: withoutPeer(messageOf(error), peer) })
      }
    }
    const reasons = this.#passedOver.map(({ mechanism, reason }) => `${mechanism}: ${reason}`).join('; ')
    throw new AuthError(peer, 'negotiate', 'no-credential', `no mechanism can be used (${reasons || 'there is none'})`)
  }

  #continue(message: NegTokenResp): Uint8Array | undefined {
    const { negState, responseToken } = message
    if (negState === 'request-mic') this.#micAsked = true
    if (negState === 'reject') throw this.#rejection(responseToken)
    const switched = !this.chosen && this.#choose(message.supportedMech)
    const inner = this.#inner()
    const token = switched ? inner.step() : this.#answer(inner, responseToken)
    const mic = micOf(message)
    if (mic !== undefined) this.#verify(inner, mic)
    return this.#reply(inner, { negState, token })
  }

  /** Takes the acceptor's choice; says whether it is another mechanism than the one begun with. */
  #choose(oid: string | undefined): boolean {
    const [first] = this.#offered
    const choice = oid === undefined ? first : this.#offered.find(({ oids }) => oids.includes(oid))
    if (choice === undefined) {
      const detail = `the host chose ${nameOfOid(oid ?? '')}, which was not offered`
      throw this.#downgrade(this.#options.fallback === 'forbid' ? `${detail}; ${first?.name ?? ''} is required` : detail)
    }
    this.chosen = true
    if (choice === first) return false
    for (const { name } of this.#offered.slice(0, this.#offered.indexOf(choice))) {
      this.#passedOver.push({ mechanism: name, reason: 'the host chose another mechanism' })
    }
    this.#switched = true
    this.inner = choice.create()
    return true
  }

  #answer(inner: SecurityContext, token: Uint8Array | undefined): Uint8Array | undefined {
    // A mechanism that is done has nothing to learn: old Windows repeats tokens.
    if (inner.complete) return undefined
    if (token !== undefined && token.length > 0) return inner.step(token)
    if (inner.finish === undefined)
      throw new PeerError(`SPNEGO: the acceptor sent no token of ${inner.mechanism}, which needs one`)
    inner.finish()
    return undefined
  }

  #verify(inner: SecurityContext, mic: Uint8Array): void {
    try {
      this.#integrity.verify(inner, mic)
    } catch (error) {
      if (!inner.complete) throw error
      throw this.#downgrade('the list of mechanisms that the host saw is not the one that was sent', error)
    }
  }

  #reply(
    inner: SecurityContext,
    { negState, token }: { readonly negState: NegState | undefined; readonly token: Uint8Array | undefined },
  ): Uint8Array | undefined {
    // Windows Server 2003 leaves negState out; what it means shows in whether anything is left to say.
    const ended = negState === 'accept-completed' || (negState === undefined && inner.complete && token === undefined)
    if (ended) {
      if (!inner.complete || token !== undefined) {
        throw new PeerError(`SPNEGO: the acceptor ended the exchange before ${inner.mechanism} was done`)
      }
      this.#conclude()
      return undefined
    }
    if (!inner.complete) return writeNegToken({ kind: 'resp', negState: 'accept-incomplete', responseToken: token })
    // The acceptor waits for something: when the mechanism has nothing left to say it can only be the MIC.
    const { sent, received } = this.#integrity
    if (token === undefined && sent && !received) throw new PeerError('SPNEGO: the acceptor does not come to an end')
    const due = token === undefined || this.#micDue(inner)
    const mechListMic = due && !sent ? this.#integrity.sign(inner) : undefined
    this.done = received
    const state: NegState = this.done ? 'accept-completed' : 'accept-incomplete'
    return writeNegToken({ kind: 'resp', negState: state, responseToken: token, mechListMic })
  }

  #micDue(inner: SecurityContext): boolean {
    return this.#micAsked || this.#switched || this.#integrity.received || inner.mechListMic?.required === true
  }

  /** The acceptor is content: so are we, unless it should have signed the list and did not. */
  #conclude(): void {
    const inner = this.#inner()
    if (this.#micDue(inner) && !this.#integrity.received) {
      const indispensable = this.#micAsked || inner.mechListMic?.required === true
      if (indispensable || this.#options.missingMic === 'refuse') {
        throw this.#downgrade('the host did not sign the list of mechanisms, which somebody on the way may have changed')
      }
    }
    this.done = true
  }

  #rejection(token: Uint8Array | undefined): Error {
    const inner = this.#inner()
    // The mechanism's own error token says more.
    if (token !== undefined && token.length > 0 && !inner.complete) inner.step(token)
    return new AuthError(
      this.#options.peer,
      'negotiate',
      'rejected',
      'the host rejected the authentication (SPNEGO negState reject)',
    )
  }

  #downgrade(detail: string, cause?: unknown): AuthError {
    return new AuthError(this.#options.peer, 'negotiate', 'downgrade', detail, cause === undefined ? {} : { cause })
  }

  #inner(): SecurityContext {
    if (this.inner === undefined) throw new MisuseError('SPNEGO: no mechanism was begun')
    return this.inner
  }
}

/** The reader knows which host it is about. */
function withoutPeer(message: string, peer: string): string {
  return message.startsWith(`${peer}: `) ? message.slice(peer.length + 2) : message
}
