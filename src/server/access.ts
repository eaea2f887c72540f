import { CimError } from '../cim/status.js'

/** What an account may do in a namespace. WMI's finer rights fold into these three. */
export type AccessRight = 'read' | 'write' | 'execute'

/** Grants rights in a namespace and those below it; without `namespace`, everywhere. `*` is any account. */
export interface AccessRule {
  readonly account: string
  readonly namespace?: string
  readonly rights: readonly AccessRight[]
}

export type AccessPolicy = readonly AccessRule[]

/** Throws CimError `accessDenied` unless a rule grants the right. Accounts compare without regard to case. */
export function checkAccess(policy: AccessPolicy, account: string, namespace: string, right: AccessRight): void {
  const wanted = namespace.toLowerCase()
  for (const rule of policy) {
    if (appliesTo(rule, account.toLowerCase(), wanted) && rule.rights.includes(right)) return
  }
  throw new CimError('accessDenied', `${account} has no ${right} access to namespace ${namespace}`)
}

function appliesTo(rule: AccessRule, account: string, namespace: string): boolean {
  if (rule.account !== '*' && rule.account.toLowerCase() !== account) return false
  if (rule.namespace === undefined) return true
  const above = rule.namespace.toLowerCase()
  return namespace === above || namespace.startsWith(`${above}/`)
}
