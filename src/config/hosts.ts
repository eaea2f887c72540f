import type { Diagnostic } from '../base/diagnostic.js'
import type { KerberosSettings } from '../session/connection.js'
import { type ConnectionPatch, type ConnectionSettings, completeSettings, isSecure, overlay } from './connection-settings.js'
import { type CredentialDocument, indexCredentials, unfitCredential } from './credentials.js'
import { resolveGroups } from './groups.js'
import type { GroupDocument, HostDocument, InventoryDocument } from './inventory.js'
import { mergeKerberos } from './kerberos-settings.js'
import { errorAt, placeOf, unknownName } from './problem.js'
import { child, rangeOf, type SourceNode, textOf } from './source-node.js'
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
  const credentials = indexCredentials(
    inventories.flatMap((inventory) => inventory.credentials),
    diagnostics,
  )
  const kerberos = mergeKerberos(
    inventories.map((inventory) => inventory.kerberos),
    diagnostics,
  )
  const names = indexNames(inventories, diagnostics)
  const groups = resolveGroups(
    inventories.flatMap((inventory) => inventory.groups),
    names,
  )
  const hosts: HostEntry[] = []
  const fitting = fitCheck(credentials, diagnostics)
  for (const inventory of inventories) {
    const inherit = inheritance(inventory)
    for (const host of inventory.hosts) {
      const entry = entryOf(host, inherit(groups.of(host)), { credentials, kerberos, fitting })
      hosts.push(entry)
    }
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

type Credentials = ReadonlyMap<string, CredentialDocument>

interface Shared {
  readonly credentials: Credentials
  readonly kerberos: KerberosSettings | undefined
  readonly fitting: (host: HostDocument, connection: ConnectionSettings, credential: SourceNode | undefined) => void
}

function entryOf(host: HostDocument, inherited: Inherited, { credentials, kerberos, fitting }: Shared): HostEntry {
  const patch = overlay(inherited.connection, host.connection)
  const inheritsAll = patch === inherited.connection
  const connection =
    (inheritsAll ? inherited.settings : undefined) ??
    completeSettings(patch, { credential: credentials.get(textOf(patch.credential) ?? '')?.reference, kerberos })
  if (inheritsAll) inherited.settings = connection
  fitting(host, connection, patch.credential)
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

/** Tells once of each credential that cannot serve the mechanism it is named with, and of hosts that Kerberos has no name for. */
function fitCheck(credentials: Credentials, diagnostics: Diagnostic[]): Shared['fitting'] {
  const told = new Set<string>()
  return (host, connection, node) => {
    const { auth, spn } = connection
    if (auth === 'certificate' && !isSecure(connection)) {
      const detail = `'${host.name}' is reached with plain HTTP, and \`auth: certificate\` proves itself in the TLS handshake. Write \`tls: true\`, or leave \`tls\` and \`port\` out.`
      diagnostics.push(errorAt(rangeOf(host.node), 'Certificate without HTTPS', detail))
    }
    const reference = credentials.get(textOf(node) ?? '')?.reference
    if (auth === 'kerberos' && spn === undefined && isAddress(host.address)) {
      const detail = `Kerberos knows hosts by name, and '${host.name}' has the address ${host.address}. Give its DNS name as \`address\`, or write \`spn: HTTP/NAME\` under \`connection\`.`
      diagnostics.push(errorAt(rangeOf(child(host.node, 'address') ?? host.node), 'Address without a name', detail))
    }
    if (reference === undefined || node === undefined) return
    const problem = unfitCredential(reference, auth)
    const key = `${placeOf(rangeOf(node))} ${auth}`
    if (problem === undefined || told.has(key)) return
    told.add(key)
    diagnostics.push(errorAt(rangeOf(node), 'Credential does not fit', problem))
  }
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host)
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
  if (credentials.has(name)) return []
  const what = `No credential is named '${name}'.`
  return [unknownName(rangeOf(credential), 'Unknown credential', what, name, [...credentials.keys()])]
}

function nameRange(host: HostDocument) {
  return rangeOf(child(host.node, 'name') ?? host.node)
}
