import process from 'node:process'

export interface StopSignal {
  readonly signal: AbortSignal
  /** The signal that came, if one did. */
  received(): 'SIGINT' | 'SIGTERM' | undefined
  /** Gives the signals back. */
  forget(): void
}

/** Aborts when the process is asked to end. */
export function stopSignal(): StopSignal {
  const controller = new AbortController()
  let received: 'SIGINT' | 'SIGTERM' | undefined
  function onSignal(signal: NodeJS.Signals): void {
    received ??= signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM'
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    received: () => received,
    forget() {
      for (const signal of signals) process.removeListener(signal, onSignal)
    },
  }
}
