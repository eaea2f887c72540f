import type { CimInstance } from '../../cim/value.js'
import type { HostObjects } from '../host-objects.js'

export function runQuery(_host: HostObjects, _namespace: string, _wql: string): Iterable<CimInstance> {
  return []
}
