import type { CimClass, CimPropertyDeclaration } from '../../cim/class.js'
import type { ClassAdapter, ComparisonHint, PropertyWrite } from '../../cim/class-adapter.js'
import { takesDocumentedOnly } from '../../cim/documented-only.js'
import { formatValue } from '../../cim/format.js'
import { entryOfCode } from '../../cim/value-map.js'
import type { Locate, PlainObject, PlainValue, ResourceDocument } from '../../engine/document.js'
import type { Parsed } from '../../engine/resource-type.js'
import type { DesiredValue } from '../shared/desired-value.js'
import type { ResourceFacts } from '../shared/facts.js'
import { Findings } from '../shared/findings.js'
import { type ClassReference, parseClass } from '../shared/parse-class.js'
import { parsePath } from '../shared/parse-path.js'
import { parseDesiredValue, type ValueContext } from '../shared/parse-value.js'
import { parseWaitFor } from '../shared/parse-wait-for.js'
import { caseName } from '../shared/text-field.js'
import { keyNamesOf } from '../shared/wanted-instance.js'
import type { CimDesired, DesiredProperty } from './desired.js'
import { readOnlyReason } from './read-only.js'
import { type WriteOnlyDeclaration, writeOnlyDeclaration } from './write-only.js'

/** From the fields of a `cim:` resource to typed desired state; every finding says what to write instead. */
export function parseCim(document: ResourceDocument, locate: Locate, facts: ResourceFacts): Parsed<CimDesired> {
  const findings = new Findings(locate)
  const { fields } = document
  const reference = parseClass(fields, facts, findings, [])
  if (reference === undefined) return findings.outcome({ absent: fields['ensure'] === 'absent' })
  const { namespace, cimClass } = reference
  const adapter = facts.adapters.find(namespace, cimClass.name)
  const path = parsePath({ ...reference, namedBy: adapter?.namedBy }, fields['key'], findings, [])
  const ensure = fields['ensure'] === 'absent' ? 'absent' : 'present'
  const names = path === undefined ? [] : keyNamesOf(path)
  const embedded = { classes: facts.classes, namespace }
  const properties = parseProperties({ ...reference, names }, adapter, fields['properties'], findings, embedded)
  checkEnsure(ensure, reference, adapter, fields, findings)
  const waitFor = parseWaitFor(cimClass, fields['waitFor'], findings)
  const ignored = parseIgnored(document, reference, findings)
  if (path === undefined || findings.failed) return { desired: undefined, diagnostics: findings.diagnostics }
  return {
    desired: { namespace, cimClass, adapter, path, ensure, properties, ignored, waitFor },
    diagnostics: findings.diagnostics,
  }
}

function parseProperties(
  { cimClass, names }: ClassReference & { readonly names: readonly string[] },
  adapter: ClassAdapter | undefined,
  fields: PlainValue | undefined,
  findings: Findings,
  context: ValueContext,
): readonly DesiredProperty[] {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return []
  const wanted = new Map<string, DesiredProperty>()
  for (const [name, plain] of Object.entries(fields as PlainObject)) {
    const place = ['properties', name]
    const extra = writeOnlyDeclaration(cimClass, adapter, name)
    const declaration = cimClass.properties.get(name.toLowerCase()) ?? extra?.declaration
    if (declaration === undefined) {
      const known = [...cimClass.properties.values(), ...(adapter?.writeOnly.values() ?? [])].map((property) => property.name)
      findings.unknown('property', name, known, `${cimClass.name} has no property ${name}.`, place, 'key')
      continue
    }
    if (wanted.has(name.toLowerCase())) {
      findings.error('Property given twice', `${declaration.name} is written twice, in different case.`, place, 'key')
      continue
    }
    if (!declaration.key && names.includes(declaration.name)) {
      const detail = `${declaration.name} names the object: it is written under \`key\` alone.`
      findings.error('Key among the properties', detail, place, 'key')
      continue
    }
    const writeOnly = extra !== undefined
    if (writeOnly) checkCompanion(extra, fields as PlainObject, findings, place)
    const write = writeOnly ? ({ by: 'put' } as const) : writeOf(cimClass, declaration, adapter, findings, place)
    if (write === undefined) continue
    // A value that stands for a method is found in any case, so it is compared in any.
    const comparison = adapter?.compare.get(declaration.name.toLowerCase()) ?? (write.by === 'value' ? anyCase : undefined)
    const closed = context.classes !== undefined && takesDocumentedOnly(cimClass, declaration, write, context.classes)
    const reported = asReported(declaration, write, plain)
    const value = parseDesiredValue(declaration, reported, findings, place, { ...context, closed })
    if (value === undefined || !hasWay(declaration, write, value, findings, place)) continue
    wanted.set(name.toLowerCase(), { declaration, value, write, comparison, writeOnly })
  }
  return inOrder(wanted, [cimClass.properties, adapter?.writeOnly ?? new Map()])
}

