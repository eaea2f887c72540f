import type { MethodCallOnHost } from './host-provider.js'
import { cimv2, findByText } from './store.js'

/** Whether a service may log on as this account: a built-in one, a local user, or any of the domain. */
export function isKnownAccount({ machine, context }: MethodCallOnHost, account: string): boolean {
  const lower = account.toLowerCase()
  if (lower === 'localsystem' || lower.startsWith('nt authority\\') || lower.startsWith('nt service\\')) return true
  const [domain = '', user = ''] = lower.includes('\\') ? lower.split('\\', 2) : ['.', lower]
  if (user.includes('@') || (domain !== '.' && domain !== machine.currentName.toLowerCase()))
    return machine.facts.domain !== undefined
  return findByText(context.repository, cimv2, 'Win32_UserAccount', 'Name', user) !== undefined
}
