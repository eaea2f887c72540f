import { parseBase64 } from '../base/base64.js'
import { DecodeError, UsageError } from '../base/errors.js'
import { type DescribedField, maskedText } from '../protocol/gss/described-field.js'
import { parseBasicCredentials } from '../protocol/httpauth/basic-credentials.js'
import { type Challenge, parseChallenges } from '../protocol/httpauth/challenge.js'
import { describeToken } from './describe-token.js'

/** What was found in a text, and where. */
export interface FoundToken {
  /** `Authorization: Negotiate`, `base64`, `hexadecimal`, `bytes`. */
  readonly source: string
  /** Undefined for what is no token of bytes: Basic, Digest, a scheme that is only offered. */
  readonly length: number | undefined
  readonly token: DescribedField
}

/**
 * The tokens of a text as people have it at hand: base64, hexadecimal, the credentials of a scheme (`Negotiate TlRM…`), or lines of
 * HTTP, of which the headers about authentication count. Raises UsageError for what is none of these.
 */
export function describeTokenText(text: string): readonly FoundToken[] {
  const headers = text.split(/\r?\n/).flatMap((line) => headerOf(line) ?? [])
  if (headers.length > 0) return headers.flatMap(({ name, value }) => describeCredentials(value, `${name}: `))
  if (scheme.test(text.trim())) return describeCredentials(text.trim().replace(/[\r\n]+/g, ''), '')
  return [describeEncoded(text)]
}

/** The token that a file holds as it is, or as text. */
export function describeTokenBytes(bytes: Uint8Array): readonly FoundToken[] {
  if (bytes.every(isText)) return describeTokenText(new TextDecoder().decode(bytes))
  return [{ source: 'bytes', length: bytes.length, token: describeToken(bytes) }]
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13)
}

/** A line of HTTP, also as curl and browsers show it. */
function headerOf(line: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value] = /^[\s<>*]*((?:proxy-)?authorization|(?:www|proxy)-authenticate)\s*:(.*)$/i.exec(line) ?? []
  const trimmed = value?.trim() ?? ''
  return name === undefined || trimmed === '' ? undefined : { name, value: trimmed }
}

const scheme = /^(?:negotiate|ntlm|kerberos|credssp|basic|digest)\s/i

/** The scheme of tokens of bytes; those of others (Bearer) are secret as they are. */
const tokenSchemes = ['negotiate', 'ntlm', 'kerberos', 'credssp']

function describeCredentials(value: string, prefix: string): readonly FoundToken[] {
  return challengesOf(value).map((challenge) => {
    const source = `${prefix}${challenge.scheme}`
    const { token68 } = challenge
    if (token68 === undefined || !tokenSchemes.includes(challenge.scheme.toLowerCase())) {
      return { source, length: undefined, token: describeChallenge(challenge) }
    }
    const bytes = readBase64(token68)
    return { source, length: bytes.length, token: describeToken(bytes) }
  })
}

/** What does not read as HTTP's list of challenges is a scheme and its token, perhaps cut off. */
function challengesOf(value: string): readonly Challenge[] {
  try {
    return parseChallenges({ 'www-authenticate': value })
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const [name = '', ...rest] = value.split(/\s+/)
    return [{ scheme: name, token68: rest.join(''), parameters: new Map() }]
  }
}

function describeChallenge({ scheme: name, token68, parameters }: Challenge): DescribedField {
  if (token68 === undefined && parameters.size === 0) return { name, value: 'without a token' }
  if (token68 === undefined) {
    const fields = [...parameters].map(([key, value]) => ({ name: key, value: secretParameters.has(key) ? maskedText : value }))
    return { name, value: fields }
  }
  return name.toLowerCase() === 'basic' ? describeBasic(token68) : { name, value: maskedText }
}

/** By which a password could be tried. */
const secretParameters: ReadonlySet<string> = new Set(['response', 'rspauth'])

function describeBasic(token: string): DescribedField {
  try {
    const { username } = parseBasicCredentials(token)
    return {
      name: 'Basic credentials',
      value: [
        { name: 'user-id', value: username },
        { name: 'password', value: maskedText },
      ],
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { name: 'Basic credentials', value: '', damage: { detail: error.message, offset: 0 } }
  }
}

function describeEncoded(text: string): FoundToken {
  const digits = text.replace(/0x|\\x|[\s:,;-]/gi, '')
  if (digits !== '' && /^[0-9a-f]+$/i.test(digits)) {
    const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    const token = describeToken(bytes)
    if (token.name !== 'token' || !isBase64(text)) return { source: 'hexadecimal', length: bytes.length, token }
  }
  const bytes = readBase64(text)
  return { source: 'base64', length: bytes.length, token: describeToken(bytes) }
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_\s-]+=*\s*$/.test(text)
}

/** Also the alphabet of URLs, and text that was cut off anywhere. Raises UsageError. */
function readBase64(text: string): Uint8Array {
  const symbols = text.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (symbols === '' || !/^[A-Za-z0-9+/]+$/.test(symbols)) {
    throw new UsageError('The token is neither base64 nor hexadecimal', {
      hint: 'Give what stands after the scheme in the header (Authorization: Negotiate TOKEN), the whole header, or a file with --file.',
    })
  }
  const whole = symbols.length % 4 === 1 ? symbols.slice(0, -1) : symbols
  return parseBase64(whole.padEnd(Math.ceil(whole.length / 4) * 4, '='))
}
