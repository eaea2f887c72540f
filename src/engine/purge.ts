import type { Diagnostic } from '../base/diagnostic.js'
import type { Lifecycle, ResourceDocument } from './document.js'
import type { DocumentParser } from './document-parser.js'
import { documentsOf, type HostModel, type HostModeler, type HostNode } from './host-model.js'
import type { HostTarget } from './host-target.js'
import { PlanError } from './plan-error.js'
import type { Observations } from './read-host.js'
import type { DeclaredObject, OwnedScope, ResourceType, UndeclaredObject } from './resource-type.js'

interface HostState<Reader, Writer> {
  readonly model: HostModel<Reader, Writer>
  readonly observations: Observations<Reader, Writer>
}

interface PurgedState<Reader, Writer> extends HostState<Reader, Writer> {
  /** The resources that were added; they have not been read by their kinds. */
  readonly added: readonly HostNode<Reader, Writer>[]
}

/**
 * A host with what nobody declares in its owned scopes: each such object is a resource of its own that deletes it, named after the
 * scope, done after it. A scope in which nothing is declared, and one on a host of which not every resource could be read from its
 * document, fails instead: what cannot be told to be undeclared is not deleted.
 */
export function withUndeclared<Reader, Writer>(
  state: HostState<Reader, Writer>,
  modelHost: HostModeler<Reader, Writer>,
): PurgedState<Reader, Writer> {
  const { model } = state
  const scopes = model.nodes.flatMap((node) => {
    const scope = scopeOf(node)
    return scope === undefined ? [] : [{ node, ...scope }]
  })
  if (scopes.length === 0) return { ...state, added: [] }
  const declared = model.nodes.flatMap(({ document, body }) =>
    'error' in body ? [] : [{ kind: document.kind, desired: body.desired, absent: body.absent }],
  )
  const observations = new Map(state.observations)
  const found: ResourceDocument[] = []
  const names = new Set(model.nodes.map(({ document }) => `${document.configuration}/${document.name}`))
  for (const { node, scope, desired } of scopes) {
    const observation = observations.get(node)
    if (observation?.state !== 'present') continue
    const doubt = doubtOf(model, scope, desired, declared)
    if (doubt !== undefined) observations.set(node, { state: 'error', error: doubt })
    else {
      for (const object of scope.undeclared(desired, observation.value, declared)) {
        found.push(documentOf(node.document, object, names))
      }
    }
  }
  return extended({ model, observations }, found, modelHost)
}

/** Scopes of hosts in which their documents declare nothing: everything in them would be deleted. */
export function checkScopes<Reader, Writer>(
  hosts: Iterable<HostTarget>,
  parse: DocumentParser<Reader, Writer>,
): readonly Diagnostic[] {
  const found = new Map<ResourceDocument, Diagnostic>()
  for (const target of hosts) {
    const documents = documentsOf(target)
    for (const document of documents) {
      const body = parse(document)
      if ('error' in body || body.type.scope === undefined || found.has(document)) continue
      const { scope } = body.type
      const declares = documents.some((other) => {
        const own = parse(other)
        return !('error' in own) && !own.absent && scope.covers(body.desired, { kind: other.kind, desired: own.desired })
      })
      if (declares) continue
      found.set(document, {
        severity: 'error',
        summary: 'Empty scope',
        detail: `${target.name}: ${emptyScope(body.identity)} ${emptyScopeHint}`,
        address: `${target.name}/${document.configuration}/${document.name}`,
        ...(document.range === undefined ? {} : { range: document.range }),
      })
    }
  }
  return [...found.values()]
}

function scopeOf(
  node: HostNode<unknown, never>,
): { readonly scope: OwnedScope<unknown, unknown>; readonly desired: unknown } | undefined {
  if ('error' in node.body) return undefined
  const { scope }: Pick<ResourceType<never, never>, 'scope'> = node.body.type
  return scope === undefined ? undefined : { scope, desired: node.body.desired }
}

function doubtOf(
  model: HostModel<unknown, never>,
  scope: OwnedScope<unknown, unknown>,
  desired: unknown,
  declared: readonly (DeclaredObject & { readonly absent: boolean })[],
): Error | undefined {
  const broken = model.nodes.find(({ body }) => 'error' in body)
  if (broken !== undefined) {
    const { configuration, name } = broken.document
    return new PlanError(`What is undeclared cannot be told, because ${configuration}/${name} could not be read`, {
      hint: 'Correct that resource; nothing of the scope is deleted until then.',
    })
  }
  if (declared.some((other) => !other.absent && scope.covers(desired, other))) return undefined
  return new PlanError(emptyScope('This scope'), { hint: emptyScopeHint })
}

function emptyScope(scope: string): string {
  return `${scope} owns objects of which none is declared, so that all of them would be deleted.`
}

const emptyScopeHint = 'Declare at least one object that is in it, or take the scope away.'

const lastName = 120

function documentOf(scope: ResourceDocument, { kind, label, fields }: UndeclaredObject, names: Set<string>): ResourceDocument {
  const slug = label
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  const base = `${scope.name}.${slug}`.slice(0, lastName)
  let name = base
  for (let number = 2; names.has(`${scope.configuration}/${name}`); number++) name = `${base}-${number}`
  names.add(`${scope.configuration}/${name}`)
  const lifecycle: Lifecycle = { preventDestroy: scope.lifecycle.preventDestroy, ignoreChanges: [] }
  const { configuration, range } = scope
  return { configuration, name, kind, fields, dependsOn: [scope.name], lifecycle, onChanged: undefined, range, owner: scope.name }
}

/** The host with these resources after its own; an object that another resource is for belongs to that one. */
function extended<Reader, Writer>(
  { model, observations }: HostState<Reader, Writer>,
  found: readonly ResourceDocument[],
  modelHost: HostModeler<Reader, Writer>,
): PurgedState<Reader, Writer> {
  if (found.length === 0) return { model, observations, added: [] }
  const own = model.nodes.map(({ document }) => document)
  const all = modelHost(model.host, [...own, ...found])
  const seen = new Set(model.nodes.map(keyOf))
  const repeated = new Set<ResourceDocument>()
  for (const node of all.nodes.slice(own.length)) {
    if (seen.has(keyOf(node))) repeated.add(node.document)
    seen.add(keyOf(node))
  }
  if (repeated.size > 0) {
    const once = found.filter((document) => !repeated.has(document))
    return extended({ model, observations }, once, modelHost)
  }
  const moved = all.nodes.flatMap((node) => {
    const before = model.nodes[node.index]
    const observation = before === undefined ? undefined : observations.get(before)
    return observation === undefined ? [] : [[node, observation] as const]
  })
  return { model: all, observations: new Map(moved), added: all.nodes.slice(own.length) }
}

function keyOf({ document, identity }: HostNode<unknown, never>): string {
  return `${document.kind}\n${identity.toLowerCase()}`
}
