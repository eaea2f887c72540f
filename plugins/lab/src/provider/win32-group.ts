import { makeInstance } from '../instance/make-instance.js'
import { groupsOf } from '../seed/accounts.js'
import { renameAccount } from './account.js'
import type { HostProvider } from './host-provider.js'
import { refuseModify, writableChanges } from './refusal.js'
import { cimv2 } from './store.js'

/** Win32_Group: local groups. */
export const win32Group: HostProvider = {
  namespace: cimv2,
  className: 'Win32_Group',
  *seed(machine, declaration) {
    for (const group of groupsOf(machine.facts)) {
      yield makeInstance(declaration, {
        Name: group.name,
        Domain: machine.currentName,
        Caption: `${machine.currentName}\\${group.name}`,
        Description: group.description,
        LocalAccount: true,
        SID: group.sid,
        SIDType: 4,
        Status: 'OK',
      })
    }
  },
  create: () => refuseModify('Win32_Group'),
  modify(_machine, _context, current, properties) {
    writableChanges(current, properties, [])
    return current
  },
  delete: () => refuseModify('Win32_Group'),
  methods: { Rename: renameAccount },
}
