import { suggest } from '../../base/suggest.js'
import type { CimClass, CimPropertyDeclaration } from '../class.js'
import { likeParts } from './like.js'
import type { WqlConstant, WqlExpression, WqlSelect } from './query.js'

/**
 * Why a class cannot answer a query, as a sentence; undefined when it can. WMI refuses such queries as invalid: unknown
 * properties, arrays in comparisons, `<` of booleans, LIKE wildcards against what is not text, constants that can never be of
 * the property's type.
 */
export function findWqlMismatch(query: WqlSelect, cimClass: CimClass): string | undefined {
  for (const path of query.properties ?? []) {
    const problem = checkProperty(path, cimClass)
    if (typeof problem === 'string') return problem
  }
  return query.where === undefined ? undefined : checkExpression(query.where, cimClass)
}

function checkExpression(where: WqlExpression, cimClass: CimClass): string | undefined {
  if ('operands' in where) {
    for (const operand of where.operands) {
      const problem = checkExpression(operand, cimClass)
      if (problem !== undefined) return problem
    }
    return undefined
  }
  if (where.op === 'not') return checkExpression(where.operand, cimClass)
  const property = checkProperty(where.property, cimClass)
  if (typeof property !== 'object') return property
  if (where.op === 'isa') return undefined
  if (property.array && where.op !== 'is-null' && where.op !== 'is-not-null')
    return `${cimClass.name}.${property.name} is an array, which WQL does not compare.`
  if (where.op === 'like') return checkLike(where.pattern, property, cimClass)
  if (!('value' in where)) return undefined
  if (property.type === 'boolean' && where.op !== '=' && where.op !== '<>') {
    return `${cimClass.name}.${property.name} is a boolean, which has no order.`
  }
  return checkConstant(where.value, property, cimClass)
}

/** A sentence, the declaration, or undefined for what the class does not declare: system properties, insides of instances. */
function checkProperty(path: string, cimClass: CimClass): string | CimPropertyDeclaration | undefined {
  const [first = '', ...inside] = path.split('.')
  if (first.startsWith('__')) return undefined
  const property = cimClass.properties.get(first.toLowerCase())
  if (property !== undefined) return inside.length === 0 ? property : undefined
  const meant = suggest(
    first,
    [...cimClass.properties.values()].map((each) => each.name),
  )
  return `${cimClass.name} has no property '${first}'.${meant === undefined ? '' : ` Did you mean ${meant}?`}`
}

function checkLike(pattern: string, property: CimPropertyDeclaration, cimClass: CimClass): string | undefined {
  const isText =
    property.type === 'string' || property.type === 'char16' || property.type === 'reference' || property.type === 'datetime'
  if (isText || likeParts(pattern)?.every((part) => part.kind === 'text')) return undefined
  return `${cimClass.name}.${property.name} is of type ${property.type}: LIKE takes wildcards for text only.`
}

function checkConstant(value: WqlConstant, property: CimPropertyDeclaration, cimClass: CimClass): string | undefined {
  const numeric = /^([su]int|real)/.test(property.type)
  const isNumber = typeof value === 'string' && /^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$/.test(value)
  if (numeric && typeof value === 'string' && !isNumber) {
    return `${cimClass.name}.${property.name} is of type ${property.type}: it cannot be compared with "${value}".`
  }
  if (property.type === 'boolean' && typeof value === 'string' && !/^(true|false|0|1)$/i.test(value.trim())) {
    return `${cimClass.name}.${property.name} is a boolean: compare it with TRUE or FALSE.`
  }
  return undefined
}
