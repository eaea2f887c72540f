import { MisuseError } from '../../base/errors.js'
import { isIdentifier } from '../names.js'
import { formatObjectPath } from '../object-path.js'
import type { WqlAssociators, WqlConstant, WqlExpression, WqlQuery, WqlReferences, WqlSelect } from './query.js'
import { isReserved } from './tokens.js'

/**
 * The text of a query. Names are checked and constants quoted, so no value can change what the query means.
 * Throws MisuseError for a name that is none.
 */
export function formatWql(query: WqlQuery): string {
  return query.kind === 'select' ? formatSelect(query) : formatAssociation(query)
}

/** A string constant with its quotes. */
function wqlString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** A LIKE pattern that matches `text` alone. */
export function escapeLike(text: string): string {
  return text.replace(/[[%_]/g, '[$&]')
}

function formatSelect(query: WqlSelect): string {
  const properties = query.properties === undefined ? '*' : query.properties.map(formatProperty).join(', ')
  if (properties === '') throw new MisuseError('A WQL query must select at least one property')
  const where = query.where === undefined ? '' : ` WHERE ${formatExpression(query.where)}`
  return `SELECT ${properties} FROM ${formatName(query.className)}${where}`
}

function formatAssociation(query: WqlAssociators | WqlReferences): string {
  const path = formatObjectPath(query.object)
  const options = (query.kind === 'associators' ? associatorOptions(query) : referenceOptions(query)).filter(
    (option) => option !== undefined,
  )
  const where = options.length === 0 ? '' : ` WHERE ${options.join(' ')}`
  return `${query.kind === 'associators' ? 'ASSOCIATORS' : 'REFERENCES'} OF {${path}}${where}`
}

function associatorOptions(query: WqlAssociators): (string | undefined)[] {
  return [
    named('AssocClass', query.associationClass),
    named('RequiredAssocQualifier', query.requiredAssociationQualifier),
    named('RequiredQualifier', query.requiredQualifier),
    named('ResultClass', query.resultClass),
    named('ResultRole', query.resultRole),
    named('Role', query.role),
    ...flags(query),
  ]
}

function referenceOptions(query: WqlReferences): (string | undefined)[] {
  return [
    named('RequiredQualifier', query.requiredQualifier),
    named('ResultClass', query.resultClass),
    named('Role', query.role),
    ...flags(query),
  ]
}

function flags(query: WqlAssociators | WqlReferences): (string | undefined)[] {
  return [
    query.keysOnly === true ? 'KeysOnly' : undefined,
    query.classDefsOnly === true ? 'ClassDefsOnly' : undefined,
    query.schemaOnly === true ? 'SchemaOnly' : undefined,
  ]
}

function named(keyword: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${keyword} = ${formatName(name)}`
}

function formatExpression(expression: WqlExpression): string {
  switch (expression.op) {
    case 'and':
    case 'or':
      return formatOperands(expression.op, expression.operands)
    case 'not':
      return `NOT ${formatInside(expression.operand)}`
    case 'like':
      return `${formatProperty(expression.property)} LIKE ${formatPattern(expression.pattern)}`
    case 'is-null':
      return `${formatProperty(expression.property)} IS NULL`
    case 'is-not-null':
      return `${formatProperty(expression.property)} IS NOT NULL`
    case 'isa':
      return `${formatProperty(expression.property)} ISA ${wqlString(formatName(expression.className))}`
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${formatProperty(expression.property)} ${expression.op} ${formatConstant(expression.value)}`
  }
}

function formatOperands(op: 'and' | 'or', operands: readonly WqlExpression[]): string {
  if (operands.length === 0) throw new MisuseError(`A WQL ${op} must have at least one operand`)
  return operands
    .map((operand) => (operands.length === 1 ? formatExpression(operand) : formatInside(operand)))
    .join(` ${op.toUpperCase()} `)
}

function formatInside(expression: WqlExpression): string {
  return expression.op === 'and' || expression.op === 'or' ? `(${formatExpression(expression)})` : formatExpression(expression)
}

/**
 * Whether a backslash in a LIKE pattern escapes differs between the specification and Windows; a set that holds it, written
 * twice, matches one backslash under both readings. A quotation mark is left to the delimiter.
 */
function formatPattern(pattern: string): string {
  const text = outsideSets(pattern)
  if (!text.includes('"')) return `"${text}"`
  if (!text.includes("'")) return `'${text}'`
  return `"${text.replaceAll('"', '\\"')}"`
}

function outsideSets(pattern: string): string {
  let text = ''
  let inSet = false
  for (const character of pattern) {
    if (character === '\\') text += inSet ? '\\\\' : '[\\\\]'
    else text += character
    if (character === '[' && !inSet) inSet = true
    else if (character === ']') inSet = false
  }
  return text
}

function formatConstant(value: WqlConstant): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return wqlString(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'bigint') return String(value)
  if (!Number.isFinite(value)) throw new MisuseError(`${value} cannot be written in WQL`)
  const text = String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

function formatProperty(path: string): string {
  const parts = path.split('.')
  for (const part of parts) formatName(part)
  return path
}

function formatName(name: string): string {
  if (!isIdentifier(name) || isReserved(name)) throw new MisuseError(`'${name}' cannot be a name in WQL`)
  return name
}
