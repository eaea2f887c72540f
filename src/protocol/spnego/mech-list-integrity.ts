import { PeerError } from '../../base/errors.js'
import { equalInConstantTime } from '../../crypto/constant-time.js'
import type { SecurityContext } from '../gss/security-context.js'
import type { NegToken } from './neg-token.js'

/** The exchange of mechListMIC: both sides sign the list that the initiator sent ([RFC 4178] 5). */
export class MechListIntegrity {
  readonly #list: Uint8Array
  #sent = false
  #received = false

  /** `list` is the SEQUENCE OF MechType as it was on the wire. */
  constructor(list: Uint8Array) {
    this.#list = list
  }

  get sent(): boolean {
    return this.#sent
  }

  get received(): boolean {
    return this.#received
  }

  sign(context: SecurityContext): Uint8Array {
    this.#sent = true
    return context.mechListMic?.sign(this.#list) ?? context.sign(this.#list)
  }

  /** Throws PeerError when what the peer signed is not the list on this side. */
  verify(context: SecurityContext, mic: Uint8Array): void {
    if (!context.complete) throw new PeerError('SPNEGO: mechListMIC came before the mechanism was done')
    if (context.mechListMic === undefined) context.verify(this.#list, mic)
    else context.mechListMic.verify(this.#list, mic)
    this.#received = true
  }
}

/** The mechListMIC of a message; one that only repeats the mechanism's token, as old Windows sends it, is none. */
export function micOf(message: NegToken): Uint8Array | undefined {
  const { mechListMic } = message
  const token = message.kind === 'init' ? message.mechToken : message.responseToken
  if (mechListMic === undefined || mechListMic.length === 0) return undefined
  return token !== undefined && equalInConstantTime(token, mechListMic) ? undefined : mechListMic
}
