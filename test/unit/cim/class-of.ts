import type { CimClass, CimPropertyDeclaration } from '../../../src/cim/class.js'
import type { CimType } from '../../../src/cim/type.js'
import { bareClass } from '../../harness/bare-class.js'

type Member = readonly [name: string, type: CimType | `${CimType}[]`, key?: 'key', more?: Partial<CimPropertyDeclaration>]

/** A class with the given properties, for tests. */
export function classOf(name: string, members: readonly Member[]): CimClass {
  const properties = members.map(([member, type, key, more]): [string, CimPropertyDeclaration] => [
    member.toLowerCase(),
    {
      name: member,
      type: type.replace('[]', '') as CimType,
      array: type.endsWith('[]'),
      key: key === 'key',
      access: 'read',
      ...more,
    },
  ])
  const keys = members.filter(([, , key]) => key === 'key').map(([member]) => member)
  return bareClass(name, { keys, properties: new Map(properties) })
}
