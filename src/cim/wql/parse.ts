import { DecodeError } from '../../base/errors.js'
import { parseObjectPath } from '../object-path.js'
import type { ObjectPath } from '../value.js'
import { Cursor, isWord } from './cursor.js'
import { parseExpression } from './parse-expression.js'
import type { WqlAssociators, WqlQuery, WqlReferences, WqlSelect } from './query.js'
import { tokenizeWql, wqlError } from './tokens.js'

/**
 * Reads a data or schema query of WQL ([MS-WMI] 2.2.1.1): SELECT, ASSOCIATORS OF, REFERENCES OF. Names and keywords are in any
 * case. Throws DecodeError with the offset of what is wrong; the time taken grows with the length of the text alone.
 */
export function parseWql(text: string): WqlQuery {
  const cursor = new Cursor(tokenizeWql(text))
  const query = parseQuery(cursor)
  cursor.end()
  return query
}

function parseQuery(cursor: Cursor): WqlQuery {
  if (cursor.takeWord('select')) return parseSelect(cursor)
  if (cursor.takeWord('associators')) return parseAssociators(cursor)
  if (cursor.takeWord('references')) return parseReferences(cursor)
  throw cursor.expected('SELECT, ASSOCIATORS OF or REFERENCES OF')
}

function parseSelect(cursor: Cursor): WqlSelect {
  const properties = cursor.takeSymbol('*') ? undefined : parseProperties(cursor)
  cursor.needWord('from')
  const className = cursor.needName('a class name')
  const where = cursor.takeWord('where') ? parseExpression(cursor) : undefined
  if (isWord(cursor.peek(), 'within') || isWord(cursor.peek(), 'group')) {
    throw wqlError('WITHIN and GROUP belong to event queries', cursor.peek().offset)
  }
  return { kind: 'select', properties, className, where }
}

function parseProperties(cursor: Cursor): string[] {
  const properties: string[] = []
  do properties.push(cursor.needPropertyPath())
  while (cursor.takeSymbol(','))
  return properties
}

type Options = { -readonly [Name in keyof Omit<WqlAssociators, 'kind' | 'object'>]: WqlAssociators[Name] }

/** Keyword in lower case → field of the query. */
const namedOptions = new Map<
  string,
  'associationClass' | 'requiredAssociationQualifier' | 'requiredQualifier' | 'resultClass' | 'resultRole' | 'role'
>([
  ['assocclass', 'associationClass'],
  ['requiredassocqualifier', 'requiredAssociationQualifier'],
  ['requiredqualifier', 'requiredQualifier'],
  ['resultclass', 'resultClass'],
  ['resultrole', 'resultRole'],
  ['role', 'role'],
])
const flagOptions = new Map<string, 'keysOnly' | 'classDefsOnly' | 'schemaOnly'>([
  ['keysonly', 'keysOnly'],
  ['classdefsonly', 'classDefsOnly'],
  ['schemaonly', 'schemaOnly'],
])
const notForReferences = new Set(['assocclass', 'requiredassocqualifier', 'resultrole'])

function parseAssociators(cursor: Cursor): WqlAssociators {
  const object = parseObject(cursor)
  return { kind: 'associators', object, ...parseOptions(cursor, new Set()) }
}

function parseReferences(cursor: Cursor): WqlReferences {
  const object = parseObject(cursor)
  return { kind: 'references', object, ...parseOptions(cursor, notForReferences) }
}

function parseObject(cursor: Cursor): ObjectPath {
  cursor.needWord('of')
  const token = cursor.next()
  if (token.kind !== 'path')
    throw wqlError('expected an object path in braces, as in {Win32_Service.Name="Spooler"}', token.offset)
  try {
    return parseObjectPath(token.text)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw wqlError(error.message, token.offset + 1 + (error.offset ?? 0), error.hint)
  }
}

function parseOptions(cursor: Cursor, refused: ReadonlySet<string>): Options {
  const options: Options = {}
  if (!cursor.takeWord('where')) return options
  do parseOption(cursor, options, refused)
  while (cursor.peek().kind !== 'end')
  return options
}

function parseOption(cursor: Cursor, options: Options, refused: ReadonlySet<string>): void {
  const token = cursor.peek()
  const keyword = token.kind === 'word' ? token.text.toLowerCase() : ''
  const field = namedOptions.get(keyword)
  const flag = flagOptions.get(keyword)
  if (refused.has(keyword)) throw wqlError(`REFERENCES OF does not take ${token.kind === 'word' ? token.text : ''}`, token.offset)
  if (field === undefined && flag === undefined) {
    throw cursor.expected('ResultClass, Role, KeysOnly or another keyword of the WHERE of an association query')
  }
  cursor.next()
  if (options[field ?? flag ?? 'role'] !== undefined) throw wqlError('the keyword is given twice', token.offset)
  if (flag !== undefined) options[flag] = true
  if (field !== undefined) {
    cursor.needSymbol('=')
    options[field] = cursor.needName('a name')
  }
}
