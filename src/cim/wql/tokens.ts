import { DecodeError } from '../../base/errors.js'

export type WqlToken =
  | { readonly kind: 'word'; readonly text: string; readonly offset: number }
  /** `raw` is what stood between the quotes, escapes and all. */
  | { readonly kind: 'string'; readonly raw: string; readonly offset: number }
  | { readonly kind: 'integer'; readonly value: bigint; readonly offset: number }
  | { readonly kind: 'real'; readonly value: number; readonly offset: number }
  | { readonly kind: 'symbol'; readonly text: string; readonly offset: number }
  /** What stands between braces in ASSOCIATORS OF and REFERENCES OF. */
  | { readonly kind: 'path'; readonly text: string; readonly offset: number }
  | { readonly kind: 'end'; readonly offset: number }

/** Longer queries are refused unread. */
const maxLength = 1_048_576

const reserved = new Set(['select', 'from', 'where', 'and', 'or', 'not', 'like', 'is', 'isa', 'null', 'true', 'false'])

export function isReserved(word: string): boolean {
  return reserved.has(word.toLowerCase())
}

export function wqlError(detail: string, offset: number, hint?: string): DecodeError {
  return new DecodeError('WQL', detail, { offset, ...(hint === undefined ? {} : { hint }) })
}

const space = /\s+/y
const word = /[A-Za-z_\u0080-\uffef][0-9A-Za-z_\u0080-\uffef]*(?:\s*\.\s*[A-Za-z_\u0080-\uffef][0-9A-Za-z_\u0080-\uffef]*)*/y
const hex = /[+-]?0[xX][0-9A-Fa-f]+/y
const real = /[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE][+-]?[0-9]))(?:[eE][+-]?[0-9]+)?/y
const integer = /[+-]?[0-9]+/y
const symbol = /<>|!=|<=|>=|[=<>(),*]/y

/** Cuts a query into tokens, the last one of kind `end`. Dotted property paths are one word. Throws DecodeError. */
export function tokenizeWql(text: string): WqlToken[] {
  if (text.length > maxLength) throw wqlError(`the query is longer than ${maxLength} characters`, maxLength)
  const tokens: WqlToken[] = []
  let offset = skip(text, 0)
  while (offset < text.length) {
    const [token, end] = nextToken(text, offset)
    tokens.push(token)
    offset = skip(text, end)
  }
  tokens.push({ kind: 'end', offset })
  return tokens
}

function nextToken(text: string, offset: number): readonly [WqlToken, number] {
  const first = text.charAt(offset)
  if (first === '"' || first === "'") return readString(text, offset)
  if (first === '{') return readPath(text, offset)
  const name = match(word, text, offset)
  if (name !== undefined) return [{ kind: 'word', text: name.replace(/\s+/g, ''), offset }, offset + name.length]
  const number = readNumber(text, offset)
  if (number !== undefined) return number
  const mark = match(symbol, text, offset)
  if (mark !== undefined) return [{ kind: 'symbol', text: mark === '!=' ? '<>' : mark, offset }, offset + mark.length]
  throw wqlError(`unexpected character '${String.fromCodePoint(text.codePointAt(offset) ?? 0)}'`, offset)
}

function readNumber(text: string, offset: number): readonly [WqlToken, number] | undefined {
  const hexadecimal = match(hex, text, offset)
  if (hexadecimal !== undefined) return [{ kind: 'integer', value: signed(hexadecimal), offset }, offset + hexadecimal.length]
  const fraction = match(real, text, offset)
  if (fraction !== undefined) return [{ kind: 'real', value: Number(fraction), offset }, offset + fraction.length]
  const whole = match(integer, text, offset)
  return whole === undefined ? undefined : [{ kind: 'integer', value: signed(whole), offset }, offset + whole.length]
}

function signed(text: string): bigint {
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''))
}

function readString(text: string, start: number): readonly [WqlToken, number] {
  const quote = text.charAt(start)
  for (let offset = start + 1; offset < text.length; offset++) {
    const character = text.charAt(offset)
    if (character === quote) return [{ kind: 'string', raw: text.slice(start + 1, offset), offset: start }, offset + 1]
    if (character === '\\') offset++
  }
  throw wqlError('the string does not end', start)
}

/** Braces inside the quotes of a key do not end the path. */
function readPath(text: string, start: number): readonly [WqlToken, number] {
  let quote = ''
  for (let offset = start + 1; offset < text.length; offset++) {
    const character = text.charAt(offset)
    if (character === '\\' && quote !== '') offset++
    else if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '}') return [{ kind: 'path', text: text.slice(start + 1, offset), offset: start }, offset + 1]
  }
  throw wqlError("the object path has no closing '}'", start)
}

function skip(text: string, offset: number): number {
  return offset + (match(space, text, offset)?.length ?? 0)
}

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0]
}
