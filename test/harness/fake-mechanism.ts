import { concatBytes } from '../../src/base/bytes.js'
import { MisuseError, PeerError } from '../../src/base/errors.js'
import { digest } from '../../src/crypto/digest.js'
import type { MechListMic, SealedBuffers, SecurityBuffer, SecurityContext } from '../../src/protocol/gss/security-context.js'
import { kerberosOids, ntlmOids, type SpnegoMechanism } from '../../src/protocol/spnego/mechanism.js'

export interface FakeOptions {
  readonly name: 'Kerberos' | 'NTLM'
  /** Tokens in the exchange: the initiator sends the odd ones. */
  readonly legs: number
  /** Like NTLM with a MIC of its own: SPNEGO's is compulsory, and made apart from the sequence of messages. */
  readonly mic?: boolean
  readonly key?: string
}

/** A mechanism whose tokens are its name and a number, and whose codes are digests over key, direction and sequence number. */
export class FakeContext implements SecurityContext {
  readonly role: 'initiator' | 'acceptor'
  readonly mechanism: string
  readonly delegated = false
  readonly #options: FakeOptions
  #done = 0
  #failed = false
  #outgoing = 0
  #incoming = 0

  constructor(role: 'initiator' | 'acceptor', options: FakeOptions) {
    this.role = role
    this.mechanism = options.name
    this.#options = options
  }

  get complete(): boolean {
    return this.#done === this.#options.legs && !this.#failed
  }

  get initiatorName(): string | undefined {
    return this.complete ? 'CORP\\ann' : undefined
  }

  get sessionKey(): Uint8Array {
    return this.#key()
  }

  get mechListMic(): MechListMic | undefined {
    if (this.#options.mic === undefined) return undefined
    return {
      required: this.#options.mic,
      sign: (list) => this.#code('apart', this.role, list),
      verify: (list, mic) => this.#check(mic, this.#code('apart', this.#peer(), list)),
    }
  }

  step(token?: Uint8Array): Uint8Array | undefined {
    if (this.complete || this.#failed) throw new MisuseError('the fake is done')
    const begins = this.role === 'initiator' && this.#done === 0
    if (begins !== (token === undefined)) throw new MisuseError('the fake got a token out of turn')
    if (token !== undefined) {
      this.#done++
      if (new TextDecoder().decode(token) !== fakeToken(this.mechanism, this.#done)) {
        this.#failed = true
        throw new PeerError('the fake got a wrong token')
      }
    }
    if (this.#done === this.#options.legs) return undefined
    this.#done++
    return new TextEncoder().encode(fakeToken(this.mechanism, this.#done))
  }

  wrap(data: Uint8Array): Uint8Array {
    const { token, data: sealed } = this.seal([{ kind: 'data', bytes: data }])
    return concatBytes(token, ...sealed)
  }

  unwrap(token: Uint8Array): Uint8Array {
    return concatBytes(...this.unseal(token.subarray(0, 16), [{ kind: 'data', bytes: token.subarray(16) }]))
  }

  seal(buffers: readonly SecurityBuffer[]): SealedBuffers {
    const token = this.#code(this.#outgoing++, this.role, ...buffers.map(({ bytes }) => bytes))
    return { token, data: buffers.filter(({ kind }) => kind === 'data').map(({ bytes }) => flipped(bytes)) }
  }

  unseal(token: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[] {
    const plain = buffers.map(({ kind, bytes }) => ({ kind, bytes: kind === 'data' ? flipped(bytes) : bytes }))
    this.#check(token, this.#code(this.#incoming++, this.#peer(), ...plain.map(({ bytes }) => bytes)))
    return plain.filter(({ kind }) => kind === 'data').map(({ bytes }) => bytes)
  }

  sign(data: Uint8Array): Uint8Array {
    return this.#code(this.#outgoing++, this.role, data)
  }

  verify(data: Uint8Array, signature: Uint8Array): void {
    this.#check(signature, this.#code(this.#incoming++, this.#peer(), data))
  }

  sizes(): { readonly signature: number; readonly sealToken: number } {
    return { signature: 16, sealToken: 16 }
  }

  #key(): Uint8Array {
    if (!this.complete) throw new MisuseError('the fake is not complete')
    return new TextEncoder().encode(this.#options.key ?? 'key')
  }

  #peer(): string {
    return this.role === 'initiator' ? 'acceptor' : 'initiator'
  }

  #code(sequence: number | string, from: string, ...data: readonly Uint8Array[]): Uint8Array {
    return digest('md5', this.#key(), new TextEncoder().encode(`${from} ${sequence} `), ...data)
  }

  #check(given: Uint8Array, expected: Uint8Array): void {
    if (!given.every((byte, index) => byte === expected[index])) throw new PeerError('the fake got a wrong code')
  }
}

export function fakeToken(name: string, leg: number): string {
  return `${name} ${leg}`
}

/** The fake as SPNEGO takes it. */
export function fakeMechanism(role: 'initiator' | 'acceptor', options: FakeOptions): SpnegoMechanism {
  const oids = options.name === 'Kerberos' ? kerberosOids : ntlmOids
  return { name: options.name, oids, create: () => new FakeContext(role, options) }
}

function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte ^ 0x55)
}
