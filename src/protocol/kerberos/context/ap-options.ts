import { decodeMessage } from '../messages/message.js'
import { readTaggedList, type Tagged, writeTaggedList } from '../messages/primitives.js'

/** Types of authorization data ([RFC 4120] 7.5.4, [MS-KILE] 3.3.5.6.3). */
const authorizationDataType = { ifRelevant: 1, win2kPac: 128, apOptions: 143 } as const

/** KERB_AP_OPTIONS_CBT: the initiator knows channel bindings and sends them when it has them ([MS-KILE] 3.2.5.8). */
const channelBindingsKnown = 0x4000

/** AD-AUTH-DATA-AP-OPTIONS for an authenticator, saying that the initiator knows channel bindings. */
export function channelBindingsOption(): Tagged {
  const option = { type: authorizationDataType.apOptions, bytes: Uint8Array.of(0, channelBindingsKnown >> 8, 0, 0) }
  return { type: authorizationDataType.ifRelevant, bytes: writeTaggedList([option]) }
}

/** Whether an authenticator says that its initiator knows channel bindings. Raises DecodeError. */
export function knowsChannelBindings(authorizationData: readonly Tagged[] | undefined): boolean {
  return flatten(authorizationData ?? []).some(
    ({ type, bytes }) => type === authorizationDataType.apOptions && bytes.length === 4 && ((bytes[1] ?? 0) & 0x40) !== 0,
  )
}

/** The PAC in a ticket's authorization data ([MS-PAC] 2.1, in AD-IF-RELEVANT); undefined when there is none. Raises DecodeError. */
export function findPac(authorizationData: readonly Tagged[] | undefined): Uint8Array | undefined {
  return flatten(authorizationData ?? []).find(({ type }) => type === authorizationDataType.win2kPac)?.bytes
}

/** Authorization data holding a PAC. */
export function wrapPac(pac: Uint8Array): Tagged {
  return {
    type: authorizationDataType.ifRelevant,
    bytes: writeTaggedList([{ type: authorizationDataType.win2kPac, bytes: pac }]),
  }
}

/** The elements, with those of AD-IF-RELEVANT in its place (one level, which is all there is). */
function flatten(list: readonly Tagged[]): readonly Tagged[] {
  return list.flatMap((element) =>
    element.type === authorizationDataType.ifRelevant
      ? decodeMessage(element.bytes, 'AD-IF-RELEVANT', readTaggedList)
      : [element],
  )
}
