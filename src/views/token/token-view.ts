import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'

/** A field of a token by the specification's name. */
export interface TokenField {
  readonly name: string
  readonly value: string | readonly TokenField[]
  /** What is wrong, bytes from the start of the token. */
  readonly damage?: { readonly detail: string; readonly offset: number }
}

export interface ShownToken {
  /** What it was found in. */
  readonly source: string
  readonly length: number | undefined
  readonly token: TokenField
}

/** A token as an indented tree. */
export function tokenText({ source, length, token }: ShownToken, style: TextStyle): string {
  const heading = length === undefined ? source : `${source}, ${length} bytes`
  return `${paint(visibleText(heading, style), 'dim', style)}\n${lines(token, '', style).join('\n')}\n`
}

function lines({ name, value, damage }: TokenField, indent: string, style: TextStyle): readonly string[] {
  const title = `${indent}${paint(visibleText(name, style), typeof value === 'string' ? undefined : 'strong', style)}`
  const inside = `${indent}  `
  const shown =
    typeof value === 'string' && !(value === '' && damage !== undefined)
      ? wrapped(title, name, visibleText(value, style), indent, style)
      : [title]
  const below = typeof value === 'string' ? [] : value.flatMap((field) => lines(field, inside, style))
  if (damage === undefined) return [...shown, ...below]
  return [
    ...shown,
    ...below,
    `${inside}${paint(`! ${visibleText(damage.detail, style)} (at byte ${damage.offset})`, 'failed', style)}`,
  ]
}

/** A value of many words, such as flags, over several lines. */
function wrapped(title: string, name: string, value: string, indent: string, style: TextStyle): readonly string[] {
  if (value === '') return [`${title}: ${paint('(empty)', 'dim', style)}`]
  const result: string[] = []
  let line = `${title}:`
  let width = indent.length + name.length + 1
  for (const word of value.split(' ')) {
    if (width + 1 + word.length > style.columns && result.length + width > indent.length + 4) {
      result.push(line)
      line = `${indent}    ${word}`
      width = indent.length + 4 + word.length
    } else {
      line += ` ${word}`
      width += 1 + word.length
    }
  }
  return [...result, line]
}

/** The same as one line of JSON, for programs. */
export function tokenJson({ source, length, token }: ShownToken): string {
  return `${JSON.stringify({ type: 'token', source, ...(length === undefined ? {} : { bytes: length }), token })}\n`
}
