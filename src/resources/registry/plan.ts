import type { ComparisonHint } from '../../cim/class-adapter.js'
import { compareValues } from '../../cim/compare/compare.js'
import { formatValue } from '../../cim/format.js'
import type { CimValue, TypedValue } from '../../cim/value.js'
import type { PlanContext, PropertyDelta, ResourceChange, ShownValue } from '../../engine/resource-type.js'
import type {
  DesiredRegistryValue,
  ObservedRegistryValue,
  RegistryDesired,
  RegistryObserved,
  UndeclaredValue,
} from './desired.js'
import { type ValueTypeName, valueTypes } from './value-type.table.js'

/** Pure: what must be written or removed so that the key holds the declared values. */
export function planRegistry(
  desired: RegistryDesired,
  observed: RegistryObserved | undefined,
  context: PlanContext,
): ResourceChange {
  if (desired.ensure === 'absent') {
    if (observed === undefined) return { action: 'none', deltas: [], steps: [], warnings: [] }
    return { action: 'delete', deltas: [keyDelta(desired, 'delete')], steps: ['DeleteKey()'], warnings: [] }
  }
  const values = observed === undefined ? desired.values : keptValues(desired)
  const deltas = values.flatMap((value) => difference(value, observed?.values.get(value.name.toLowerCase()), context))
  const surplus = observed?.undeclared.map(surplusDelta) ?? []
  deltas.push(...surplus)
  const writes = [...changedValues(values, deltas), ...removals(surplus)].map(describeWrite)
  if (observed === undefined) {
    return { action: 'create', deltas: [keyDelta(desired, 'create'), ...deltas], steps: ['CreateKey()', ...writes], warnings: [] }
  }
  return { action: writes.length === 0 ? 'none' : 'set', deltas, steps: writes, warnings: [] }
}

/** Of a change, the removals of values that nobody declared. */
export function removals(deltas: readonly PropertyDelta[]): readonly DesiredRegistryValue[] {
  return deltas
    .filter(({ undeclared }) => undeclared === true)
    .map(({ name }) => ({ name: name === unnamed ? '' : name, wanted: 'removed' as const }))
}

/** Its data is not read, so that a purge costs one request. */
function surplusDelta({ name, type }: UndeclaredValue): PropertyDelta {
  const shown = type === undefined ? 'a value of a type that cannot be read' : `a value of type ${type}`
  return { name: shownName({ name }), before: text(`${shown}, not declared`), after: undefined, undeclared: true }
}

/** The values that matter in a key that exists. */
export function keptValues({ values, ignored }: RegistryDesired): readonly DesiredRegistryValue[] {
  return values.filter(({ name }) => !ignored.has(name.toLowerCase()))
}

/** The declared values that a change has to write or remove. */
export function changedValues(
  values: readonly DesiredRegistryValue[],
  deltas: readonly PropertyDelta[],
): readonly DesiredRegistryValue[] {
  const changed = new Set(deltas.filter(({ equal }) => equal === undefined).map(({ name }) => name))
  return values.filter((value) => changed.has(shownName(value)) || changed.has(typeName(value)))
}

export function describeWrite(value: DesiredRegistryValue): string {
  return value.wanted === 'removed'
    ? `DeleteValue(${shownName(value)})`
    : `${valueTypes[value.wanted.type].write}(${shownName(value)})`
}

function difference(value: DesiredRegistryValue, live: ObservedRegistryValue | undefined, context: PlanContext): PropertyDelta[] {
  const { wanted } = value
  const name = shownName(value)
  if (wanted !== 'removed' && 'secret' in wanted) {
    const after: ShownValue = { sensitive: true, hash: context.hashSecret(wanted.secret) }
    if (live === undefined) return [{ name, before: undefined, after }]
    // What is there now may be the secret of before, in a value of another type too.
    const hash = context.hashText(typeof live.data === 'string' ? live.data : formatValue(live.data))
    return typeof live.data === 'string' && hash === after.hash ? [] : [{ name, before: { sensitive: true, hash }, after }]
  }
  const before = live === undefined ? undefined : shownLive(live)
  if (wanted === 'removed') return live === undefined ? [] : [{ name, before, after: undefined }]
  const after = typed(wanted.type, wanted.data)
  if (live === undefined) return [{ name, before, after }]
  if (live.type !== wanted.type) {
    const types: PropertyDelta = { name: typeName(value), before: text(live.type ?? 'unsupported'), after: text(wanted.type) }
    return isSame(wanted.type, wanted.data, live.data) ? [types] : [types, { name, before, after }]
  }
  if (wanted.type === 'expandString' && expandsTo(wanted.data, live.data)) {
    return [{ name, before, after, equal: 'environment variables expanded' }]
  }
  return isSame(wanted.type, wanted.data, live.data) ? [] : [{ name, before, after }]
}

const exactText: ComparisonHint = { as: ['case-sensitive'] }

function isSame(type: ValueTypeName, wanted: CimValue, live: CimValue): boolean {
  return compareValues(valueTypes[type].type, wanted, live, exactText).equal
}

/** StdRegProv gives expandable strings expanded, so `%SystemRoot%\x` is met by any text in the place of the variable. */
function expandsTo(wanted: CimValue, live: CimValue): boolean {
  if (typeof wanted !== 'string' || typeof live !== 'string' || wanted === live) return false
  const parts = wanted.split(/%[^%\\]+%/)
  if (parts.length < 2) return false
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.+')}$`, 'i').test(live)
}

export function shownName({ name }: Pick<DesiredRegistryValue, 'name'>): string {
  return name === '' ? unnamed : name
}

const unnamed = '(Default)'

function typeName(value: DesiredRegistryValue): string {
  return `${shownName(value)} (type)`
}

function shownLive({ type, data }: ObservedRegistryValue): TypedValue {
  return type === undefined ? text('a value of a type that cannot be read') : typed(type, data)
}

function typed(type: ValueTypeName, value: CimValue): TypedValue {
  return { type: valueTypes[type].type, array: valueTypes[type].array, value }
}

function text(value: string): TypedValue {
  return { type: 'string', array: false, value }
}

function keyDelta(desired: RegistryDesired, action: 'create' | 'delete'): PropertyDelta {
  const path = text(desired.key.path)
  return { name: 'key', before: action === 'delete' ? path : undefined, after: action === 'delete' ? undefined : path }
}
