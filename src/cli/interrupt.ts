import process from 'node:process'

/** Ctrl-C and termination as an abort signal; the second one ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal
  /** 130 or 143 once a signal came. */
  exitCode(): number | undefined
  release(): void
}

export function watchInterrupt(onFirst: (message: string) => void): Interrupt {
  const controller = new AbortController()
  let code: number | undefined
  const listen = (exitCode: number) => (): void => {
    if (code !== undefined) process.exit(exitCode)
    code = exitCode
    onFirst('Stopping: what is in flight is finished, nothing new is started. Interrupt again to stop at once.\n')
    controller.abort()
  }
  const onInterrupt = listen(130)
  const onTerminate = listen(143)
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  return {
    signal: controller.signal,
    exitCode: () => code,
    release() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
    },
  }
}
