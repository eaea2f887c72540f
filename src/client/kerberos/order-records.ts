import type { RandomSource } from '../../base/ports.js'
import type { ServiceRecord } from '../../io/service-resolver.js'

/** Records in the order in which to try them: by priority, and among equals by chance in proportion to their weight ([RFC 2782]). */
export function orderRecords(records: readonly ServiceRecord[], random: RandomSource): readonly ServiceRecord[] {
  const left = records.toSorted((one, other) => one.priority - other.priority || one.weight - other.weight)
  const ordered: ServiceRecord[] = []
  while (left.length > 0) {
    const equals = left.filter(({ priority }) => priority === left[0]?.priority)
    const total = equals.reduce((sum, { weight }) => sum + weight, 0)
    const at = chance(random) * total
    let passed = 0
    const next = equals.find(({ weight }) => {
      passed += weight
      return passed >= at
    })
    if (next === undefined) break
    ordered.push(next)
    left.splice(left.indexOf(next), 1)
  }
  return ordered
}

/** From 0 to less than 1. */
function chance(random: RandomSource): number {
  const [high = 0, low = 0] = random.bytes(2)
  return (high * 256 + low) / 65_536
}
