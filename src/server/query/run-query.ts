import { DecodeError } from '../../base/errors.js'
import { sameName } from '../../cim/names.js'
import { CimError } from '../../cim/status.js'
import { type CimInstance, cimInstance } from '../../cim/value.js'
import { findWqlMismatch } from '../../cim/wql/check.js'
import { compileWhere, projectInstance } from '../../cim/wql/evaluate.js'
import { parseWql } from '../../cim/wql/parse.js'
import type { WqlAssociators, WqlQuery, WqlReferences, WqlSelect } from '../../cim/wql/query.js'
import { complete, type HostObjects, placeOf, refreshFamily } from '../host-objects.js'
import { keyNames } from '../repository/instance-key.js'
import { selectAssociations } from './associations.js'

/** Runs the text of a WQL query in a namespace. Throws CimError `invalidQuery` for what is not one. */
export function runQuery(host: HostObjects, namespace: string, wql: string): Iterable<CimInstance> {
  const query = readQuery(wql)
  return query.kind === 'select' ? runSelect(host, namespace, query) : runAssociation(host, namespace, query)
}

/** Parses a query as the object manager does: what is not WQL is refused with CimError `invalidQuery`. */
export function readQuery(wql: string): WqlQuery {
  try {
    return parseWql(wql)
  } catch (error) {
    if (error instanceof DecodeError) throw new CimError('invalidQuery', error.message, { cause: error })
    throw error
  }
}

function runSelect(host: HostObjects, namespace: string, query: WqlSelect): Iterable<CimInstance> {
  if (sameName(query.className, 'meta_class')) {
    throw new CimError('notSupported', 'Queries for classes are not supported; enumerate the class metadata instead')
  }
  const place = placeOf(host, namespace, query.className)
  const mismatch = findWqlMismatch(query, place.declaration)
  if (mismatch !== undefined) throw new CimError('invalidQuery', mismatch)
  const matches = compileWhere(query.where, {
    isA: (className, ancestor) => host.classes.isA(place.namespace, className, ancestor),
  })
  refreshFamily(host, place)
  const found = host.repository.listDeep(place.namespace, place.declaration.name).filter(matches)
  return map(found, (instance) => projectInstance(query, complete(host, instance)))
}

function runAssociation(host: HostObjects, namespace: string, query: WqlAssociators | WqlReferences): Iterable<CimInstance> {
  checkOptions(query)
  const { object, role, resultClass } = query
  const found = selectAssociations(host, namespace, {
    returns: query.kind === 'associators' ? 'associated' : 'association',
    object,
    ...(role === undefined ? {} : { role }),
    ...(resultClass === undefined ? {} : { resultClass }),
    ...(query.kind === 'associators' && query.associationClass !== undefined ? { associationClass: query.associationClass } : {}),
    ...(query.kind === 'associators' && query.resultRole !== undefined ? { resultRole: query.resultRole } : {}),
  })
  return map(found, (instance) => (query.keysOnly ? keysOf(host, instance) : complete(host, instance)))
}

function keysOf(host: HostObjects, instance: CimInstance): CimInstance {
  const { declaration } = placeOf(host, instance.namespace, instance.className)
  const keys = keyNames(declaration).flatMap((name) => instance.properties.get(name.toLowerCase()) ?? [])
  return cimInstance(instance.className, keys, instance.namespace)
}

/** Answers with classes, and tests of qualifiers, need what the class repository does not keep. */
function checkOptions(query: WqlAssociators | WqlReferences): void {
  const refused = [
    query.classDefsOnly === true && 'ClassDefsOnly',
    query.schemaOnly === true && 'SchemaOnly',
    query.requiredQualifier !== undefined && 'RequiredQualifier',
    query.kind === 'associators' && query.requiredAssociationQualifier !== undefined && 'RequiredAssocQualifier',
  ].find((keyword) => keyword !== false)
  if (refused !== undefined) throw new CimError('notSupported', `${refused} is not supported`)
}

/** Lazily: a client may pull a few of many. */
function* map<T, R>(items: Iterable<T>, change: (item: T) => R): Generator<R> {
  for (const item of items) yield change(item)
}
