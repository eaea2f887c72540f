import type { CimClass, CimPropertyDeclaration } from '../class.js'
import type { ClassAdapter, ComparisonHint } from '../class-adapter.js'
import { describeMethod } from './describe-method.js'
import { describeType } from './describe-type.js'
import { describeRead, describeWrite, methodNames } from './describe-write.js'
import type { ClassDescription, PropertyDescription } from './description.js'

/** What is known around a class. */
export interface ClassSurroundings {
  readonly adapter: ClassAdapter | undefined
  /** Its superclasses as far as they are known, the nearest first. */
  readonly superclasses: readonly CimClass[]
  readonly alsoIn: readonly string[]
}

/** Puts together what class facts and adapter data say. */
export function describeClass(cimClass: CimClass, { adapter, superclasses, alsoIn }: ClassSurroundings): ClassDescription {
  const { name, namespace, abstract, association, singleton, keys } = cimClass
  const declarerOf = (member: string, of: 'properties' | 'methods'): string =>
    superclasses.findLast((one) => one[of].has(member.toLowerCase()))?.name ?? name
  return {
    name,
    namespace,
    alsoIn,
    superclasses: superclasses.map((one) => one.name),
    abstract,
    association,
    singleton,
    keys,
    ...(adapter?.namedBy === undefined ? {} : { namedBy: adapter.namedBy }),
    creation: creationOf(cimClass, adapter),
    deletion: deletionOf(cimClass, adapter),
    properties: [...cimClass.properties.values()].map((property) =>
      describeProperty(cimClass, property, adapter, declarerOf(property.name, 'properties')),
    ),
    writeOnly: [...(adapter?.writeOnly.values() ?? [])].map((one) => ({ name: one.name, description: one.description })),
    methods: [...cimClass.methods.values()].map((method) => describeMethod(method, declarerOf(method.name, 'methods'), adapter)),
  }
}

function describeProperty(
  cimClass: CimClass,
  property: CimPropertyDeclaration,
  adapter: ClassAdapter | undefined,
  declaredBy: string,
): PropertyDescription {
  const read = describeRead(adapter?.properties.get(property.name.toLowerCase())?.read, cimClass)
  const compared = comparison(adapter?.compare.get(property.name.toLowerCase()))
  return {
    name: property.name,
    ...describeType(property),
    key: property.key,
    access: property.access,
    declaredBy,
    written: describeWrite(cimClass, property, adapter),
    ...(read === undefined ? {} : { read }),
    ...(compared === undefined ? {} : { compared }),
  }
}

function creationOf({ abstract, supportsCreate }: CimClass, adapter: ClassAdapter | undefined): string {
  if (abstract) return 'not at all: the class is abstract'
  const create = adapter?.create
  if (create === undefined) return supportsCreate === true ? 'as an instance' : 'as an instance, where its provider allows it'
  return 'unsupported' in create ? `not at all: ${create.unsupported}` : `by ${methodNames([create])}`
}

function deletionOf({ abstract, supportsDelete }: CimClass, adapter: ClassAdapter | undefined): string {
  if (abstract) return 'not at all: the class is abstract'
  const deletion = adapter?.delete
  if (deletion === undefined) return supportsDelete === true ? 'as an instance' : 'as an instance, where its provider allows it'
  return 'unsupported' in deletion ? `not at all: ${deletion.unsupported}` : `by ${methodNames([deletion])}`
}

function comparison(hint: ComparisonHint | undefined): string | undefined {
  if (hint === undefined) return undefined
  const by = hint.by === undefined ? [] : [`by ${hint.by.join(', ')}`]
  return [
    ...hint.as,
    ...by,
    ...(hint.nullIsEmpty === true ? ['null is empty'] : []),
    ...(hint.tolerance === undefined ? [] : [`within ${hint.tolerance} ms`]),
  ].join(', ')
}
