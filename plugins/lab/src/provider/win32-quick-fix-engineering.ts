import { makeInstance } from '../instance/make-instance.js'
import { updatesOf } from '../seed/updates.js'
import type { HostProvider } from './host-provider.js'
import { refuseModify } from './refusal.js'
import { cimv2 } from './store.js'

/** Win32_QuickFixEngineering: installed updates, read-only. InstalledOn is text, month first. */
export const win32QuickFixEngineering: HostProvider = {
  namespace: cimv2,
  className: 'Win32_QuickFixEngineering',
  *seed(machine, declaration) {
    for (const update of updatesOf(machine.facts)) {
      const installed = new Date(update.installed)
      yield makeInstance(declaration, {
        HotFixID: update.id,
        ServicePackInEffect: '',
        Caption: `http://support.microsoft.com/?kbid=${update.id.slice(2)}`,
        CSName: machine.currentName,
        Description: update.description,
        FixComments: '',
        InstalledBy: 'NT AUTHORITY\\SYSTEM',
        InstalledOn: `${installed.getUTCMonth() + 1}/${installed.getUTCDate()}/${installed.getUTCFullYear()}`,
      })
    }
  },
  create: () => refuseModify('Win32_QuickFixEngineering'),
  modify: () => refuseModify('Win32_QuickFixEngineering'),
  delete: () => refuseModify('Win32_QuickFixEngineering'),
}
