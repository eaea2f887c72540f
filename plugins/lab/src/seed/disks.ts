import type { HostFacts } from './host-facts.js'

export interface DiskRow {
  readonly letter: 'C' | 'D'
  readonly label: string
  readonly size: bigint
  readonly free: bigint
  readonly volumeGuid: string
  readonly serial: string
}

/** The volumes a host starts with; both drives are always there. */
export function disksOf(facts: HostFacts): readonly DiskRow[] {
  const random = facts.random('disks')
  const gigabyte = 1024n ** 3n
  const large = facts.role === 'file' || facts.role === 'sql'
  const sizes = {
    C: BigInt(random.pick([60, 80, 100, 127])),
    D: BigInt(large ? random.pick([500, 1000, 2000]) : random.pick([40, 100, 200])),
  }
  return (['C', 'D'] as const).map((letter) => {
    const size = sizes[letter] * gigabyte - 1_048_576n
    return {
      letter,
      label: letter === 'C' ? random.pick(['', 'System', 'OS']) : random.pick(['Data', 'DATA', 'New Volume', '']),
      size,
      free: (size * BigInt(random.integer(8, 75))) / 100n,
      volumeGuid: random.guid().toLowerCase(),
      serial: random.hex(8),
    }
  })
}
