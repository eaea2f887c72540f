import { MisuseError, PeerError } from '../../base/errors.js'
import { isInitialToken, readInitialToken } from '../gss/initial-token.js'
import { mechanismOid } from '../gss/mechanism-oid.js'
import type { SecurityContext } from '../gss/security-context.js'
import { MechListIntegrity, micOf } from './mech-list-integrity.js'
import { type MissingMic, nameOfOid, type SpnegoMechanism } from './mechanism.js'
import type { NegState, NegTokenInit, NegTokenResp } from './neg-token.js'
import { isNegToken, type ReadNegToken, readNegToken } from './neg-token-reader.js'
import { writeNegToken } from './neg-token-writer.js'
import { SpnegoContext } from './spnego-context.js'

export interface SpnegoAcceptorOptions {
  /** What is accepted; the initiator's order decides. */
  readonly mechanisms: readonly SpnegoMechanism[]
  /** What to do when an initiator that seems to know no mechListMIC sends none though its first wish was not granted. */
  readonly missingMic?: MissingMic
}

/**
 * SPNEGO in the server role ([RFC 4178], [MS-SPNG] 3.2). It takes the first mechanism of the initiator's list that it knows.
 * Bare tokens of NTLM and Kerberos are served without SPNEGO around them, as Windows does.
 */
export class SpnegoAcceptor extends SpnegoContext {
  readonly role = 'acceptor'
  readonly #options: SpnegoAcceptorOptions
  #integrity = new MechListIntegrity(new Uint8Array(0))
  #bare = false
  /** The choice was not the initiator's first wish. */
  #switched = false
  #refusal: Uint8Array | undefined

  constructor(options: SpnegoAcceptorOptions) {
    super()
    this.#options = options
  }

  get refusal(): Uint8Array | undefined {
    return this.#refusal
  }

  protected take(token: Uint8Array | undefined): Uint8Array | undefined {
    if (this.done) throw new PeerError('SPNEGO: a token after the end of the exchange')
    if (this.chosen) {
      if (token === undefined) throw new MisuseError('SPNEGO: the token of the initiator is due')
      return this.#bare ? this.#stepBare(token) : this.#continue(token)
    }
    if (token === undefined || token.length === 0) return this.#hint()
    return isNegToken(token) ? this.#start(readNegToken(token)) : this.#startBare(token)
  }

