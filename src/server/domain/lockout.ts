/** Which accounts are locked: those of a domain, or the local ones of a host. Wrong passwords in a row lock an account. */
export interface Lockout {
  isLocked(account: string): boolean
  passwordChecked(account: string, outcome: 'right' | 'wrong'): void
}

/** Without a limit no account is ever locked. Names are compared without regard to case. */
export function createLockout(limit: number | undefined): Lockout {
  const wrongInARow = new Map<string, number>()
  const isLocked = (account: string): boolean => limit !== undefined && (wrongInARow.get(account.toLowerCase()) ?? 0) >= limit
  return {
    isLocked,
    passwordChecked(account, outcome) {
      const key = account.toLowerCase()
      if (outcome === 'wrong') wrongInARow.set(key, (wrongInARow.get(key) ?? 0) + 1)
      // The right password does not unlock what is locked.
      else if (!isLocked(account)) wrongInARow.delete(key)
    },
  }
}
