import { DecodeError } from '../../base/errors.js'
import { type HeaderValues, headerList } from './header-values.js'

/** One challenge, or the credentials that answer one (RFC 9110 11.3, 11.4). */
export interface Challenge {
  /** As the peer spells it; compare with `isScheme`. */
  readonly scheme: string
  /** The token after the scheme, for mechanisms that send one (Negotiate, Kerberos, Basic credentials). */
  readonly token68: string | undefined
  /** By lower-cased name. */
  readonly parameters: ReadonlyMap<string, string>
}

/** More than any server offers. */
const maxChallenges = 32
const maxParameters = 64

/** The challenges of all `WWW-Authenticate` headers: several may stand in one header, or each in its own. Raises DecodeError. */
export function parseChallenges(headers: HeaderValues): Challenge[] {
  const challenges: Challenge[] = []
  for (const value of headerList(headers, 'www-authenticate')) {
    for (const challenge of parseList(value)) {
      if (challenges.length === maxChallenges) throw new DecodeError('WWW-Authenticate', `more than ${maxChallenges} challenges`)
      challenges.push(challenge)
    }
  }
  return challenges
}

/** The credentials of an `Authorization` header; undefined when there is none. Raises DecodeError. */
export function parseAuthorization(headers: HeaderValues): Challenge | undefined {
  const [value] = headerList(headers, 'authorization')
  if (value === undefined) return undefined
  const [credentials, more] = parseList(value)
  if (credentials === undefined || more !== undefined) throw new DecodeError('Authorization', 'not one set of credentials')
  return credentials
}

/** Schemes are compared without regard to case. */
export function isScheme(challenge: Challenge, scheme: string): boolean {
  return challenge.scheme.toLowerCase() === scheme.toLowerCase()
}

/** The schemes offered, as the peer spells them; none when the headers cannot be read. */
export function offeredSchemes(headers: HeaderValues): string[] {
  try {
    return [...new Set(parseChallenges(headers).map((challenge) => challenge.scheme))]
  } catch {
    return []
  }
}

/** A parameter's value between quotes (RFC 9110 5.6.4). */
export function formatQuotedString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

const separators = /[ \t,]*/y
const spaces = /[ \t]*/y
const token = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y
const tokenAtEnd = /([-._~+/0-9A-Za-z]+=*)[ \t]*(?=,|$)/y
const parameter = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|([!#$%&'*+\-.^_`|~0-9A-Za-z]+))/y

function* parseList(text: string): Generator<Challenge> {
  let at = match(separators, text, 0).end
  while (at < text.length) {
    const scheme = match(token, text, at)
    if (scheme.end === at) throw new DecodeError('HTTP challenge', 'a scheme is expected', { offset: at })
    at = match(spaces, text, scheme.end).end
    const single = match(tokenAtEnd, text, at)
    const parameters = new Map<string, string>()
    if (single.end > at) at = single.end
    else at = readParameters(text, at, parameters)
    yield { scheme: text.slice(scheme.start, scheme.end), token68: single.groups[1], parameters }
    const next = match(separators, text, at).end
    if (next < text.length && !text.slice(at, next).includes(',')) {
      throw new DecodeError('HTTP challenge', 'a comma is expected', { offset: next })
    }
    at = next
  }
}

/** Reads parameters up to the next scheme; returns where it stands after the last one. */
function readParameters(text: string, from: number, parameters: Map<string, string>): number {
  let end = from
  let at = from
  for (;;) {
    const found = match(parameter, text, at)
    if (found.end === at) return end
    if (parameters.size === maxParameters) throw new DecodeError('HTTP challenge', `more than ${maxParameters} parameters`)
    const [, name = '', quoted, plain = ''] = found.groups
    parameters.set(name.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\([\s\S])/g, '$1'))
    end = found.end
    at = match(separators, text, end).end
    if (!text.slice(end, at).includes(',')) return end
  }
}

interface Match {
  readonly start: number
  /** Equal to `start` when nothing matched. */
  readonly end: number
  readonly groups: readonly (string | undefined)[]
}

function match(pattern: RegExp, text: string, at: number): Match {
  pattern.lastIndex = at
  const found = pattern.exec(text)
  return { start: at, end: found === null ? at : pattern.lastIndex, groups: found ?? [] }
}
