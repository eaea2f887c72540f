/** The keys of one use of a base key ([RFC 3961] 5.3, [RFC 8009] 3). */
export interface UsageKeys {
  readonly usage: number
  readonly encryption: Uint8Array
  readonly integrity: Uint8Array
  readonly checksum: Uint8Array
}

/** Ciphertext and its checksum, apart: in a message they follow one another, in a sealed RPC PDU other bytes lie between. */
export interface SealedStream {
  readonly ciphertext: Uint8Array
  readonly checksum: Uint8Array
}

/**
 * Puts the stream among bytes that are signed and not encrypted, in the order in which the checksum covers them. The stream
 * is the plaintext or the ciphertext, whichever the encryption type signs.
 */
export type Arrange = (stream: Uint8Array) => readonly Uint8Array[]

/** An encryption type with its checksum type ([RFC 3961] 3, 4). Keys are of `keyLength`; callers see to that. */
export interface EncryptionType {
  /** As assigned by IANA. */
  readonly number: number
  readonly name: string
  readonly keyLength: number
  readonly confounderLength: number
  readonly checksumType: number
  readonly checksumLength: number
  /** Whether the checksum comes before the ciphertext in a message. */
  readonly checksumFirst: boolean
  /** Iterations of `stringToKey` when the parameters do not say; undefined when there are none. */
  readonly iterations: number | undefined

  stringToKey(password: string, salt: Uint8Array, iterations?: number): Uint8Array
  usageKeys(key: Uint8Array, usage: number): UsageKeys
  /** `stream` begins with a confounder. */
  seal(keys: UsageKeys, stream: Uint8Array, arrange: Arrange): SealedStream
  /** The stream, confounder included; undefined when the checksum does not fit. */
  open(keys: UsageKeys, sealed: SealedStream, arrange: Arrange): Uint8Array | undefined
  checksum(keys: UsageKeys, parts: readonly Uint8Array[]): Uint8Array
}
