import type { ObjectManager } from 'wmctl'
import type { Machine } from './machine.js'
import type { Change, MirrorTarget } from './mirror.js'
import { mirrorAddresses } from './mirror-addresses.js'
import { mirrorServices } from './mirror-services.js'
import { mirrorShares } from './mirror-shares.js'

/**
 * Windows shows some objects in two places: an old class and one of an MI provider, or a class and the registry. What one of them is told, by a provider or
 * behind its back, the other one shows too.
 */
export function mirrorChanges(cim: ObjectManager, machine: Machine): void {
  let mirroring = false
  cim.onChange((event) => {
    const now = event.kind === 'deletion' ? undefined : event.instance
    const before = event.kind === 'creation' ? undefined : event.previous
    const mirror = mirrors[(now ?? before)?.className ?? '']
    if (mirroring || mirror === undefined) return
    mirroring = true
    try {
      mirror({ cim, machine }, { className: (now ?? before)?.className ?? '', now, before })
    } finally {
      mirroring = false
    }
  })
}

const mirrors: Readonly<Record<string, (target: MirrorTarget, change: Change) => void>> = {
  Win32_Service: mirrorServices,
  Win32_Share: mirrorShares,
  MSFT_SmbShare: mirrorShares,
  Win32_NetworkAdapter: mirrorAddresses,
  Win32_NetworkAdapterConfiguration: mirrorAddresses,
  MSFT_NetIPAddress: mirrorAddresses,
  MSFT_DNSClientServerAddress: mirrorAddresses,
}
