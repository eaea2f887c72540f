import type { Diagnostic, SourceRange } from '../../base/diagnostic.js'
import { type Glyphs, glyphsFor } from '../text/glyphs.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleLines, visibleText } from '../text/visible.js'
import { displayWidth, hang } from '../text/width.js'

/**
 * A finding as a person acts on it: what, where with the line and a caret, why, and what to write instead.
 * Ends with a line break.
 */
export function renderDiagnostic(diagnostic: Diagnostic, style: TextStyle): string {
  const tone = diagnostic.severity === 'error' ? 'failed' : 'warned'
  const label = diagnostic.severity === 'error' ? 'error' : 'warning'
  const lines = [`${paint(label, tone, style)}${paint(`: ${visibleText(diagnostic.summary, style)}`, 'strong', style)}`]
  const range = diagnostic.range
  const number = range?.lineText === undefined ? '' : String(range.start.line)
  const gutter = ' '.repeat(number.length)
  if (range !== undefined) lines.push(`${gutter}${paint('-->', 'accent', style)} ${formatPlace(range, style)}`)
  if (range?.lineText !== undefined) lines.push(...renderSnippet(range, range.lineText, number, tone, style))
  if (diagnostic.address !== undefined) lines.push(note(gutter, 'in', diagnostic.address, style))
  if (diagnostic.detail !== '') lines.push(note(gutter, '', diagnostic.detail, style))
  if (isNews(diagnostic)) lines.push(note(gutter, 'help', `did you mean '${diagnostic.suggestion}'?`, style))
  return `${lines.join('\n')}\n`
}

/** The detail often asks already. */
function isNews(diagnostic: Diagnostic): boolean {
  return diagnostic.suggestion !== undefined && !diagnostic.detail.includes(`Did you mean`)
}

function formatPlace(range: SourceRange, style: TextStyle): string {
  return `${visibleText(range.file, style)}:${range.start.line}:${range.start.column}`
}

function note(gutter: string, label: string, text: string, style: TextStyle): string {
  const head = label === '' ? '' : `${label}: `
  const indent = gutter.length + 3 + head.length
  const body = hang(visibleLines(text, style), indent, style.columns)
  return `${gutter} ${paint('=', 'accent', style)} ${paint(head, 'strong', style)}${body}`
}

function renderSnippet(
  range: SourceRange,
  lineText: string,
  number: string,
  tone: 'failed' | 'warned',
  style: TextStyle,
): readonly string[] {
  const gutter = ' '.repeat(number.length)
  const bar = paint('|', 'accent', style)
  const { text, from, width } = cutLine(range, lineText, Math.max(style.columns - gutter.length - 4, 20), style)
  return [
    `${gutter} ${bar}`,
    `${paint(number, 'accent', style)} ${bar} ${text}`,
    `${gutter} ${bar} ${' '.repeat(from)}${paint('^'.repeat(Math.max(width, 1)), tone, style)}`,
  ]
}

/** The part of the line around the range that fits, with the columns of the range in it. */
function cutLine(
  range: SourceRange,
  lineText: string,
  columns: number,
  style: TextStyle,
): { text: string; from: number; width: number } {
  const glyphs = glyphsFor(style)
  const start = Math.min(range.start.column - 1, lineText.length)
  const sameLine = range.end.line === range.start.line
  const end = Math.max(start, sameLine ? Math.min(range.end.column - 1, lineText.length) : lineText.trimEnd().length)
  const shown = (text: string): string => visibleText(text.replaceAll('\t', '  '), style)
  const before = shown(lineText.slice(0, start))
  const marked = shown(lineText.slice(start, end))
  const after = shown(lineText.slice(end))
  return fitLine(before, marked, after, columns, glyphs)
}

function fitLine(
  before: string,
  marked: string,
  after: string,
  columns: number,
  glyphs: Glyphs,
): { text: string; from: number; width: number } {
  let head = before
  const mark = marked.slice(0, columns)
  const cut = displayWidth(glyphs.ellipsis)
  if (displayWidth(head) + displayWidth(mark) + cut > columns) {
    const room = Math.max(Math.min(Math.floor(columns / 3), columns - displayWidth(mark) - 2 * cut), 0)
    head = glyphs.ellipsis + head.slice(head.length - Math.min(room, head.length))
  }
  const room = Math.max(columns - displayWidth(head) - displayWidth(mark), 0)
  const tail = displayWidth(after) <= room ? after : after.slice(0, Math.max(room - cut, 0)) + glyphs.ellipsis
  return { text: `${head}${mark}${tail}`.trimEnd(), from: displayWidth(head), width: displayWidth(mark) }
}
