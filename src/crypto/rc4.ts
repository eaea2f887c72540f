/** The RC4 stream cipher. OpenSSL 3 no longer offers it; NTLM seals with it and RC4-HMAC tickets need it. */
export class Rc4 {
  readonly #state = new Uint8Array(256)
  #i = 0
  #j = 0

  constructor(key: Uint8Array) {
    const state = this.#state
    for (let i = 0; i < 256; i++) state[i] = i
    let j = 0
    for (let i = 0; i < 256; i++) {
      const value = state[i] as number
      j = (j + value + (key[i % key.length] as number)) & 255
      state[i] = state[j] as number
      state[j] = value
    }
  }

  /** The next bytes of the stream over `data`: encrypts and decrypts. Returns new bytes. */
  update(data: Uint8Array): Uint8Array {
    const state = this.#state
    const output = new Uint8Array(data.length)
    let i = this.#i
    let j = this.#j
    for (let at = 0; at < data.length; at++) {
      i = (i + 1) & 255
      const left = state[i] as number
      j = (j + left) & 255
      const right = state[j] as number
      state[i] = right
      state[j] = left
      output[at] = (data[at] as number) ^ (state[(left + right) & 255] as number)
    }
    this.#i = i
    this.#j = j
    return output
  }

  /** A second stream that continues from the same place. */
  clone(): Rc4 {
    const copy = new Rc4(anyKey)
    copy.#state.set(this.#state)
    copy.#i = this.#i
    copy.#j = this.#j
    return copy
  }
}

/** Key of a clone, before the state of the original replaces what comes from it. */
const anyKey = new Uint8Array(1)

/** One use of a key: RC4K of [MS-NLMP], RC4 of RFC 4757. */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Rc4(key).update(data)
}
