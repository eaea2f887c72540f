import { visibleText } from '../../text/visible.js'

/** Text that stays text: no emphasis, no link, no mention, no HTML. */
export function escapeMarkdown(text: string): string {
  return visibleText(text, { unicode: true })
    .replace(/[\\`*_{}[\]()#|~!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
}

/** Text as inline code, whatever backticks it has. */
export function inlineCode(text: string): string {
  const safe = visibleText(text, { unicode: true })
  const fence = '`'.repeat(longestRun(safe) + 1)
  const pad = /^`|`$|^ .* $/.test(safe) ? ' ' : ''
  return `${fence}${pad}${safe}${pad}${fence}`
}

/** Lines as a block of code that nothing in them can end. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(longestRun(lines.join('\n')) + 1, 3))
  return [`${fence}${language}`, ...lines, fence].join('\n')
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length))
}