  /** The server speaks first ([MS-SPNG] 3.2.5.2). */
  #hint(): Uint8Array {
    const mechTypes = this.#options.mechanisms.flatMap(({ oids }) => oids)
    return writeNegToken({ kind: 'init', mechTypes, hintName: 'not_defined_in_RFC4178@please_ignore' })
  }

  #start({ token, mechTypeList }: ReadNegToken): Uint8Array | undefined {
    if (token.kind !== 'init' || mechTypeList === undefined) throw new PeerError('SPNEGO: NegTokenResp where NegTokenInit is due')
    const { oid, mechanism } = this.#choose(token.mechTypes)
    this.#integrity = new MechListIntegrity(mechTypeList)
    const inner = mechanism.create()
    this.inner = inner
    this.chosen = true
    // The token in this message is the first mechanism's.
    const [first = ''] = token.mechTypes
    this.#switched = !mechanism.oids.includes(first)
    const optimistic = this.#switched ? undefined : token.mechToken
    const answer = optimistic === undefined ? undefined : this.#stepInner(inner, optimistic, oid)
    if (!this.#switched) this.#takeMic(inner, token)
    return this.#reply(inner, { answer, supportedMech: oid, peerState: undefined })
  }

  #choose(mechTypes: readonly string[]): { readonly oid: string; readonly mechanism: SpnegoMechanism } {
    for (const oid of mechTypes) {
      const mechanism = this.#options.mechanisms.find(({ oids }) => oids.includes(oid))
      if (mechanism !== undefined) return { oid, mechanism }
    }
    const offered = [...new Set(mechTypes.map(nameOfOid))].join(', ') || 'nothing'
    throw new PeerError(`SPNEGO: the initiator offers ${offered}, none of which is accepted`)
  }

  #continue(token: Uint8Array): Uint8Array | undefined {
    const { token: message } = readNegToken(token)
    if (message.kind === 'init') throw new PeerError('SPNEGO: NegTokenInit where NegTokenResp is due')
    if (message.negState === 'reject') throw new PeerError('SPNEGO: the initiator rejected the authentication')
    const inner = this.#inner()
    const { responseToken } = message
    const given = !inner.complete && responseToken !== undefined && responseToken.length > 0
    if (!inner.complete && !given)
      throw new PeerError(`SPNEGO: the initiator sent no token of ${inner.mechanism}, which needs one`)
    const answer = given ? this.#stepInner(inner, responseToken) : undefined
    this.#takeMic(inner, message)
    return this.#reply(inner, { answer, supportedMech: undefined, peerState: message.negState })
  }

  #takeMic(inner: SecurityContext, message: NegTokenInit | NegTokenResp): void {
    const mic = micOf(message)
    if (mic === undefined) return
    try {
      this.#integrity.verify(inner, mic)
    } catch (cause) {
      if (!inner.complete) throw cause
      throw new PeerError('SPNEGO: the list of mechanisms that the initiator sent is not the one that came', { cause })
    }
  }

  #reply(
    inner: SecurityContext,
    {
      answer,
      supportedMech,
      peerState,
    }: { readonly answer: Uint8Array | undefined } & Pick<NegTokenResp, 'supportedMech'> & {
        readonly peerState: NegState | undefined
      },
  ): Uint8Array | undefined {
    const pending: NegState = supportedMech !== undefined && this.#switched ? 'request-mic' : 'accept-incomplete'
    if (!inner.complete) return writeNegToken({ kind: 'resp', negState: pending, supportedMech, responseToken: answer })
    const { sent, received } = this.#integrity
    const due = this.#switched || received || inner.mechListMic?.required === true
    // The initiator spoke last in the mechanism, so its MIC had to be with that.
    if (due && !received && answer === undefined) this.#tolerate(inner)
    this.done = !due || received || answer === undefined
    const mechListMic = due && !sent && (received || !this.done) ? this.#integrity.sign(inner) : undefined
    if (this.done && peerState === 'accept-completed' && answer === undefined && mechListMic === undefined) return undefined
    const negState = this.done ? 'accept-completed' : pending
    return writeNegToken({ kind: 'resp', negState, supportedMech, responseToken: answer, mechListMic })
  }

  #tolerate(inner: SecurityContext): void {
    if (this.#options.missingMic === 'tolerate' && inner.mechListMic?.required !== true) return
    throw new PeerError('SPNEGO: the initiator did not sign its list of mechanisms, which somebody on the way may have changed')
  }

  #startBare(token: Uint8Array): Uint8Array | undefined {
    const oid = bareMechanism(token)
    const { mechanism } = this.#choose(oid === undefined ? [] : [oid])
    this.inner = mechanism.create()
    this.chosen = true
    this.#bare = true
    return this.#stepBare(token)
  }

  #stepBare(token: Uint8Array): Uint8Array | undefined {
    const inner = this.#inner()
    const answer = this.#stepInner(inner, token)
    this.done = inner.complete
    return answer
  }

  /** A step of the mechanism; what it has to say of its failure goes out with ours. */
  #stepInner(inner: SecurityContext, token: Uint8Array, supportedMech?: string): Uint8Array | undefined {
    try {
      return inner.step(token)
    } catch (error) {
      const { refusal } = inner
      if (refusal !== undefined) {
        this.#refusal = this.#bare
          ? refusal
          : writeNegToken({ kind: 'resp', negState: 'reject', supportedMech, responseToken: refusal })
      }
      throw error
    }
  }

  #inner(): SecurityContext {
    if (this.inner === undefined) throw new MisuseError('SPNEGO: no mechanism was begun')
    return this.inner
  }
}

const ntlmSignature = new TextEncoder().encode('NTLMSSP\0')

function bareMechanism(token: Uint8Array): string | undefined {
  if (ntlmSignature.every((byte, index) => token[index] === byte)) return mechanismOid.ntlm
  return isInitialToken(token) ? readInitialToken(token).mechanism : undefined
}
