import { Secret } from '../../base/secret.js'
import { type Challenge, formatQuotedString, isScheme, parseAuthorization } from './challenge.js'
import { DigestNonces, type DigestNoncesOptions } from './digest-nonces.js'
import {
  type DigestAlgorithmName,
  type DigestInput,
  digestAlgorithm,
  digestResponse,
  digestServerResponse,
  isSameProof,
} from './digest-response.js'
import type { HeaderValues } from './header-values.js'
import type { AcceptStep, AuthMessage, AuthRequest, SyncAcceptor } from './http-authenticator.js'

export interface DigestAcceptorOptions extends DigestNoncesOptions {
  readonly realm: string
  /** What is offered, the most wanted first. */
  readonly algorithms: readonly DigestAlgorithmName[]
  /** The password of a user, undefined for a user that does not exist. */
  readonly lookup: (username: string) => Secret | undefined
  /** Told of each password that was tried, of users that do not exist too. */
  readonly passwordChecked?: (username: string, outcome: 'right' | 'wrong') => void
}

/** Digest in the server role, for one connection (RFC 7616). What cannot be read is challenged like what is wrong. */
export class DigestAcceptor implements SyncAcceptor {
  readonly #options: DigestAcceptorOptions
  readonly #nonces: DigestNonces
  /** What the request at hand was accepted with. */
  #accepted: DigestInput | undefined

  constructor(options: DigestAcceptorOptions) {
    this.#options = options
    this.#nonces = new DigestNonces(options)
  }

  challenge(): HeaderValues {
    return this.#challenge({ stale: false })
  }

  accept(request: AuthRequest): AcceptStep {
    this.#accepted = undefined
    const input = this.#read(request)
    if (input === undefined) return this.#refuse({ stale: false })
    const known = this.#options.lookup(input.username)
    // An unknown user takes as long as a wrong password.
    const expected = { ...input, password: known ?? new Secret('') }
    const right = isSameProof(input.response, digestResponse(expected)) && known !== undefined
    this.#options.passwordChecked?.(input.username, right ? 'right' : 'wrong')
    if (!right) return this.#refuse({ stale: false })
    // Only who knows the password is told about nonces, and only such use counts.
    const use = this.#nonces.use(input.nonce, Number.parseInt(input.nc, 16))
    if (use !== 'fresh') return this.#refuse({ stale: use === 'stale' })
    this.#accepted = expected
    return { state: 'accepted', username: input.username, body: request.body }
  }

  answer({ headers, body }: AuthMessage): AuthMessage {
    const input = this.#accepted
    if (input === undefined) return { headers, body }
    const proof = `rspauth="${digestServerResponse(input)}", qop=auth, nc=${input.nc}, cnonce=${formatQuotedString(input.cnonce)}`
    return { headers: { ...headers, 'authentication-info': proof }, body }
  }

  #read(request: AuthRequest): (Omit<DigestInput, 'password'> & { readonly response: string }) | undefined {
    const parameters = credentialsOf(request)?.parameters
    const algorithm = digestAlgorithm(parameters?.get('algorithm'))
    const username = parameters === undefined ? undefined : usernameOf(parameters)
    if (parameters === undefined || algorithm === undefined || username === undefined) return undefined
    const { realm, algorithms } = this.#options
    const uri = parameters.get('uri') ?? ''
    const nc = parameters.get('nc') ?? ''
    const fits =
      algorithms.includes(algorithm) &&
      parameters.get('realm') === realm &&
      parameters.get('qop')?.toLowerCase() === 'auth' &&
      /^[0-9a-f]{8}$/i.test(nc) &&
      (request.path === undefined || request.path === uri)
    if (!fits) return undefined
    return {
      algorithm,
      username,
      realm,
      nonce: parameters.get('nonce') ?? '',
      cnonce: parameters.get('cnonce') ?? '',
      nc,
      method: request.method ?? 'POST',
      uri,
      response: parameters.get('response') ?? '',
    }
  }

  #refuse({ stale }: { readonly stale: boolean }): AcceptStep {
    return { state: 'challenge', headers: this.#challenge({ stale }) }
  }

  #challenge({ stale }: { readonly stale: boolean }): HeaderValues {
    const nonce = this.#nonces.create()
    const realm = formatQuotedString(this.#options.realm)
    const end = `charset=UTF-8${stale ? ', stale=true' : ''}`
    const challenges = this.#options.algorithms.map(
      (algorithm) => `Digest realm=${realm}, qop="auth", algorithm=${algorithm}, nonce="${nonce}", ${end}`,
    )
    return { 'www-authenticate': challenges }
  }
}

function credentialsOf(request: AuthMessage): Challenge | undefined {
  try {
    const authorization = parseAuthorization(request.headers)
    return authorization !== undefined && isScheme(authorization, 'digest') ? authorization : undefined
  } catch {
    return undefined
  }
}

function usernameOf(parameters: ReadonlyMap<string, string>): string | undefined {
  const plain = parameters.get('username')
  if (plain !== undefined) return plain
  const extended = /^UTF-8'[^']*'(.*)$/i.exec(parameters.get('username*') ?? '')?.[1]
  try {
    return extended === undefined ? undefined : decodeURIComponent(extended)
  } catch {
    return undefined
  }
}