function inOrder(
  wanted: ReadonlyMap<string, DesiredProperty>,
  declared: readonly ReadonlyMap<string, unknown>[],
): readonly DesiredProperty[] {
  const ordered: DesiredProperty[] = []
  for (const names of declared) {
    for (const name of names.keys()) {
      const property = wanted.get(name)
      if (property !== undefined) ordered.push(property)
    }
  }
  return ordered
}

/** A value that goes along with another is never sent without it. */
function checkCompanion(
  { declaration, companion }: WriteOnlyDeclaration,
  fields: PlainObject,
  findings: Findings,
  place: readonly string[],
): void {
  if (companion === undefined || Object.keys(fields).some((name) => name.toLowerCase() === companion.toLowerCase())) return
  const detail = `${declaration.name} is sent along with ${companion}, and only then: write ${companion} as well.`
  findings.error('Property without effect', detail, place, 'key')
}

const anyCase: ComparisonHint = { as: ['ignore-case'] }

/** Where each value has a method of its own: whether this one has. */
function hasWay(
  declaration: CimPropertyDeclaration,
  write: PropertyWrite,
  value: DesiredValue,
  findings: Findings,
  place: readonly string[],
): boolean {
  const { name } = declaration
  if (declaration.key && ('secret' in value || value.plain === null)) {
    findings.error('Secret or empty name', `${name} names the object, so it is text that everybody may read.`, place)
    return false
  }
  if (write.by === 'elements' && 'secret' in value) {
    findings.error('Secret for a value that cannot be one', `Which elements to add depends on ${name}.`, place)
    return false
  }
  if (write.by !== 'value') return true
  if ('secret' in value) {
    findings.error('Secret for a value that cannot be one', `Which method to call depends on ${name}.`, place)
    return false
  }
  if (write.cases.has(caseName(value.plain))) return true
  const cases = [...write.cases.keys()].map((value) => entryOfCode(declaration, value)?.value ?? value).join(', ')
  const detail = `${name} can be brought to ${cases}; there is no way to make it ${formatValue(value.plain)}.`
  findings.error('Value that cannot be set', detail, place)
  return false
}

/** A value may be written as the method calls it (`Automatic`) where reading gives another word (`Auto`). */
function asReported(declaration: CimPropertyDeclaration, write: PropertyWrite, plain: PlainValue): PlainValue {
  if (write.by !== 'method' || typeof plain !== 'string') return plain
  const written = plain.toLowerCase()
  for (const { from, map } of write.steps.flatMap((step) => step.arguments)) {
    if (!('property' in from) || from.property.toLowerCase() !== declaration.name.toLowerCase() || map?.has(written) !== false)
      continue
    const reported = [...map].find(([, argument]) => argument.toLowerCase() === written)?.[0]
    if (reported !== undefined) return entryOfCode(declaration, reported)?.value ?? reported
  }
  return plain
}

/** How the property is written; undefined (with a finding) when nothing can. */
function writeOf(
  cimClass: CimClass,
  declaration: CimPropertyDeclaration,
  adapter: ClassAdapter | undefined,
  findings: Findings,
  place: readonly string[],
): PropertyWrite | undefined {
  const adapted = adapter?.properties.get(declaration.name.toLowerCase())
  if (declaration.key && adapted?.write?.by !== 'method') {
    findings.error('Key among the properties', `${declaration.name} names the object: write it under \`key\`.`, place, 'key')
    return undefined
  }
  if (adapted?.write !== undefined) return adapted.write
  if (adapted?.readOnly === undefined && declaration.access !== 'read') return { by: 'put' }
  const why = adapted?.readOnly ?? readOnlyReason(cimClass, declaration)
  findings.error('Read-only property', `${cimClass.name}.${declaration.name} cannot be set. ${why}`, place, 'key')
  return undefined
}

function checkEnsure(
  ensure: 'present' | 'absent',
  { cimClass }: ClassReference,
  adapter: ClassAdapter | undefined,
  fields: PlainObject,
  findings: Findings,
): void {
  if (ensure === 'present') return
  for (const field of ['properties', 'waitFor']) {
    if (fields[field] === undefined) continue
    const detail = `An object that must not exist has no properties: leave \`${field}\` out.`
    findings.error('Properties of an absent object', detail, [field], 'key')
  }
  const how = adapter?.delete
  if (how !== undefined && 'unsupported' in how)
    findings.error('Object that cannot be deleted', `${cimClass.name}: ${how.unsupported}`, ['ensure'])
}

function parseIgnored(document: ResourceDocument, { cimClass }: ClassReference, findings: Findings): ReadonlySet<string> {
  for (const name of document.lifecycle.ignoreChanges) {
    if (cimClass.properties.has(name.toLowerCase())) continue
    const known = [...cimClass.properties.values()].map((property) => property.name)
    findings.unknown(
      'property',
      name,
      known,
      `${cimClass.name} has no property ${name} to ignore.`,
      ['lifecycle', 'ignoreChanges'],
      'value',
    )
  }
  return new Set(document.lifecycle.ignoreChanges.map((name) => name.toLowerCase()))
}
