import { messageOf, WmctlError } from '../../base/errors.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleLines } from '../text/visible.js'
import { hang } from '../text/width.js'

/** Causes beyond this are not worth a line. */
const maxCauses = 4

/** An error as a person acts on it: what went wrong, why, what to do. Without a line break at the end. */
export function renderError(error: unknown, style: TextStyle): string {
  const code = error instanceof WmctlError ? ` ${paint(`[${error.code}]`, 'dim', style)}` : ''
  const lines = [`${paint('error', 'failed', style)}: ${body(messageOf(error), 7, style)}${code}`]
  let said = messageOf(error)
  for (const cause of causes(error)) {
    if (said.includes(withoutCode(cause))) continue
    lines.push(`  because: ${body(cause, 11, style)}`)
    said = cause
  }
  if (error instanceof WmctlError && error.hint !== undefined) {
    lines.push(`  ${paint('hint', 'accent', style)}: ${body(error.hint, 8, style)}`)
  }
  return lines.join('\n')
}

function causes(error: unknown): readonly string[] {
  const messages: string[] = []
  let cause = error instanceof Error ? error.cause : undefined
  while (cause !== undefined && messages.length < maxCauses) {
    messages.push(messageOf(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return messages
}

/** The same sentence with a code of another layer behind it says nothing new. */
function withoutCode(message: string): string {
  return message.replace(/ \([^()]*0x[0-9a-f]{8}\)$/i, '')
}

function body(text: string, indent: number, style: TextStyle): string {
  return hang(visibleLines(text, style), indent, style.columns)
}
