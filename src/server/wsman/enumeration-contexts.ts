/** Enumerations that clients have begun and not finished, by their context ([DSP0226] 8). Each belongs to the account that began it. */
export interface EnumerationContexts<T> {
  /** Keeps what is left of an enumeration under a new context; false when the account has too many open. */
  open(context: string, rest: T, account: string): boolean
  /** What a context stands for; it is used up by that. Undefined when it is unknown, used, expired or another account's. */
  take(context: string, account: string): T | undefined
  /** Undoes a `take`. */
  restore(context: string, rest: T, account: string): void
}

export interface EnumerationContextsOptions {
  /** Milliseconds of a clock that never runs backwards. */
  readonly elapsed: () => number
  /** Milliseconds without a Pull after which a context is gone. */
  readonly idleLimit: number
  readonly maxPerAccount: number
}

export function createEnumerationContexts<T>(options: EnumerationContextsOptions): EnumerationContexts<T> {
  // In the order of opening, which is the order of expiry: each Pull opens a context of its own.
  const open = new Map<string, { readonly rest: T; readonly account: string; readonly expires: number }>()

  function expire(): void {
    const now = options.elapsed()
    for (const [context, { expires }] of open) {
      if (expires > now) return
      open.delete(context)
    }
  }

  function keep(context: string, rest: T, account: string): void {
    open.set(context, { rest, account, expires: options.elapsed() + options.idleLimit })
  }

  return {
    open(context, rest, account) {
      expire()
      if ([...open.values()].filter((entry) => entry.account === account).length >= options.maxPerAccount) return false
      keep(context, rest, account)
      return true
    },
    take(context, account) {
      expire()
      const found = open.get(context)
      if (found?.account !== account) return undefined
      open.delete(context)
      return found.rest
    },
    restore: keep,
  }
}
