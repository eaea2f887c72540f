import type { Diagnostic } from '../base/diagnostic.js'
import { WmctlError } from '../base/errors.js'

/** The documents cannot be acted on; the diagnostics say where and why (exit code 6). */
export class ConfigError extends WmctlError {
  readonly code = 'WMCTL_CONFIG'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length
    super(`The documents have ${errors === 1 ? 'one error' : `${errors} errors`}`)
    this.diagnostics = diagnostics
  }
}
