import { groupsOf } from '../seed/accounts.js'
import { accountPath, membership } from './account.js'
import type { HostProvider } from './host-provider.js'
import { refuseModify } from './refusal.js'
import { cimv2 } from './store.js'

/** Win32_GroupUser: who is in which group. */
export const win32GroupUser: HostProvider = {
  namespace: cimv2,
  className: 'Win32_GroupUser',
  *seed(machine, declaration) {
    for (const group of groupsOf(machine.facts)) {
      const path = accountPath('Win32_Group', machine.currentName, group.name)
      for (const member of group.members) {
        yield membership(declaration, path, accountPath('Win32_UserAccount', machine.currentName, member))
      }
    }
  },
  create: () => refuseModify('Win32_GroupUser'),
  modify: () => refuseModify('Win32_GroupUser'),
  delete: () => refuseModify('Win32_GroupUser'),
}
