import { formatPrincipal, type PrincipalName, sameName } from './principal-name.js'

/** A name with its realm. */
export interface Principal {
  readonly name: PrincipalName
  readonly realm: string
}

/** `name@REALM`. */
export function principalText({ name, realm }: Principal): string {
  return formatPrincipal(name, realm)
}

/** Realms are compared as Windows does, without regard to case. */
export function samePrincipal(left: Principal, right: Principal): boolean {
  return sameRealm(left.realm, right.realm) && sameName(left.name, right.name)
}

export function sameRealm(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}
