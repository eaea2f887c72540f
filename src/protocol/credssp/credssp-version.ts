import { PeerError } from '../../base/errors.js'

/** The newest version of CredSSP; a peer that says more is treated as one of this. */
export const newestVersion = 6

/** The version both sides understand, the same through the whole exchange. */
export class CredsspVersion {
  readonly #minimum: number
  readonly #own: number
  #agreed: number | undefined

  constructor(minimum: number, own = newestVersion) {
    this.#minimum = minimum
    this.#own = own
  }

  /** Until the peer has said its version, that of this side. */
  get agreed(): number {
    return this.#agreed ?? this.#own
  }

  /** Takes the version in a message of the peer; says whether it is high enough. Throws PeerError when the peer changes it. */
  receive(version: number): boolean {
    const common = Math.min(version, this.#own)
    if (this.#agreed !== undefined && common !== this.#agreed) {
      throw new PeerError(`CredSSP: the peer changes from version ${this.#agreed} to ${version}`)
    }
    this.#agreed = common
    return common >= this.#minimum
  }
}

/** Whether the server may say why it failed ([MS-CSSP] 2.2.1 errorCode). */
export function hasErrorCode(version: number): boolean {
  return version === 3 || version === 4 || version >= 6
}
