import { DecodeError } from '../../base/errors.js'
import { DerReader } from '../asn1/der-reader.js'
import { contextTag, tag } from '../asn1/tag.js'
import { isInitialToken, readInitialToken } from '../gss/initial-token.js'
import { mechanismOid } from '../gss/mechanism-oid.js'
import { type NegToken, type NegTokenInit, type NegTokenResp, negStates } from './neg-token.js'

export interface ReadNegToken {
  readonly token: NegToken
  /** The mechTypes of a NegTokenInit as the peer encoded them, for mechListMIC. */
  readonly mechTypeList: Uint8Array | undefined
}

/** More mechanisms than anybody offers. */
const maxMechTypes = 64

/** Raises DecodeError. Fields that later versions may add are left unread. */
export function readNegToken(bytes: Uint8Array): ReadNegToken {
  if (!isInitialToken(bytes)) return { token: readResp(bytes), mechTypeList: undefined }
  const { mechanism, token } = readInitialToken(bytes)
  if (mechanism !== mechanismOid.spnego) throw new DecodeError('NegTokenInit', `a token of mechanism ${mechanism}, not of SPNEGO`)
  return readInit(token)
}

/** Whether these bytes begin as a message of SPNEGO does, and not as a bare token of Kerberos or NTLM. */
export function isNegToken(bytes: Uint8Array): boolean {
  if (bytes[0] === contextTag(1)) return true
  if (!isInitialToken(bytes)) return false
  try {
    return readInitialToken(bytes).mechanism === mechanismOid.spnego
  } catch {
    return false
  }
}

function readInit(bytes: Uint8Array): ReadNegToken {
  const reader = DerReader.of(bytes, 'NegTokenInit')
  const choice = reader.enter(contextTag(0))
  reader.end()
  const fields = choice.sequence()
  choice.end()
  const mechTypeList = fields.optional(0, (inner) => inner.raw(tag.sequence)) ?? emptyList
  const mechTypes = DerReader.of(mechTypeList, 'MechTypeList', { count: maxMechTypes + 1 }).sequenceOf((list) => list.oid())
  // reqFlags: not protected, so nobody looks at them ([RFC 4178] 4.2.1).
  fields.optional(1, (inner) => inner.raw(tag.bitString))
  const mechToken = fields.optional(2, (inner) => inner.octetString())
  const third = fields.optional(3, readHintsOrMic)
  const fourth = fields.optional(4, (inner) => inner.octetString())
  const token: NegTokenInit = {
    kind: 'init',
    mechTypes,
    mechToken,
    mechListMic: third?.mechListMic ?? fourth,
    hintName: third?.hintName,
  }
  return { token, mechTypeList }
}

const emptyList = Uint8Array.of(tag.sequence, 0)

/** `[3]` is mechListMIC in NegTokenInit and negHints in NegTokenInit2. */
function readHintsOrMic(inner: DerReader): { readonly mechListMic?: Uint8Array; readonly hintName?: string } {
  if (inner.next !== tag.sequence) return { mechListMic: inner.octetString() }
  const hints = inner.sequence()
  const name = hints.optional(0, (hint) => hint.content(tag.generalString)) ?? new Uint8Array(0)
  hints.rest()
  return { hintName: new TextDecoder('latin1').decode(name) }
}

function readResp(bytes: Uint8Array): NegTokenResp {
  const reader = DerReader.of(bytes, 'NegTokenResp')
  const choice = reader.enter(contextTag(1))
  reader.end()
  const fields = choice.sequence()
  choice.end()
  const state = fields.optional(0, (inner) => inner.enumerated())
  const negState = state === undefined ? undefined : negStates[state]
  if (state !== undefined && negState === undefined) throw new DecodeError('NegTokenResp', `an unknown negState ${state}`)
  return {
    kind: 'resp',
    negState,
    supportedMech: fields.optional(1, (inner) => inner.oid()),
    responseToken: fields.optional(2, (inner) => inner.octetString()),
    mechListMic: fields.optional(3, (inner) => inner.octetString()),
  }
}
