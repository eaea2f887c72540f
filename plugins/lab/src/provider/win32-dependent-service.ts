import type { HostProvider } from './host-provider.js'
import { refuseModify } from './refusal.js'
import { installedServices } from './service-instances.js'
import { dependency } from './service-needs.js'
import { cimv2 } from './store.js'

/** Win32_DependentService: which service needs which. */
export const win32DependentService: HostProvider = {
  namespace: cimv2,
  className: 'Win32_DependentService',
  *seed(machine, declaration) {
    const installed = [...installedServices(machine)]
    const names = new Set(installed.map(({ row }) => row.name))
    for (const { row } of installed) {
      for (const needed of row.needs ?? []) if (names.has(needed)) yield dependency(declaration, row.name, needed)
    }
  },
  create: () => refuseModify('Win32_DependentService'),
  modify: () => refuseModify('Win32_DependentService'),
  delete: () => refuseModify('Win32_DependentService'),
}
