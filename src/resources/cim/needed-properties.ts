import { oncePer } from '../../base/once-per.js'
import type { CimPropertyDeclaration } from '../../cim/class.js'
import { type PropertyRead, propertiesIn, propertiesPassed, sequencesOf } from '../../cim/class-adapter.js'
import type { CimDesired } from './desired.js'

/** A property that a query does not give as it is. */
export interface ReadOtherwise {
  readonly declaration: CimPropertyDeclaration
  readonly read: PropertyRead
}

/** What is needed and read in another way than by a query. */
export const readOtherwise = oncePer((desired: CimDesired): readonly ReadOtherwise[] =>
  neededProperties(desired).flatMap((declaration) => {
    const read = desired.adapter?.properties.get(declaration.name.toLowerCase())?.read
    return read === undefined ? [] : [{ declaration, read }]
  }),
)

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
export function queriedProperties(desired: CimDesired): readonly string[] {
  const names = neededProperties(desired).flatMap((declaration) => {
    const read = desired.adapter?.properties.get(declaration.name.toLowerCase())?.read
    if (read?.by === 'get') return []
    return read?.by === 'method' ? read.arguments.flatMap(({ from }) => propertiesIn(from)) : [declaration.name]
  })
  const declared = names.flatMap((name) => desired.cimClass.properties.get(name.toLowerCase())?.name ?? [])
  return [...new Set(declared)]
}
