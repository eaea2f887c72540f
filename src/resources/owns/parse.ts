import { DecodeError } from '../../base/errors.js'
import type { CimClass } from '../../cim/class.js'
import { findWqlMismatch } from '../../cim/wql/check.js'
import { formatWql } from '../../cim/wql/format.js'
import { parseWql } from '../../cim/wql/parse.js'
import type { WqlSelect } from '../../cim/wql/query.js'
import type { Locate, PlainObject, ResourceDocument } from '../../engine/document.js'
import type { Parsed } from '../../engine/resource-type.js'
import type { ResourceFacts } from '../shared/facts.js'
import { Findings } from '../shared/findings.js'
import { parseClass } from '../shared/parse-class.js'
import { textField } from '../shared/text-field.js'
import { isUnbounded } from './bounds.js'
import type { OwnsDesired } from './desired.js'

/** From the fields of an `owns:` resource to a bounded scope. */
export function parseOwns(document: ResourceDocument, locate: Locate, facts: ResourceFacts): Parsed<OwnsDesired> {
  const findings = new Findings(locate)
  const fields = (document.fields['owns'] ?? {}) as PlainObject
  const reference = parseClass(fields, facts, findings, ['owns'])
  if (findings.unsettled) {
    const detail = 'What is deleted for not being declared is found by its documented keys, so a scope takes a documented class.'
    findings.error('Scope of an unknown class', detail, ['owns', 'cim'])
  }
  const query = reference === undefined ? undefined : parseWhere(textField(fields, 'where'), reference.cimClass, findings)
  if (reference === undefined || query?.where === undefined || findings.failed) {
    return { desired: undefined, diagnostics: findings.diagnostics }
  }
  const { namespace, cimClass } = reference
  const deletion = facts.adapters.find(namespace, cimClass.name)?.delete
  if (deletion !== undefined && 'unsupported' in deletion) {
    findings.error('Objects that cannot be deleted', `${cimClass.name}: ${deletion.unsupported}`, ['owns', 'cim'])
    return { desired: undefined, diagnostics: findings.diagnostics }
  }
  const wql = formatWql(query)
  const where = wql.slice(`SELECT * FROM ${query.className} WHERE `.length)
  return { desired: { namespace, cimClass, condition: query.where, where, wql }, diagnostics: findings.diagnostics }
}

function parseWhere(where: string, cimClass: CimClass, findings: Findings): WqlSelect | undefined {
  const place = ['owns', 'where']
  if (cimClass.keys.length === 0) {
    const detail = `Objects of ${cimClass.name} have no documented key, so declared ones cannot be told from others.`
    findings.error('Class without keys', detail, ['owns', 'cim'])
    return undefined
  }
  let query: ReturnType<typeof parseWql>
  try {
    query = parseWql(`SELECT * FROM ${cimClass.name} WHERE ${where}`)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    // The place it names is one of the whole query, which nobody wrote.
    findings.error('Not a WQL condition', `${error.message.replace(/ \(at \d+\)$/, '')}.`, place)
    return undefined
  }
  if (query.kind !== 'select' || query.where === undefined) return undefined
  const mismatch = findWqlMismatch(query, cimClass)
  if (mismatch !== undefined) {
    findings.error('Condition that the class cannot answer', mismatch, place)
    return undefined
  }
  if (isUnbounded(query.where)) {
    const detail =
      `The condition matches every ${cimClass.name}, or all but those it names, so that everything that is not declared would be ` +
      'deleted. Say which objects these documents are for, by a prefix of their names for instance.'
    findings.error('Scope without bounds', detail, place)
    return undefined
  }
  return query
}
