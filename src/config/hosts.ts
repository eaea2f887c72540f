import type { Diagnostic } from '../base/diagnostic.js'
import type { SecretReference } from '../engine/document.js'
import {
  type ConnectionPatch,
  type ConnectionSettings,
  type CredentialReference,
  completeSettings,
  overlay,
} from './connection-settings.js'
import { resolveGroups } from './groups.js'
import type { CredentialDocument, GroupDocument, HostDocument, InventoryDocument } from './inventory.js'
import { errorAt, placeOf, unknownName } from './problem.js'
import { child, keyRange, plainOf, rangeOf, type SourceNode, textOf } from './source-node.js'
import { noVariables, type VariableLayer } from './variable-layer.js'

/** A host with all that it inherits. Parts that are the same for many hosts are the same objects. */
export interface HostEntry {
  readonly name: string
  readonly address: string
  readonly labels: Readonly<Record<string, string>>
  /** Children before parents. */
  readonly groups: readonly string[]
  readonly connection: ConnectionSettings
  /** Its own first, then those of its groups, children before parents. */
  readonly variables: readonly VariableLayer[]
  readonly node: SourceNode
}

export interface ResolvedHosts {
  /** In the order of the documents. */
  readonly hosts: readonly HostEntry[]
  readonly groupNames: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Puts the Inventory documents of a run together: names are unique across them, groups and credentials are shared. */
export function resolveHosts(inventories: readonly InventoryDocument[]): ResolvedHosts {
  const diagnostics: Diagnostic[] = []
  const credentials = indexCredentials(inventories, diagnostics)
  const names = indexNames(inventories, diagnostics)
  const groups = resolveGroups(
    inventories.flatMap((inventory) => inventory.groups),
    names,
  )
  const hosts: HostEntry[] = []
  for (const inventory of inventories) {
    const inherit = inheritance(inventory)
    for (const host of inventory.hosts) hosts.push(entryOf(host, inherit(groups.of(host)), credentials))
  }
  for (const inventory of inventories) {
    for (const patch of patchesOf(inventory)) diagnostics.push(...checkCredential(patch, credentials))
  }
  return { hosts, groupNames: groups.names, diagnostics: [...diagnostics, ...groups.diagnostics] }
}

/** What a host gets from the defaults and its groups. */
interface Inherited {
  readonly connection: ConnectionPatch
  readonly labels: Readonly<Record<string, string>>
  readonly groups: readonly string[]
  readonly variables: readonly VariableLayer[]
  /** Complete settings for hosts that add nothing. */
  settings: ConnectionSettings | undefined
}

/** Inheritance within one document, computed once for each combination of groups. */
function inheritance(inventory: InventoryDocument): (groups: readonly GroupDocument[]) => Inherited {
  const cache = new Map<readonly GroupDocument[], Inherited>()
  return (groups) => {
    const known = cache.get(groups)
    if (known !== undefined) return known
    const parentsFirst = groups.toReversed()
    const inherited: Inherited = {
      connection: parentsFirst.reduce((patch, group) => overlay(patch, group.connection), inventory.defaults),
      labels: Object.assign({}, ...parentsFirst.map(({ labels }) => labels)) as Record<string, string>,
      groups: groups.map(({ name }) => name),
      variables: groups.map(({ variables }) => variables).filter((layer) => layer !== noVariables),
      settings: undefined,
    }
    cache.set(groups, inherited)
    return inherited
  }
}

type Credentials = ReadonlyMap<string, { readonly document: CredentialDocument; readonly reference: CredentialReference }>

function entryOf(host: HostDocument, inherited: Inherited, credentials: Credentials): HostEntry {
  const patch = overlay(inherited.connection, host.connection)
  const inheritsAll = patch === inherited.connection
  const connection =
    (inheritsAll ? inherited.settings : undefined) ??
    completeSettings(patch, credentials.get(textOf(patch.credential) ?? '')?.reference)
  if (inheritsAll) inherited.settings = connection
  return {
    name: host.name,
    address: host.address,
    labels: inherited.groups.length === 0 ? host.labels : { ...inherited.labels, ...host.labels },
    groups: inherited.groups,
    connection,
    variables: host.variables === noVariables ? inherited.variables : [host.variables, ...inherited.variables],
    node: host.node,
  }
}

function indexNames(inventories: readonly InventoryDocument[], diagnostics: Diagnostic[]): ReadonlySet<string> {
  const byName = new Map<string, HostDocument>()
  for (const host of inventories.flatMap((inventory) => inventory.hosts)) {
    const name = host.name.toLowerCase()
    const first = byName.get(name)
    if (first === undefined) byName.set(name, host)
    else {
      const detail = `The host '${host.name}' is already given at ${placeOf(nameRange(first))}. Names of hosts are unique, in any case.`
      diagnostics.push(errorAt(nameRange(host), 'Duplicate host', detail))
    }
  }
  return new Set(byName.keys())
}

function indexCredentials(inventories: readonly InventoryDocument[], diagnostics: Diagnostic[]): Credentials {
  const byName = new Map<string, { readonly document: CredentialDocument; readonly reference: CredentialReference }>()
  for (const document of inventories.flatMap((inventory) => inventory.credentials)) {
    const first = byName.get(document.name)?.document
    const { name, username, password } = document
    const reference = { name, username, password: { secret: plainOf(password) as SecretReference['secret'] } }
    if (first === undefined) byName.set(name, { document, reference })
    else {
      const detail = `The credential '${name}' is already given at ${placeOf(keyRange(first.map, first.entry))}. Keep one of the two.`
      diagnostics.push(errorAt(keyRange(document.map, document.entry), 'Duplicate credential', detail))
    }
  }
  return byName
}

function patchesOf(inventory: InventoryDocument): readonly ConnectionPatch[] {
  return [
    inventory.defaults,
    ...inventory.groups.map((group) => group.connection),
    ...inventory.hosts.map((host) => host.connection),
  ]
}

function checkCredential({ credential }: ConnectionPatch, credentials: Credentials): readonly Diagnostic[] {
  if (credential === undefined) return []
  const name = textOf(credential) ?? ''
  const found = credentials.get(name)
  if (found === undefined) {
    const what = `No credential is named '${name}'.`
    return [unknownName(rangeOf(credential), 'Unknown credential', what, name, [...credentials.keys()])]
  }
  for (const kind of ['keytab', 'ccache']) {
    const node = child(found.document.password, kind)
    if (node === undefined) continue
    const detail = `The credential '${name}' at ${placeOf(rangeOf(node))} is a Kerberos ${kind}, which this version does not support yet. Use env, file, command or prompt.`
    return [errorAt(rangeOf(credential), 'Credential not supported', detail)]
  }
  return []
}

function nameRange(host: HostDocument) {
  return rangeOf(child(host.node, 'name') ?? host.node)
}
