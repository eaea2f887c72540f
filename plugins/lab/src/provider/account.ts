import type { CimClass, CimInstance, ProviderContext } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import type { HostMethod } from './host-provider.js'
import { textInput } from './inputs.js'
import type { Machine } from './machine.js'
import { returns } from './result.js'
import { cimv2, classOf, findByText, pathTo, textOf } from './store.js'

/** Return codes of Rename of Win32_UserAccount and Win32_Group, as documented. */
const renameCode = { success: 0, instanceNotFound: 1, invalidParameter: 3, otherApiError: 9 } as const

/** Rename of a user or a group: the security identifier stays, and so do its memberships. */
export const renameAccount: HostMethod = ({ machine, context, current, inputs }) => {
  if (current === undefined) return returns(renameCode.instanceNotFound)
  const name = textInput(inputs, 'Name')?.trim() ?? ''
  if (name === '' || name.length > 256 || /["/\\[\]:;|=,+*?<>@]/.test(name)) return returns(renameCode.invalidParameter)
  const old = textOf(current, 'Name')
  if (old.toLowerCase() !== name.toLowerCase() && isTaken(context, name)) return returns(renameCode.otherApiError)
  const domain = textOf(current, 'Domain')
  context.repository.remove(accountPath(current.className, domain, old))
  context.repository.put(cimv2, withValues(context.class, current, { Name: name, Caption: `${domain}\\${name}` }))
  moveMemberships(machine, context, { className: current.className, domain, old, name })
  return returns(renameCode.success)
}

export function accountPath(className: string, domain: string, name: string): ReturnType<typeof pathTo> {
  return pathTo(cimv2, className, { Domain: domain, Name: name })
}

/** An instance of Win32_GroupUser. */
export function membership(
  declaration: CimClass,
  group: ReturnType<typeof pathTo>,
  member: ReturnType<typeof pathTo>,
): CimInstance {
  return makeInstance(declaration, { GroupComponent: group, PartComponent: member })
}

/** Users and groups share one space of names. */
function isTaken(context: ProviderContext, name: string): boolean {
  return ['Win32_UserAccount', 'Win32_Group'].some(
    (className) => findByText(context.repository, cimv2, className, 'Name', name) !== undefined,
  )
}

interface Renaming {
  readonly className: string
  readonly domain: string
  readonly old: string
  readonly name: string
}

function moveMemberships(machine: Machine, context: ProviderContext, { className, domain, old, name }: Renaming): void {
  const declaration = classOf(machine, cimv2, 'Win32_GroupUser')
  const side = className === 'Win32_Group' ? 'groupcomponent' : 'partcomponent'
  for (const link of Array.from(context.repository.list(cimv2, 'Win32_GroupUser'))) {
    const end = link.properties.get(side)?.value
    if (typeof end !== 'object' || end === null || !('kind' in end) || end.kind !== 'path' || !Array.isArray(end.keys)) continue
    if (!end.keys.some((key) => key.name === 'Name' && String(key.value).toLowerCase() === old.toLowerCase())) continue
    const group = link.properties.get('groupcomponent')?.value
    const member = link.properties.get('partcomponent')?.value
    context.repository.remove({
      kind: 'path',
      namespace: cimv2,
      className: 'Win32_GroupUser',
      keys: [
        { name: 'GroupComponent', value: group as ReturnType<typeof pathTo> },
        { name: 'PartComponent', value: member as ReturnType<typeof pathTo> },
      ],
    })
    const renamed = accountPath(className, domain, name)
    context.repository.put(
      cimv2,
      withValues(declaration, link, side === 'groupcomponent' ? { GroupComponent: renamed } : { PartComponent: renamed }),
    )
  }
}
