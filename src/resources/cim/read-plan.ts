import { oncePer } from '../../base/once-per.js'
import type { CimPropertyDeclaration } from '../../cim/class.js'
import { type PropertyRead, propertiesIn, propertiesPassed, sequencesOf } from '../../cim/class-adapter.js'
import type { InstanceOperation } from '../../session/cim-session.js'
import { formatIdentity } from '../shared/format-identity.js'
import { type WantedInstance, wantedInstance } from '../shared/wanted-instance.js'
import { type CimDesired, isCreatedAsInstance, renamedPath } from './desired.js'
import { SharedStates } from './shared-states.js'

/** What reading the object of a resource takes, whatever the host. */
export interface ReadPlan {
  readonly desired: CimDesired
  readonly identity: string
  /** The object under its key, and under the name it is to have. */
  readonly wanted: readonly WantedInstance[]
  /** What is needed and read in another way than by a query. */
  readonly otherwise: readonly ReadOtherwise[]
  readonly states: SharedStates
  /** What creating, or deleting, the object needs of the session; nothing where calls of the adapter do it, which every protocol has. */
  readonly creation: readonly InstanceOperation[]
  readonly deletion: readonly InstanceOperation[]
}

/** A property that a query does not give as it is. */
export interface ReadOtherwise {
  readonly declaration: CimPropertyDeclaration
  readonly read: PropertyRead
}

export const readPlan = oncePer((desired: CimDesired): ReadPlan => {
  const { cimClass, namespace, path, adapter } = desired
  const needed = neededProperties(desired)
  const renamed = renamedPath(desired)
  const properties = queriedProperties(desired, needed)
  const places = (renamed === undefined ? [path] : [path, renamed]).map((place) =>
    wantedInstance({ cimClass, namespace, path: place, properties }),
  )
  return {
    desired,
    identity: formatIdentity(path),
    wanted: places.filter(({ identity }, index) => places.findIndex((other) => other.identity === identity) === index),
    otherwise: needed.flatMap((declaration) => {
      const read = readOf(desired, declaration)
      return read === undefined ? [] : [{ declaration, read }]
    }),
    states: new SharedStates(),
    creation: isCreatedAsInstance(desired) ? ['create'] : [],
    deletion: adapter?.delete === undefined ? ['delete'] : [],
  }
})

/** The named properties, and what the adapter's calls take from the live object or make depend on it. */
function neededProperties({ properties, adapter, cimClass }: CimDesired): readonly CimPropertyDeclaration[] {
  const { create, delete: deletion } = adapter ?? {}
  const mayBeReplaced = properties.some(({ write }) => write.by === 'replace')
  const steps = [
    ...properties.flatMap(({ write }) => sequencesOf(write).flatMap((sequence) => sequence.steps)),
    ...(deletion === undefined || 'unsupported' in deletion ? [] : deletion.steps),
    ...(create === undefined || 'unsupported' in create || !mayBeReplaced ? [] : create.steps),
  ]
  const conditions = steps.flatMap(({ when }) => [...(when?.keys() ?? [])])
  const named = properties.map(({ declaration }) => declaration.name)
  const names = [...named, ...propertiesPassed(steps), ...conditions]
  const declared = names.flatMap((name) => cimClass.properties.get(name.toLowerCase()) ?? [])
  return [...new Set(declared)]
}

/** What a query asks for: not what is read in another way, but what that way needs. Keys are always asked for. */
function queriedProperties(desired: CimDesired, needed: readonly CimPropertyDeclaration[]): readonly string[] {
  const names = needed.flatMap((declaration) => {
    const read = readOf(desired, declaration)
    if (read?.by === 'get') return []
    return read?.by === 'method' ? read.arguments.flatMap(({ from }) => propertiesIn(from)) : [declaration.name]
  })
  const declared = names.flatMap((name) => desired.cimClass.properties.get(name.toLowerCase())?.name ?? [])
  return [...new Set(declared)]
}

/** How the adapter reads a property that a query does not give as it is. */
function readOf({ adapter }: CimDesired, { name }: CimPropertyDeclaration): PropertyRead | undefined {
  return adapter?.properties.get(name.toLowerCase())?.read
}
