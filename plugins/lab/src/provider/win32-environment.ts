import { CimError, type CimInstance, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { environmentOf } from '../seed/environment.js'
import type { HostProvider } from './host-provider.js'
import type { Machine } from './machine.js'
import { writableChanges } from './refusal.js'
import { cimv2, findByText, textOf } from './store.js'

/** Win32_Environment: variables of the system and of accounts. */
export const win32Environment: HostProvider = {
  namespace: cimv2,
  className: 'Win32_Environment',
  *seed(machine, declaration) {
    for (const { name, value, user } of environmentOf(machine.facts)) {
      yield makeInstance(declaration, { ...variable(name, user), VariableValue: value })
    }
  },
  create(machine, context, instance) {
    const name = textOf(instance, 'Name')
    const user = textOf(instance, 'UserName')
    if (name === '' || name.includes('=')) throw new CimError('invalidParameter', `'${name}' cannot name an environment variable`)
    if (propertyValue(instance, 'VariableValue') === null) {
      throw new CimError('invalidParameter', `The environment variable ${name} needs a VariableValue`)
    }
    const owner = ownerOf(machine, user, (local) => findByText(context.repository, cimv2, 'Win32_UserAccount', 'Name', local))
    if (owner === undefined) throw new CimError('invalidParameter', `There is no account ${user} to keep ${name} for`)
    return withValues(context.class, instance, variable(name, user))
  },
  modify(_machine, context, current, properties) {
    const changes = writableChanges(current, properties, ['VariableValue'])
    if (changes['VariableValue'] === null) {
      throw new CimError('invalidParameter', `The environment variable ${textOf(current, 'Name')} needs a VariableValue`)
    }
    return withValues(context.class, current, changes)
  },
}

function variable(name: string, user: string): Record<string, string | boolean> {
  const caption = `${user}\\${name}`
  return { Name: name, UserName: user, Caption: caption, Description: caption, Status: 'OK', SystemVariable: isSystem(user) }
}

function isSystem(user: string): boolean {
  return user.toUpperCase() === '<SYSTEM>'
}

function ownerOf(machine: Machine, user: string, find: (local: string) => CimInstance | undefined): string | undefined {
  if (isSystem(user) || user.toUpperCase() === '<DEFAULT>' || /^NT AUTHORITY\\/i.test(user)) return user
  const [domain = '', local = ''] = user.includes('\\') ? user.split('\\', 2) : ['', user]
  const isLocal = domain === '' || domain.toUpperCase() === machine.currentName
  if (isLocal) return find(local) === undefined ? undefined : user
  return machine.facts.domain === undefined ? undefined : user
}
