import type { ValueDescription, WriteDescription } from '../../cim/describe/description.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { displayWidth, hang } from '../text/width.js'

const labelWidth = 13

/** `  written      by ChangeStartMode`: a fact with its name, wrapped under itself. */
export function factLine(label: string, text: string, style: TextStyle): string {
  const indent = 2 + labelWidth
  return `  ${paint(label.padEnd(labelWidth), 'dim', style)}${hang(visibleText(text, style), indent, style.columns)}`
}

export function heading(text: string, style: TextStyle): string {
  return paint(text, 'strong', style)
}

/** Rows under one another; the last column is wrapped, the others are as wide as they need. */
export function columnLines(rows: readonly (readonly string[])[], indent: number, style: TextStyle): readonly string[] {
  const shown = rows.map((row) => row.map((cell) => visibleText(cell, style)))
  const count = Math.max(0, ...shown.map((row) => row.length))
  const widths = Array.from({ length: Math.max(0, count - 1) }, (_, index) =>
    Math.max(0, ...shown.map((row) => displayWidth(row[index] ?? ''))),
  )
  return shown.map((row) => {
    const head = widths.map((width, index) => pad(row[index] ?? '', width)).join('  ')
    const start = indent + displayWidth(head) + (widths.length === 0 ? 0 : 2)
    const last = row[count - 1] ?? ''
    return `${' '.repeat(indent)}${head}${widths.length === 0 ? '' : '  '}${hang(last, start, style.columns)}`.trimEnd()
  })
}

/** The values on as few lines as they need: `0 Other, 1 Unknown` or `Auto, Manual`. */
export function valuesText(values: readonly ValueDescription[]): string {
  return values.map(({ value, label }) => (label === undefined ? value : `${value} ${label}`)).join(', ')
}

/** How a property is written, with the calls below it. */
export function writeLines({ how, calls }: WriteDescription, style: TextStyle): readonly string[] {
  const rows = calls.flatMap(({ value = '', call, when, waitsFor, disrupts, effectiveAfter }, index) => [
    [value === calls[index - 1]?.value ? '' : value, call],
    ...(when === undefined ? [] : [['', `  when ${when}`]]),
    ...(waitsFor === undefined ? [] : [['', `  then waits for ${waitsFor}`]]),
    ...(disrupts === undefined ? [] : [['', `  ${disrupts}`]]),
    ...(effectiveAfter === undefined
      ? []
      : [['', `  in effect after ${effectiveAfter === 'restart' ? 'a restart' : 'the next logon'}`]]),
  ])
  return [factLine('written', how, style), ...columnLines(rows, 2 + labelWidth, style)]
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}
