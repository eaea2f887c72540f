import type { ErrorObject } from 'ajv'
import type { Diagnostic } from '../base/diagnostic.js'
import { errorAt, unknownName, withoutText } from './problem.js'
import { describeType, describeValue, expectationOf } from './schema-words.js'
import { locate, type NodePath, type SourceNode } from './source-node.js'

/** Turns what the schema checker says into sentences: one per cause, each at its place. */
export function explainSchemaErrors(errors: readonly ErrorObject[], node: SourceNode, what: string): readonly Diagnostic[] {
  const found = oneByCause(errors).map((error) => ({ error, diagnostic: explain(error, node, what) }))
  const misspelt = new Set(found.map(({ error, diagnostic }) => `${error.instancePath}/${diagnostic.suggestion}`))
  return found
    .filter(
      ({ error }) => error.keyword !== 'required' || !misspelt.has(`${error.instancePath}/${String(missingProperty(error))}`),
    )
    .map(({ diagnostic }) => diagnostic)
}

function missingProperty(error: ErrorObject): unknown {
  return (error.params as Record<string, unknown>)['missingProperty']
}

/**
 * Of a choice (anyOf, oneOf) the checker reports every branch. The branch that was meant is the one whose type the value has, and of
 * several the one that knows most of its fields; its findings stand. When none stands out the choice as a whole is the finding.
 */
function oneByCause(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let kept = errors.filter(
    ({ keyword, propertyName }) => keyword !== 'if' && (propertyName === undefined || keyword === 'propertyNames'),
  )
  for (const choice of kept.filter(isChoice)) {
    if (!kept.includes(choice)) continue
    const branches = new Map<string, ErrorObject[]>()
    for (const error of kept) {
      const branch = branchOf(error, choice)
      if (branch !== undefined) branches.set(branch, [...(branches.get(branch) ?? []), error])
    }
    const inner = new Set([...branches.values()].flat())
    const chosen = new Set(meantBranch([...branches.values()], choice) ?? [choice])
    kept = kept.filter((error) => (error === choice || inner.has(error) ? chosen.has(error) : true))
  }
  const seen = new Set<string>()
  return kept.filter((error) => {
    const key = `${error.instancePath}\n${error.keyword}\n${JSON.stringify(error.params)}`
    const before = seen.size
    return seen.add(key).size > before
  })
}

function isChoice(error: ErrorObject): boolean {
  return error.keyword === 'anyOf' || error.keyword === 'oneOf'
}

function branchOf(error: ErrorObject, choice: ErrorObject): string | undefined {
  const prefix = `${choice.schemaPath}/`
  if (error === choice || !error.schemaPath.startsWith(prefix) || !error.instancePath.startsWith(choice.instancePath))
    return undefined
  return error.schemaPath.slice(prefix.length).split('/', 1)[0]
}

function meantBranch(branches: readonly (readonly ErrorObject[])[], choice: ErrorObject): readonly ErrorObject[] | undefined {
  const fitting = branches.filter(
    (branch) => !branch.some((error) => error.keyword === 'type' && error.instancePath === choice.instancePath),
  )
  if (fitting.length < 2) return fitting[0]
  const scores = fitting.map((branch) => knownFields(branch, choice))
  const best = Math.max(...scores)
  return best > 0 && scores.filter((score) => score === best).length === 1 ? fitting[scores.indexOf(best)] : undefined
}

/** How many fields of the value the schema of a branch has; all of them when what is wrong lies deeper. */
function knownFields(branch: readonly ErrorObject[], choice: ErrorObject): number {
  const value: unknown = choice.data
  if (typeof value !== 'object' || value === null) return 0
  const own = branch.find((error) => error.instancePath === choice.instancePath)
  if (own === undefined) return Object.keys(value).length
  const schema = (own.parentSchema ?? {}) as { readonly properties?: object }
  return Object.keys(value).filter((name) => Object.hasOwn(schema.properties ?? {}, name)).length
}

