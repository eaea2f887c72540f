import { cimDateTime } from 'wmctl'
import { makeInstance } from '../instance/make-instance.js'
import type { HostProvider } from './host-provider.js'
import { refuseModify } from './refusal.js'
import { cimv2 } from './store.js'

/** Win32_PageFileUsage: page files in use. */
export const win32PageFileUsage: HostProvider = {
  namespace: cimv2,
  className: 'Win32_PageFileUsage',
  *seed(machine, declaration) {
    const random = machine.facts.random('page file usage')
    const size = random.pick([2048, 4096, 8192])
    const used = random.integer(20, 400)
    yield makeInstance(declaration, {
      Name: 'C:\\pagefile.sys',
      Caption: 'C:\\pagefile.sys',
      Description: 'C:\\pagefile.sys',
      InstallDate: cimDateTime(machine.facts.installed),
      AllocatedBaseSize: size,
      CurrentUsage: used,
      PeakUsage: used + random.integer(0, 300),
      TempPageFile: false,
    })
  },
  create: () => refuseModify('Win32_PageFileUsage'),
  modify: () => refuseModify('Win32_PageFileUsage'),
  delete: () => refuseModify('Win32_PageFileUsage'),
}
