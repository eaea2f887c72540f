import { sameName } from '../names.js'
import { scalarText } from '../scalar.js'
import { type CimInstance, type CimValue, cimInstance } from '../value.js'
import { compareWithConstant } from './compare-constant.js'
import { likeParts, matchesLike } from './like.js'
import type { WqlComparison, WqlConstant, WqlExpression, WqlSelect } from './query.js'

/** What evaluation asks about classes. */
export interface ClassHierarchy {
  /** Whether a class is `ancestor` or derived from it. */
  isA(className: string, ancestor: string): boolean
}

/**
 * Makes a test of instances from a WHERE. As in WMI, null is unequal to every constant and neither less nor greater, strings
 * are compared without regard to case, and a constant takes the type of the property.
 */
export function compileWhere(where: WqlExpression | undefined, classes: ClassHierarchy): (instance: CimInstance) => boolean {
  if (where === undefined) return () => true
  switch (where.op) {
    case 'and': {
      const tests = where.operands.map((operand) => compileWhere(operand, classes))
      return (instance) => tests.every((test) => test(instance))
    }
    case 'or': {
      const tests = where.operands.map((operand) => compileWhere(operand, classes))
      return (instance) => tests.some((test) => test(instance))
    }
    case 'not': {
      const test = compileWhere(where.operand, classes)
      return (instance) => !test(instance)
    }
    case 'like':
      return compileLike(where.property, where.pattern)
    case 'is-null':
      return (instance) => valueAt(instance, where.property) === null
    case 'is-not-null':
      return (instance) => valueAt(instance, where.property) !== null
    case 'isa':
      return compileIsa(where.property, where.className, classes)
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compileComparison(where.op, where.property, where.value)
  }
}

/** Leaves an instance with the selected properties, in the order of the query; a path into an embedded instance selects all of it. */
export function projectInstance(query: WqlSelect, instance: CimInstance): CimInstance {
  if (query.properties === undefined) return instance
  const names = new Set(query.properties.map((path) => path.split('.')[0]?.toLowerCase() ?? ''))
  const properties = [...names].map((name) => instance.properties.get(name)).filter((property) => property !== undefined)
  return cimInstance(instance.className, properties, instance.namespace)
}

function compileLike(property: string, pattern: string): (instance: CimInstance) => boolean {
  const parts = likeParts(pattern)
  return (instance) => {
    const value = valueAt(instance, property)
    if (parts === undefined || value === null || isArray(value)) return false
    return typeof value === 'object' && value.kind === 'instance' ? false : matchesLike(parts, scalarText(value))
  }
}

function compileIsa(property: string, className: string, classes: ClassHierarchy): (instance: CimInstance) => boolean {
  return (instance) => {
    const value = sameName(property, '__THIS') ? instance : valueAt(instance, property)
    return value !== null && !isArray(value) && typeof value === 'object' && value.kind === 'instance'
      ? classes.isA(value.className, className)
      : false
  }
}

function compileComparison(op: WqlComparison, property: string, constant: WqlConstant): (instance: CimInstance) => boolean {
  return (instance) => {
    const value = valueAt(instance, property)
    if (value === null || constant === null) {
      const same = value === null && constant === null
      return op === '=' ? same : op === '<>' ? !same : false
    }
    if (isArray(value)) return false
    return holds(op, compareWithConstant(value, constant, instance.namespace))
  }
}

/** `order` is undefined for what cannot be compared: it is unequal. */
function holds(op: WqlComparison, order: number | undefined): boolean {
  if (order === undefined) return op === '<>'
  switch (op) {
    case '=':
      return order === 0
    case '<>':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

/** The value at a dotted path; null when there is none. */
function valueAt(instance: CimInstance, path: string): CimValue {
  let current: CimValue = instance
  for (const part of path.toLowerCase().split('.')) {
    if (current === null || isArray(current) || typeof current !== 'object' || current.kind !== 'instance') return null
    current = member(current, part)
  }
  return current
}

function member(instance: CimInstance, name: string): CimValue {
  if (name === '__class') return instance.className
  if (name === '__namespace') return instance.namespace ?? null
  if (name === '__this') return instance
  return instance.properties.get(name)?.value ?? null
}

function isArray(value: CimValue): value is Extract<CimValue, readonly unknown[]> {
  return Array.isArray(value)
}
