import { DerReader } from '../asn1/der-reader.js'
import { type Der, element, oid } from '../asn1/der-writer.js'
import { applicationTag } from '../asn1/tag.js'

/** The first token of a mechanism with the identifier in front ([RFC 2743] 3.1). */
export interface InitialToken {
  /** Dotted decimal. */
  readonly mechanism: string
  /** The mechanism's own token: it need not be DER. */
  readonly token: Uint8Array
}

export function writeInitialToken({ mechanism, token }: InitialToken): Der {
  return element(initialTag, oid(mechanism), token)
}

/** Raises DecodeError. */
export function readInitialToken(bytes: Uint8Array): InitialToken {
  const reader = DerReader.of(bytes, 'InitialContextToken')
  const inner = reader.enter(initialTag)
  reader.end()
  return { mechanism: inner.oid(), token: inner.rest() }
}

/** Whether these bytes begin as an initial token does. */
export function isInitialToken(bytes: Uint8Array): boolean {
  return bytes[0] === initialTag
}

const initialTag = applicationTag(0)
