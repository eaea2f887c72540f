import { concatBytes } from '../../base/bytes.js'
import type { Secret } from '../../base/secret.js'
import { encodeUtf16le } from '../../base/utf16.js'
import { hmac } from '../../crypto/digest.js'
import { md4 } from '../../crypto/md4.js'
import { upperCaseName } from './upper-case.js'

/** The NT hash of a password: MD4 of its UTF-16LE text. As good as the password to whoever has it. */
export function ntHash(password: Secret): Uint8Array {
  return md4(encodeUtf16le(password.reveal()))
}

/** NTOWFv2 ([MS-NLMP] 3.3.2): the user in upper case, the domain as it was given. */
export function ntowfv2(hash: Uint8Array, userName: string, domainName: string): Uint8Array {
  return hmac('md5', hash, encodeUtf16le(upperCaseName(userName) + domainName))
}

/** NTProofStr: proves the password against both challenges and all that `temp` says. */
export function ntProof(responseKey: Uint8Array, serverChallenge: Uint8Array, temp: Uint8Array): Uint8Array {
  return hmac('md5', responseKey, serverChallenge, temp)
}

export function sessionBaseKey(responseKey: Uint8Array, proof: Uint8Array): Uint8Array {
  return hmac('md5', responseKey, proof)
}

/** LMv2_RESPONSE ([MS-NLMP] 2.2.2.4), for servers that send no timestamp. */
export function lmv2Response(responseKey: Uint8Array, serverChallenge: Uint8Array, clientChallenge: Uint8Array): Uint8Array {
  return concatBytes(hmac('md5', responseKey, serverChallenge, clientChallenge), clientChallenge)
}
