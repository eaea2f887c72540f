/*
 * Text from a host is shown, never obeyed: control characters could move the cursor or retitle the window, and
 * bidirectional overrides could make one value look like another.
 */

/** C0 and C1 controls, line and paragraph separators, zero-width and bidirectional characters, lone surrogates. */
const unsafe = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

/** The text on one line, with what a terminal would obey or hide written out: `␊` or `<LF>`, `<U+202E>`. */
export function visibleText(text: string, style: { readonly unicode: boolean }): string {
  const safe = text.replace(unsafe, (character) => visibleCharacter(character.codePointAt(0) ?? 0, style.unicode))
  return style.unicode ? safe : safe.replace(/[^\u0020-\u007e]/gu, escapeCodePoint)
}

/** As visibleText, but line breaks and tabs stay: for text that is already laid out in lines. */
export function visibleLines(text: string, style: { readonly unicode: boolean }): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.split('\t').map((part) => visibleText(part, style)))
    .map((parts) => parts.join('  '))
    .join('\n')
}

const shortNames: Readonly<Record<number, string>> = { 0: 'NUL', 9: 'TAB', 10: 'LF', 13: 'CR', 27: 'ESC' }

function visibleCharacter(code: number, unicode: boolean): string {
  if (unicode && code < 0x20) return String.fromCodePoint(0x2400 + code)
  const name = shortNames[code]
  return name === undefined ? escapeCode(code) : `<${name}>`
}

function escapeCodePoint(character: string): string {
  return escapeCode(character.codePointAt(0) ?? 0)
}

function escapeCode(code: number): string {
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}
