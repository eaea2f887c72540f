import { concatBytes } from '../../../base/bytes.js'
import { MisuseError } from '../../../base/errors.js'
import { equalInConstantTime } from '../../../crypto/constant-time.js'
import type { Arrange, EncryptionType, SealedStream, UsageKeys } from './encryption-type.js'
import { encryptionType, encryptionTypeName } from './encryption-types.js'

const inspectCustom = Symbol.for('nodejs.util.inspect.custom')

/** A key of an implemented encryption type. It prints as its type alone; keys derived from it are kept with it. */
export class KerberosKey {
  readonly type: EncryptionType
  readonly #bytes: Uint8Array
  readonly #derived = new Map<number, UsageKeys>()

  /** undefined when the type is not implemented or the length is not the type's. */
  static from(type: number, bytes: Uint8Array): KerberosKey | undefined {
    const known = encryptionType(type)
    return known === undefined || known.keyLength !== bytes.length ? undefined : new KerberosKey(known, bytes)
  }

  /** The key of a password ([RFC 3961] 3 string-to-key). Raises MisuseError for a type that is not implemented. */
  static ofPassword(type: number, password: string, salt: Uint8Array, iterations?: number): KerberosKey {
    const known = encryptionType(type)
    if (known === undefined) throw new MisuseError(`no keys of ${encryptionTypeName(type)} can be made`)
    return new KerberosKey(known, known.stringToKey(password, salt, iterations))
  }

  constructor(type: EncryptionType, bytes: Uint8Array) {
    if (bytes.length !== type.keyLength)
      throw new MisuseError(`a key of ${type.name} has ${type.keyLength} bytes, not ${bytes.length}`)
    this.type = type
    this.#bytes = bytes.slice()
  }

  /** For the one place that writes it into a message or a file. */
  reveal(): Uint8Array {
    return this.#bytes
  }

  /** Confounder, plaintext and checksum as one message ([RFC 3961] 5.3). */
  encrypt(usage: number, plaintext: Uint8Array, confounder: Uint8Array): Uint8Array {
    if (confounder.length !== this.type.confounderLength) throw new MisuseError(`a confounder of ${confounder.length} bytes`)
    const { ciphertext, checksum } = this.seal(usage, concatBytes(confounder, plaintext), whole)
    return this.type.checksumFirst ? concatBytes(checksum, ciphertext) : concatBytes(ciphertext, checksum)
  }

  /** undefined when the message was not made with this key and usage, or was changed. */
  decrypt(usage: number, message: Uint8Array): Uint8Array | undefined {
    const { confounderLength, checksumLength, checksumFirst } = this.type
    if (message.length < confounderLength + checksumLength) return undefined
    const border = checksumFirst ? checksumLength : message.length - checksumLength
    const parts = [message.subarray(0, border), message.subarray(border)] as const
    const [ciphertext, checksum] = checksumFirst ? [parts[1], parts[0]] : parts
    return this.open(usage, { ciphertext, checksum }, whole)?.subarray(confounderLength)
  }

  seal(usage: number, stream: Uint8Array, arrange: Arrange): SealedStream {
    return this.type.seal(this.#usageKeys(usage), stream, arrange)
  }

  /** undefined when the checksum does not fit. The ciphertext must be as long as a confounder at least. */
  open(usage: number, sealed: SealedStream, arrange: Arrange): Uint8Array | undefined {
    return this.type.open(this.#usageKeys(usage), sealed, arrange)
  }

  checksum(usage: number, ...parts: readonly Uint8Array[]): Uint8Array {
    return this.type.checksum(this.#usageKeys(usage), parts)
  }

  verifyChecksum(usage: number, checksum: Uint8Array, ...parts: readonly Uint8Array[]): boolean {
    return equalInConstantTime(this.checksum(usage, ...parts), checksum)
  }

  equals(other: KerberosKey): boolean {
    return this.type === other.type && equalInConstantTime(this.#bytes, other.#bytes)
  }

  toString(): string {
    return `${this.type.name} key ***`
  }

  toJSON(): string {
    return this.toString()
  }

  [inspectCustom](): string {
    return this.toString()
  }

  #usageKeys(usage: number): UsageKeys {
    let keys = this.#derived.get(usage)
    if (keys === undefined) {
      keys = this.type.usageKeys(this.#bytes, usage)
      this.#derived.set(usage, keys)
    }
    return keys
  }
}

function whole(stream: Uint8Array): readonly Uint8Array[] {
  return [stream]
}