function explain(error: ErrorObject, node: SourceNode, what: string): Diagnostic {
  const path = pathOf(error.instancePath)
  const params = error.params as Record<string, unknown>
  const subject = subjectOf(path, what)
  const at = locate(node, path, 'value')
  const schema = (error.parentSchema ?? {}) as Record<string, unknown>
  if (schema['x-secret'] === true) return explainSecret(error, path, node, subject)
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty'])
      const known = Object.keys((schema['properties'] as object | undefined) ?? {})
      const place = locate(node, [...path, name], 'key')
      return unknownName(place, 'Unknown field', `${capital(subject)} has no field '${name}'.`, name, known)
    }
    case 'required': {
      const name = String(params['missingProperty'])
      const example = exampleOf((schema['properties'] as Record<string, Record<string, unknown>> | undefined)?.[name])
      return errorAt(at, 'Missing field', `${capital(subject)} needs the field '${name}'.${example}`)
    }
    case 'propertyNames': {
      const name = String(params['propertyName'])
      const rule = expectationOf((schema['propertyNames'] ?? {}) as Record<string, unknown>)
      const place = locate(node, [...path, name], 'key')
      return errorAt(place, 'Unusable name', `'${name}' cannot be a name in ${subject}: write ${rule}.`)
    }
    case 'type':
      return errorAt(
        at,
        'Wrong type',
        `${capital(subject)} must be ${describeType(schema)}, not ${describeValue(error.data)}.${typeHint(error)}`,
      )
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String)
      const text = typeof error.data === 'string' ? error.data : describeValue(error.data)
      return unknownName(at, 'Value not allowed', `${capital(subject)} cannot be '${text}'.`, text, allowed)
    }
    case 'const':
      return errorAt(at, 'Value not allowed', `${capital(subject)} must be '${String(params['allowedValue'])}'.`)
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return errorAt(
        at,
        'Value out of range',
        `${capital(subject)} must be ${boundWords(error.keyword)} ${String(params['limit'])}.`,
      )
    case 'pattern':
      if (schema['x-masked'] === true) {
        return errorAt(withoutText(at), 'Unusable value', `${capital(subject)} must be ${expectationOf(schema)}.`)
      }
      return errorAt(
        at,
        'Unusable value',
        `${capital(subject)} must be ${expectationOf(schema)}, not ${describeValue(error.data)}.`,
      )
    case 'minLength':
    case 'minItems':
      return errorAt(at, 'Empty value', `${capital(subject)} must not be empty.`)
    case 'minProperties':
    case 'maxProperties': {
      const fields = Object.keys((schema['properties'] as object | undefined) ?? {}).join(', ')
      return errorAt(at, 'Not exactly one field', `${capital(subject)} needs exactly one of the fields ${fields}.`)
    }
    case 'uniqueItems':
      return errorAt(
        locate(node, [...path, Number(params['i'])], 'value'),
        'Duplicate value',
        `${capital(subject)} names the same value twice.`,
      )
    case 'anyOf':
    case 'oneOf':
      return errorAt(at, 'Wrong type', `${capital(subject)} must be ${describeType(schema)}, not ${describeValue(error.data)}.`)
    default:
      return errorAt(at, 'Unusable value', `${capital(subject)} ${error.message ?? 'is not as it should be'}.`)
  }
}

/** The line may hold the secret itself, so it is not shown. */
function explainSecret(error: ErrorObject, path: NodePath, node: SourceNode, subject: string): Diagnostic {
  const reason =
    error.keyword === 'type'
      ? 'Secrets are never written in documents, where anyone who can read the repository could read them.'
      : 'A reference to a secret has exactly one of the fields env, file, command and prompt.'
  const detail = `${capital(subject)} must say where the secret comes from. ${reason} Write { env: NAME }, { file: PATH }, { command: [PROGRAM, ARGUMENT] } or { prompt: QUESTION }.`
  return errorAt(
    withoutText(locate(node, path, 'value')),
    error.keyword === 'type' ? 'Secret in a document' : 'Unusable secret reference',
    detail,
  )
}

/** `/hosts/0/connection/port` as steps; numbers stay text, which `locate` accepts for lists. */
function pathOf(instancePath: string): NodePath {
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function subjectOf(path: NodePath, what: string): string {
  const named = path.filter((step) => !/^\d+$/.test(String(step)))
  if (path.length === 0 || named.length === 0) return path.length === 0 ? what : `an item of ${what}`
  const isItem = /^\d+$/.test(String(path.at(-1)))
  const field = `'${named.slice(-2).join('.')}'`
  return isItem ? `an item of ${field}` : field
}

function typeHint(error: ErrorObject): string {
  const schema = (error.parentSchema ?? {}) as Record<string, unknown>
  const wanted = [schema['type']].flat()
  if (wanted.includes('boolean') && typeof error.data === 'string' && /^(yes|no|on|off|y|n)$/i.test(error.data)) {
    return ' YAML 1.2 knows only true and false.'
  }
  if (wanted.includes('boolean') && typeof error.data === 'string' && /^(true|false)$/i.test(error.data))
    return ' Leave the quotes out.'
  if (wanted.includes('string') && typeof error.data === 'number' && schema['pattern'] === undefined) return ' Put it in quotes.'
  if (typeof schema['x-expected'] === 'string') return ` Write ${schema['x-expected']}.`
  if (wanted.includes('integer') && typeof error.data === 'string' && /^\d+$/.test(error.data)) return ' Leave the quotes out.'
  return exampleOf(schema)
}

function exampleOf(schema: Record<string, unknown> | undefined): string {
  const [example] = (schema?.['examples'] as readonly unknown[] | undefined) ?? []
  if (example === undefined) return ''
  return ` For example: ${typeof example === 'string' ? example : JSON.stringify(example)}.`
}

function boundWords(keyword: string): string {
  switch (keyword) {
    case 'minimum':
      return 'at least'
    case 'maximum':
      return 'at most'
    case 'exclusiveMinimum':
      return 'more than'
    default:
      return 'less than'
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
