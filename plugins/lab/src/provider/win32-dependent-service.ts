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
    for (const { row, needs } of installedServices(machine)) {
      for (const needed of needs) yield dependency(declaration, row.name, needed)
    }
  },
  create: () => refuseModify('Win32_DependentService'),
  modify: () => refuseModify('Win32_DependentService'),
  delete: () => refuseModify('Win32_DependentService'),
}
