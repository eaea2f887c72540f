import type { CimInstance, ObjectManager } from 'wmctl'
import type { Machine } from './machine.js'

/** A stored instance that has changed, or is gone. */
export interface Change {
  readonly className: string
  readonly now: CimInstance | undefined
  readonly before: CimInstance | undefined
}

export interface MirrorTarget {
  readonly cim: Pick<ObjectManager, 'store' | 'classes'>
  readonly machine: Machine
}
