import { sameName } from '../../cim/names.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { CimError } from '../../cim/status.js'
import type { CimInstance, CimProperty, ObjectPath } from '../../cim/value.js'
import { type HostObjects, refreshNamespace, requireInstance } from '../host-objects.js'
import type { AssociationSelection } from '../operations.js'
import { instancePath } from '../repository/instance-key.js'

/**
 * Follows the association instances of a namespace that refer to an object ([MS-WMI] 2.2.1.1, ASSOCIATORS OF and
 * REFERENCES OF; [DSP0227] 17). Every object comes once, in the order of the association instances.
 */
export function selectAssociations(host: HostObjects, namespace: string, selection: AssociationSelection): CimInstance[] {
  const home = host.classes.checkNamespace(namespace)
  checkClasses(host, home, selection)
  refreshNamespace(host, home)
  const source = sourceIdentities(host, { ...selection.object, namespace: selection.object.namespace ?? home })
  const links = linksOf(host, home, source, selection)
  if (selection.returns === 'association') return [...new Set(links.map((link) => link.association))]
  const found = new Map<string, CimInstance>()
  for (const link of links) {
    for (const end of farEnds(link, selection)) {
      const target = resolve(host, home, end)
      if (target === undefined || !isResult(host, target, selection.resultClass)) continue
      found.set(identityOf(host, target), target)
    }
  }
  return [...found.values()]
}

/** An association instance, and the property of it that refers to the object asked about. */
interface Link {
  readonly association: CimInstance
  readonly near: CimProperty
}

function checkClasses(host: HostObjects, namespace: string, selection: AssociationSelection): void {
  if (selection.associationClass !== undefined) host.classes.get(namespace, selection.associationClass)
  if (selection.resultClass !== undefined) host.classes.get(namespace, selection.resultClass)
}

/** A reference may name the object by its own class or by the class that the query used. */
function sourceIdentities(host: HostObjects, object: ObjectPath): ReadonlySet<string> {
  const instance = requireInstance(host, object)
  return new Set([pathIdentity(object), identityOf(host, instance)])
}

function linksOf(host: HostObjects, home: string, source: ReadonlySet<string>, selection: AssociationSelection): Link[] {
  const associationClass = selection.returns === 'association' ? selection.resultClass : selection.associationClass
  const links: Link[] = []
  for (const table of host.repository.listNamespace(home)) {
    if (!host.classes.find(home, table.className)?.association) continue
    if (associationClass !== undefined && !host.classes.isA(home, table.className, associationClass)) continue
    for (const association of table.instances.values()) {
      for (const near of references(association)) {
        if (selection.role !== undefined && !sameName(near.name, selection.role)) continue
        if (source.has(pathIdentity(near.value, { namespace: home }))) links.push({ association, near })
      }
    }
  }
  return links
}

function farEnds(link: Link, selection: AssociationSelection): ObjectPath[] {
  return references(link.association)
    .filter((property) => property.name !== link.near.name)
    .filter((property) => selection.resultRole === undefined || sameName(property.name, selection.resultRole))
    .map((property) => property.value)
}

function references(association: CimInstance): (CimProperty & { readonly value: ObjectPath })[] {
  return [...association.properties.values()].filter((property): property is CimProperty & { readonly value: ObjectPath } => {
    const { value } = property
    return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'path'
  })
}

/** The instance a reference names; undefined when it names nothing that is there. */
function resolve(host: HostObjects, home: string, path: ObjectPath): CimInstance | undefined {
  try {
    return host.repository.get({ ...path, namespace: path.namespace ?? home })
  } catch (error) {
    if (error instanceof CimError) return undefined
    throw error
  }
}

function isResult(host: HostObjects, target: CimInstance, resultClass: string | undefined): boolean {
  return resultClass === undefined || host.classes.isA(target.namespace ?? '', target.className, resultClass)
}

function identityOf(host: HostObjects, instance: CimInstance): string {
  const namespace = instance.namespace ?? ''
  return pathIdentity(instancePath(host.classes.get(namespace, instance.className), instance, namespace))
}
