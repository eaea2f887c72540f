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

  /** Takes the version in a message of the peer. Throws PeerError. */
  receive(version: number): void {
    const common = Math.min(version, this.#own)
    if (this.#agreed !== undefined && common !== this.#agreed) {
      throw new PeerError(`CredSSP: the peer changes from version ${this.#agreed} to ${version}`)
    }
    if (common < this.#minimum) {
      throw new PeerError(`CredSSP: the peer speaks version ${version}, at least ${this.#minimum} is required`, {
        hint: "Versions before 5 let somebody on the way run commands with the user's rights (CVE-2018-0886): update the host.",
      })
    }
    this.#agreed = common
  }
}

/** Whether the server may say why it failed ([MS-CSSP] 2.2.1 errorCode). */
export function hasErrorCode(version: number): boolean {
  return version === 3 || version === 4 || version >= 6
}
