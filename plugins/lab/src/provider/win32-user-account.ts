import { CimError } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { usersOf } from '../seed/accounts.js'
import { renameAccount } from './account.js'
import type { HostProvider } from './host-provider.js'
import { refuseModify, writableChanges } from './refusal.js'
import { cimv2, textOf } from './store.js'

/** Win32_UserAccount: local users. */
export const win32UserAccount: HostProvider = {
  namespace: cimv2,
  className: 'Win32_UserAccount',
  *seed(machine, declaration) {
    for (const user of usersOf(machine.facts)) {
      yield makeInstance(declaration, {
        Name: user.name,
        Domain: machine.currentName,
        Caption: `${machine.currentName}\\${user.name}`,
        FullName: user.fullName,
        Description: user.description,
        AccountType: 512,
        Disabled: user.disabled,
        LocalAccount: true,
        Lockout: false,
        PasswordChangeable: user.name !== 'Guest',
        PasswordExpires: user.passwordExpires,
        PasswordRequired: user.name !== 'Guest',
        SID: `${machine.facts.machineSid}-${user.rid}`,
        SIDType: 1,
        Status: user.disabled ? 'Degraded' : 'OK',
      })
    }
  },
  create: () => refuseModify('Win32_UserAccount'),
  modify(_machine, context, current, properties) {
    const changes = writableChanges(current, properties, writable)
    if (changes['Lockout'] === true) {
      throw new CimError('invalidParameter', `${textOf(current, 'Name')} can be unlocked, not locked, through Lockout`)
    }
    const disabled = changes['Disabled']
    return withValues(context.class, current, {
      ...changes,
      ...(typeof disabled === 'boolean' ? { Status: disabled ? 'Degraded' : 'OK' } : {}),
    })
  },
  delete: () => refuseModify('Win32_UserAccount'),
  methods: { Rename: renameAccount },
}

const writable = ['Disabled', 'FullName', 'Lockout', 'PasswordChangeable', 'PasswordExpires', 'PasswordRequired']
