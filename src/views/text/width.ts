import type { Glyphs } from './glyphs.js'

/** Columns a terminal uses for the text: 2 for wide East Asian characters and emoji, 0 for combining marks. */
export function displayWidth(text: string): number {
  if (isPlainAscii(text)) return text.length
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

/** The text within so many columns, ending in an ellipsis when it was cut. */
export function clip(text: string, columns: number, glyphs: Pick<Glyphs, 'ellipsis'>): string {
  if (displayWidth(text) <= columns) return text
  const room = columns - displayWidth(glyphs.ellipsis)
  if (room <= 0) return glyphs.ellipsis.slice(0, Math.max(columns, 0))
  let width = 0
  let kept = ''
  for (const character of text) {
    width += characterWidth(character)
    if (width > room) break
    kept += character
  }
  return kept + glyphs.ellipsis
}

/** Breaks text at spaces so that lines fit; words longer than a line stay whole, so that they can be copied. */
export function wrap(text: string, columns: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, Math.max(columns, 20)))
}

/** Wraps the text and sets every line after the first under its start. */
export function hang(text: string, indent: number, columns: number): string {
  return wrap(text, columns - indent).join(`\n${' '.repeat(indent)}`)
}

function wrapParagraph(paragraph: string, columns: number): readonly string[] {
  if (/^\s/.test(paragraph)) return [paragraph]
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(' ')) {
    if (line === '') line = word
    else if (displayWidth(line) + 1 + displayWidth(word) <= columns) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

function isPlainAscii(text: string): boolean {
  return /^[\u0020-\u007e]*$/.test(text)
}

/** The wide ranges of UAX #11 that occur in practice. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
const zero = /\p{Mn}|\p{Me}/u

function characterWidth(character: string): number {
  if (zero.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
