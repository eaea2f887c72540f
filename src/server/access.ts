import { CimError } from '../cim/status.js'
import type { Logon } from './logon.js'

/** What an account may do in a namespace. WMI's finer rights fold into these three. */
export type AccessRight = 'read' | 'write' | 'execute'

/** Grants rights in a namespace and those below it; without `namespace`, everywhere. */
export interface AccessRule {
  /** An account by name, an account or a group by its SID, or `*` for any account. */
  readonly account: string
  readonly namespace?: string
  readonly rights: readonly AccessRight[]
}

export type AccessPolicy = readonly AccessRule[]

/** Throws CimError `accessDenied` unless a rule grants the right. Accounts compare without regard to case. */
export function checkAccess(policy: AccessPolicy, logon: Logon, namespace: string, right: AccessRight): void {
  for (const rule of policy) {
    if (rule.rights.includes(right) && isAbout(rule, logon) && covers(rule, namespace.toLowerCase())) return
  }
  throw new CimError('accessDenied', `${logon.account} has no ${right} access to namespace ${namespace}`)
}

function isAbout(rule: AccessRule, { account, sids }: Logon): boolean {
  return rule.account === '*' || rule.account.toLowerCase() === account.toLowerCase() || sids.includes(rule.account)
}

function covers(rule: AccessRule, namespace: string): boolean {
  if (rule.namespace === undefined) return true
  const above = rule.namespace.toLowerCase()
  return namespace === above || namespace.startsWith(`${above}/`)
}
