import type { Diagnostic } from '../base/diagnostic.js'
import { renderDiagnostic } from '../views/diagnostic/render-diagnostic.js'
import { counted } from '../views/text/words.js'
import type { Terminal } from './terminal.js'

/** Every finding with its place, errors last so that they are what remains on the screen, and how many there are. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], terminal: Terminal): string {
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning')
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const blocks = [...warnings, ...errors].map((diagnostic) => `${renderDiagnostic(diagnostic, terminal.errStyle)}\n`)
  const parts = [
    ...(errors.length > 0 ? [counted(errors.length, 'error')] : []),
    ...(warnings.length > 0 ? [counted(warnings.length, 'warning')] : []),
  ]
  return parts.length === 0 ? '' : `${blocks.join('')}${parts.join(', ')}\n`
}
