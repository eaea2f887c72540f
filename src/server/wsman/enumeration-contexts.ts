/** Enumerations that clients have begun and not finished, by their context ([DSP0226] 8). */
export interface EnumerationContexts<T> {
  /** Keeps what is left of an enumeration under a new context; undefined when too many are open. */
  open(rest: T): string | undefined
  /** What a context stands for; it is used up by that. Undefined when it is unknown, used or expired. */
  take(context: string): T | undefined
  readonly size: number
}

export interface EnumerationContextsOptions {
  /** Milliseconds of a clock that never runs backwards. */
  readonly elapsed: () => number
  readonly newId: () => string
  /** Milliseconds without a Pull after which a context is gone. */
  readonly idleLimit: number
  readonly maxOpen: number
}

export function createEnumerationContexts<T>(options: EnumerationContextsOptions): EnumerationContexts<T> {
  // In the order of opening, which is the order of expiry: each Pull opens a context of its own.
  const open = new Map<string, { readonly rest: T; readonly expires: number }>()

  function expire(): void {
    const now = options.elapsed()
    for (const [context, { expires }] of open) {
      if (expires > now) return
      open.delete(context)
    }
  }

  return {
    open(rest) {
      expire()
      if (open.size >= options.maxOpen) return undefined
      const context = options.newId()
      open.set(context, { rest, expires: options.elapsed() + options.idleLimit })
      return context
    },
    take(context) {
      expire()
      const found = open.get(context)
      open.delete(context)
      return found?.rest
    },
    get size() {
      expire()
      return open.size
    },
  }
}
