import { concatBytes } from '../../../base/bytes.js'
import { DecodeError } from '../../../base/errors.js'
import { applicationTag } from '../../asn1/tag.js'
import { isInitialToken, readInitialToken, writeInitialToken } from '../../gss/initial-token.js'
import { mechanismOid } from '../../gss/mechanism-oid.js'
import { messageType } from '../messages/message.js'

/** TOK_ID ([RFC 4121] 4.1). */
const tokenIds = { 'AP-REQ': 0x0100, 'AP-REP': 0x0200, 'KRB-ERROR': 0x0300 } as const

export type ContextMessage = keyof typeof tokenIds

export interface ContextToken {
  readonly kind: ContextMessage
  /** The Kerberos message itself. */
  readonly message: Uint8Array
  /** The message came without GSS framing, as in DCE style ([MS-KILE] 3.4.5.1). */
  readonly bare: boolean
}

export function writeContextToken(kind: ContextMessage, message: Uint8Array): Uint8Array {
  const id = tokenIds[kind]
  const token = concatBytes(Uint8Array.of(id >> 8, id & 0xff), message)
  return writeInitialToken({ mechanism: mechanismOid.kerberos, token })
}

/** Raises DecodeError for anything that is not a context token of Kerberos. */
export function readContextToken(bytes: Uint8Array): ContextToken {
  if (!isInitialToken(bytes)) return { kind: bareKind(bytes), message: bytes, bare: true }
  const { mechanism, token } = readInitialToken(bytes)
  if (mechanism !== mechanismOid.kerberos && mechanism !== mechanismOid.microsoftKerberos) {
    throw new DecodeError('Kerberos context token', `the mechanism ${mechanism} is not Kerberos`)
  }
  const id = ((token[0] ?? 0) << 8) | (token[1] ?? 0)
  for (const kind of Object.keys(tokenIds) as ContextMessage[]) {
    if (tokenIds[kind] === id) return { kind, message: token.subarray(2), bare: false }
  }
  throw new DecodeError('Kerberos context token', `no TOK_ID ${id.toString(16).padStart(4, '0')}`)
}

/** By the application tag of the message. */
const bareKinds: ReadonlyMap<number | undefined, ContextMessage> = new Map<number, ContextMessage>([
  [applicationTag(messageType.apReq), 'AP-REQ'],
  [applicationTag(messageType.apRep), 'AP-REP'],
  [applicationTag(messageType.krbError), 'KRB-ERROR'],
])

function bareKind(bytes: Uint8Array): ContextMessage {
  const kind = bareKinds.get(bytes[0])
  if (kind !== undefined) return kind
  throw new DecodeError('Kerberos context token', 'neither GSS framing nor a Kerberos message', { offset: 0 })
}
