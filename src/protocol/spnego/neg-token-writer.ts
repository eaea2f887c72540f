import {
  type Der,
  element,
  enumerated,
  explicit,
  generalString,
  octetString,
  oid,
  optional,
  sequence,
} from '../asn1/der-writer.js'
import { contextTag } from '../asn1/tag.js'
import { writeInitialToken } from '../gss/initial-token.js'
import { mechanismOid } from '../gss/mechanism-oid.js'
import { type NegToken, type NegTokenInit, type NegTokenResp, negStates } from './neg-token.js'

export function writeNegToken(token: NegToken): Der {
  return token.kind === 'init' ? writeInit(token) : writeResp(token)
}

/** SEQUENCE OF MechType, which is what mechListMIC is computed over: without the `[0]` around it in the message. */
export function writeMechTypeList(mechTypes: readonly string[]): Der {
  return sequence(...mechTypes.map(oid))
}

function writeInit({ mechTypes, mechToken, mechListMic, hintName }: NegTokenInit): Der {
  const hints = optional(3, hintName, (name) => sequence(explicit(0, generalString(name))))
  const fields = sequence(
    explicit(0, writeMechTypeList(mechTypes)),
    optional(2, mechToken, octetString),
    hints,
    optional(hints === undefined ? 3 : 4, mechListMic, octetString),
  )
  return writeInitialToken({ mechanism: mechanismOid.spnego, token: explicit(0, fields) })
}

function writeResp({ negState, supportedMech, responseToken, mechListMic }: NegTokenResp): Der {
  const fields = sequence(
    optional(0, negState, (state) => enumerated(negStates.indexOf(state))),
    optional(1, supportedMech, oid),
    optional(2, responseToken, octetString),
    optional(3, mechListMic, octetString),
  )
  return element(contextTag(1), fields)
}
