import type { Cursor } from './cursor.js'
import { likeParts } from './like.js'
import type { WqlComparison, WqlConstant, WqlExpression } from './query.js'
import { isReserved, wqlError } from './tokens.js'

/** Parentheses and NOTs inside one another. */
const maxDepth = 100

/** NOT binds closer than AND, AND closer than OR. */
export function parseExpression(cursor: Cursor): WqlExpression {
  return parseOr(cursor, 0)
}

function parseOr(cursor: Cursor, depth: number): WqlExpression {
  const operands = [parseAnd(cursor, depth)]
  while (cursor.takeWord('or')) operands.push(parseAnd(cursor, depth))
  return combine('or', operands)
}

function parseAnd(cursor: Cursor, depth: number): WqlExpression {
  const operands = [parseUnary(cursor, depth)]
  while (cursor.takeWord('and')) operands.push(parseUnary(cursor, depth))
  return combine('and', operands)
}

function combine(op: 'and' | 'or', operands: readonly WqlExpression[]): WqlExpression {
  const [only] = operands
  return only !== undefined && operands.length === 1 ? only : { op, operands }
}

function parseUnary(cursor: Cursor, depth: number): WqlExpression {
  if (depth > maxDepth) throw wqlError(`parentheses are nested more than ${maxDepth} deep`, cursor.peek().offset)
  if (cursor.takeWord('not')) return { op: 'not', operand: parseUnary(cursor, depth + 1) }
  if (!cursor.takeSymbol('(')) return parsePredicate(cursor)
  const inside = parseOr(cursor, depth + 1)
  cursor.needSymbol(')')
  return inside
}

function parsePredicate(cursor: Cursor): WqlExpression {
  const constant = takeConstant(cursor)
  if (constant !== undefined) {
    const op = takeComparison(cursor)
    return { op: flipped[op], property: cursor.needPropertyPath(), value: constant.value }
  }
  const property = cursor.needPropertyPath()
  if (cursor.takeWord('is')) return parseIs(cursor, property)
  if (cursor.takeWord('isa')) return { op: 'isa', property, className: cursor.needName('a class name') }
  if (cursor.takeWord('like')) return { op: 'like', property, pattern: needPattern(cursor) }
  if (cursor.takeWord('not')) {
    cursor.needWord('like')
    return { op: 'not', operand: { op: 'like', property, pattern: needPattern(cursor) } }
  }
  const op = takeComparison(cursor)
  const value = takeConstant(cursor)
  if (value === undefined) throw cursor.expected('a string, a number, TRUE, FALSE or NULL', quotesFor(cursor))
  return { op, property, value: value.value }
}

/** Text without quotes is the usual mistake. */
function quotesFor(cursor: Cursor): string {
  const token = cursor.peek()
  return token.kind === 'word' && !isReserved(token.text) ? `; text stands in quotes: '${token.text}'` : ''
}

function parseIs(cursor: Cursor, property: string): WqlExpression {
  const op = cursor.takeWord('not') ? 'is-not-null' : 'is-null'
  cursor.needWord('null')
  return { op, property }
}

const flipped = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const satisfies Record<
  WqlComparison,
  WqlComparison
>

function takeComparison(cursor: Cursor): WqlComparison {
  for (const op of ['=', '<>', '<=', '>=', '<', '>'] as const) {
    if (cursor.takeSymbol(op)) return op
  }
  throw cursor.expected('a comparison (=, <>, <, <=, >, >=, LIKE, IS, ISA)')
}

const constantWords = new Map<string, WqlConstant>([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** Wrapped, since the constant NULL is null. */
function takeConstant(cursor: Cursor): { readonly value: WqlConstant } | undefined {
  const token = cursor.peek()
  if (token.kind === 'integer' || token.kind === 'real') {
    cursor.next()
    return { value: token.value }
  }
  if (token.kind === 'string') {
    cursor.next()
    return { value: unescapeString(token.raw, token.offset) }
  }
  const word = token.kind === 'word' ? constantWords.get(token.text.toLowerCase()) : undefined
  if (word === undefined) return undefined
  cursor.next()
  return { value: word }
}

function unescapeString(raw: string, offset: number): string {
  const lone = /^(?:[^\\]|\\[\\"'])*\\(?![\\"'])/.exec(raw)
  if (lone !== null) {
    throw wqlError(
      'a backslash in the string stands alone',
      offset + lone[0].length,
      'In WQL a backslash is written twice: "C:\\\\Temp".',
    )
  }
  return raw.replace(/\\([\\"'])/g, '$1')
}

/** In a LIKE pattern a backslash that escapes nothing is itself: [MS-WMI] 2.2.1 has no escapes there, Windows reads `\\` as one. */
function needPattern(cursor: Cursor): string {
  const token = cursor.peek()
  if (token.kind !== 'string') throw cursor.expected('a pattern in quotes')
  cursor.next()
  const pattern = token.raw.replace(/\\([\\"'])/g, '$1')
  if (likeParts(pattern) === undefined)
    throw wqlError("a set in the LIKE pattern has no closing ']'", token.offset, 'Write [[] for a plain bracket.')
  return pattern
}
