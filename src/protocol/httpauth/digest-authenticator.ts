import { AuthError, PeerError } from '../../base/errors.js'
import type { RandomSource } from '../../base/ports.js'
import type { Secret } from '../../base/secret.js'
import { formatQuotedString, offeredSchemes } from './challenge.js'
import { authenticationInfo, chooseDigestChallenge, type DigestChallenge, formatCount, formatNonce } from './digest-challenge.js'
import { type DigestInput, digestResponse, digestServerResponse, isSameProof } from './digest-response.js'
import type { AuthAnswer, AuthMessage, AuthRequest, AuthStep, SyncAuthenticator } from './http-authenticator.js'

export interface DigestAuthenticatorOptions {
  /** Name of the host in messages. */
  readonly peer: string
  readonly username: string
  readonly password: Secret
  readonly random: RandomSource
  readonly tls: boolean
  /** The user accepts by name that messages over plain HTTP can be read and changed on the way. */
  readonly allowUnencrypted: boolean
}

/**
 * Digest in the client role (RFC 7616, RFC 2617) with `qop=auth`. The first request goes out without a body, to be challenged; the
 * nonce is used again for those that follow. Raises AuthError `insecure` where messages would travel in clear.
 */
export class DigestAuthenticator implements SyncAuthenticator {
  readonly scheme = 'Digest'
  readonly #options: DigestAuthenticatorOptions
  readonly #username: string
  #challenge: DigestChallenge | undefined
  #cnonce = ''
  #count = 0
  /** What the request on its way was answered with. */
  #sent: DigestInput | undefined
  #heldBack = false

  constructor(options: DigestAuthenticatorOptions) {
    if (!options.tls && !options.allowUnencrypted) {
      throw new AuthError(options.peer, 'digest', 'insecure', 'Digest over plain HTTP does not protect what is sent', {
        hint: 'Use HTTPS (port 5986), or set `allowUnencrypted: true` in the connection of this host.',
      })
    }
    this.#options = options
    this.#username = options.username.startsWith('.\\') ? options.username.slice(2) : options.username
  }

  authorize({ method = 'POST', path = '/wsman', headers, body }: AuthRequest): AuthMessage {
    const challenge = this.#challenge
    this.#heldBack = challenge === undefined && body.length > 0
    if (challenge === undefined) return { headers, body: new Uint8Array(0) }
    this.#count++
    const { algorithm, realm, nonce } = challenge
    const count = { nonce, cnonce: this.#cnonce, nc: formatCount(this.#count) }
    const { password } = this.#options
    this.#sent = { algorithm, username: this.#username, realm, password, ...count, method, uri: path }
    return { headers: { ...headers, authorization: this.#credentials(challenge, this.#sent) }, body }
  }

  receive(answer: AuthAnswer): AuthStep {
    if (answer.status === 401) return this.#challenged(answer)
    if (this.#heldBack && answer.status < 300) {
      return { state: 'refused', error: this.#error('unsupported', 'the host did not ask who sends the request') }
    }
    const info = authenticationInfo(answer.headers)
    this.#checkServer(info)
    const next = info.get('nextnonce')
    if (next !== undefined && this.#challenge !== undefined) this.#begin({ ...this.#challenge, nonce: next })
    return { state: 'done', body: answer.body }
  }

  #challenged(answer: AuthAnswer): AuthStep {
    const challenge = chooseDigestChallenge(answer.headers)
    const tried = this.#sent
    this.#sent = undefined
    if (challenge === undefined) return { state: 'refused', error: this.#notOffered(answer) }
    // The same nonce called stale twice would go on for ever.
    if (tried !== undefined && !(challenge.stale && challenge.nonce !== tried.nonce)) {
      this.#challenge = undefined
      const hint = 'It was tried once and is not tried again, so that the account is not locked.'
      return {
        state: 'refused',
        error: this.#error('rejected', `the host refused the user name or password of ${this.#username}`, hint),
      }
    }
    this.#begin(challenge)
    return { state: 'again' }
  }

  #begin(challenge: DigestChallenge): void {
    this.#challenge = challenge
    this.#cnonce = formatNonce(this.#options.random.bytes(16))
    this.#count = 0
  }

  #credentials({ opaque, utf8 }: DigestChallenge, input: DigestInput): string {
    const quoted = {
      ...this.#name({ utf8 }),
      realm: formatQuotedString(input.realm),
      nonce: formatQuotedString(input.nonce),
      uri: formatQuotedString(input.uri),
      algorithm: input.algorithm,
      qop: 'auth',
      nc: input.nc,
      cnonce: formatQuotedString(input.cnonce),
      response: formatQuotedString(digestResponse(input)),
      ...(opaque === undefined ? {} : { opaque: formatQuotedString(opaque) }),
    }
    return `Digest ${Object.entries(quoted)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ')}`
  }

  /** A name outside of ASCII goes as an extended parameter (RFC 7616 3.4). */
  #name({ utf8 }: { readonly utf8: boolean }): Readonly<Record<string, string>> {
    if (/^[\x20-\x7e]*$/.test(this.#username)) return { username: formatQuotedString(this.#username) }
    if (utf8) return { 'username*': `UTF-8''${encodeURIComponent(this.#username).replace(/[!'()*]/g, percent)}` }
    throw this.#error('unsupported', 'the host does not say that it can take this user name in UTF-8')
  }

  #checkServer(info: ReadonlyMap<string, string>): void {
    const proof = info.get('rspauth')
    if (proof === undefined || this.#sent === undefined) return
    if (!isSameProof(proof, digestServerResponse(this.#sent))) {
      throw new PeerError(`${this.#options.peer}: the host does not know the password it accepted (rspauth of Digest)`)
    }
  }

  #notOffered(answer: AuthAnswer): AuthError {
    const offered = offeredSchemes(answer.headers)
    if (offered.some((scheme) => scheme.toLowerCase() === 'digest')) {
      return this.#error('unsupported', 'the host offers no Digest with `qop=auth` and MD5 or SHA-256')
    }
    const hint = 'Choose one of these with `auth`. The service of Windows does not accept Digest.'
    return this.#error('unsupported', `the host accepts ${offered.join(', ') || 'nothing it names'}, not Digest`, hint)
  }

  #error(reason: 'rejected' | 'unsupported', detail: string, hint?: string): AuthError {
    return new AuthError(this.#options.peer, 'digest', reason, detail, hint === undefined ? {} : { hint })
  }
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
