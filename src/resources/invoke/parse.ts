import type { CimMethodDeclaration } from '../../cim/class.js'
import { isList } from '../../cim/documented-only.js'
import type { ObjectPath } from '../../cim/value.js'
import type { Locate, PlainObject, PlainValue, ResourceDocument } from '../../engine/document.js'
import type { Parsed } from '../../engine/resource-type.js'
import type { ResourceFacts } from '../shared/facts.js'
import { Findings } from '../shared/findings.js'
import { type ClassReference, parseClass } from '../shared/parse-class.js'
import { parsePath } from '../shared/parse-path.js'
import { parseDesiredValue, type ValueContext } from '../shared/parse-value.js'
import { parseExpected, parseWaitFor } from '../shared/parse-wait-for.js'
import { textField } from '../shared/text-field.js'
import type { InvokeDesired } from './desired.js'

/** From the fields of an `invoke:` resource to a typed call. */
export function parseInvoke(document: ResourceDocument, locate: Locate, facts: ResourceFacts): Parsed<InvokeDesired> {
  const findings = new Findings(locate)
  const { fields } = document
  const call = fields['invoke'] as PlainObject
  const reference = parseClass(call, facts, findings, ['invoke'])
  if (reference === undefined) return findings.outcome({ absent: false })
  const { namespace, cimClass } = reference
  const method = parseMethod(reference, call, findings)
  const classPath: ObjectPath = { kind: 'path', namespace, className: cimClass.name }
  const needsObject = method !== undefined && (!method.static || call['key'] !== undefined)
  const path = needsObject ? parsePath(reference, call['key'], findings, ['invoke']) : classPath
  const given =
    method === undefined
      ? []
      : parseArguments(reference, method, call['arguments'], findings, { classes: facts.classes, namespace })
  const when = fields['when'] === undefined ? undefined : parseExpected(cimClass, fields['when'] as PlainObject, findings, 'when')
  const waitFor = parseWaitFor(cimClass, fields['waitFor'], findings)
  checkTrigger(document, when !== undefined, findings)
  if ((when ?? waitFor) !== undefined && path?.keys === undefined && !findings.failed) {
    findings.error('No object to look at', '`when` and `waitFor` look at one object: name it with `key`.', ['invoke'], 'key')
  }
  if (path === undefined || method === undefined || findings.failed)
    return { desired: undefined, diagnostics: findings.diagnostics }
  const adapter = facts.adapters.find(namespace, cimClass.name)
  const name = `${document.configuration}/${document.name}`
  return {
    desired: { document: name, namespace, cimClass, adapter, path, method, arguments: given, when, waitFor },
    diagnostics: findings.diagnostics,
  }
}

function parseMethod({ cimClass }: ClassReference, call: PlainObject, findings: Findings): CimMethodDeclaration | undefined {
  const name = textField(call, 'method')
  const method = cimClass.methods.get(name.toLowerCase())
  if (method === undefined) {
    const known = [...cimClass.methods.values()].map((one) => one.name)
    findings.unknown('method', name, known, `${cimClass.name} has no method ${name}.`, ['invoke', 'method'], 'value')
  }
  return method
}

function parseArguments(
  { cimClass }: ClassReference,
  method: CimMethodDeclaration,
  fields: PlainValue | undefined,
  findings: Findings,
  context: ValueContext,
): InvokeDesired['arguments'] {
  const given = new Map(
    Object.entries((fields ?? {}) as PlainObject).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  )
  const inputs = method.parameters.filter((parameter) => parameter.in)
  const names = inputs.map(({ name }) => name)
  for (const { name } of given.values()) {
    if (inputs.some((input) => input.name.toLowerCase() === name.toLowerCase())) continue
    const output = method.parameters.some((parameter) => parameter.name.toLowerCase() === name.toLowerCase())
    const detail = output
      ? `${name} is an output of ${cimClass.name}.${method.name}; it cannot be given.`
      : `${cimClass.name}.${method.name} has no parameter ${name}.`
    findings.unknown('parameter', name, output ? [] : names, detail, ['invoke', 'arguments', name], 'key')
  }
  checkMissing(cimClass.name, method, given, findings)
  return inputs.flatMap((declaration): InvokeDesired['arguments'] => {
    const entry = given.get(declaration.name.toLowerCase())
    if (entry === undefined) return []
    const place = ['invoke', 'arguments', entry.name]
    const value = parseDesiredValue(declaration, entry.value, findings, place, { ...context, closed: isList(declaration) })
    return value === undefined ? [] : [{ declaration, value }]
  })
}

/**
 * Documentation seldom marks a parameter as optional, and most can be left out; where it marks some of a method's, the others are
 * needed.
 */
function checkMissing(
  className: string,
  method: CimMethodDeclaration,
  given: ReadonlyMap<string, unknown>,
  findings: Findings,
): void {
  const inputs = method.parameters.filter((parameter) => parameter.in)
  const needed = inputs.filter(({ optional }) => !optional)
  const place = ['invoke', given.size === 0 ? 'method' : 'arguments']
  const part = given.size === 0 ? 'value' : 'key'
  if (needed.length < inputs.length) {
    for (const { name } of needed) {
      if (given.has(name.toLowerCase())) continue
      findings.error('Missing argument', `${className}.${method.name} needs ${name}.`, place, part)
    }
  } else if (given.size === 0 && needed.length > 0) {
    const names = needed.map(({ name }) => name).join(', ')
    findings.warn(
      'Call without arguments',
      `${className}.${method.name} takes ${names}; it is called without any of them.`,
      place,
    )
  }
}

function checkTrigger(document: ResourceDocument, conditional: boolean, findings: Findings): void {
  const triggered = document.onChanged !== undefined
  if (triggered && conditional) {
    findings.error('Two triggers', 'Write `on: { changed: […] }` or `when: { … }`, not both.', ['when'], 'key')
  } else if (!triggered && !conditional) {
    const detail =
      'Say when to call the method: `on: { changed: [other-resource] }`, or `when: { State: Running }` on live state.'
    findings.error('Invoke without a trigger', detail, ['invoke'], 'key')
  }
}
