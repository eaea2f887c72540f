import type { Action } from '../../engine/resource-type.js'
import type { ShownChange } from '../fold/plan-fold.js'
import { type PresentedDelta, presentDelta } from '../present/delta.js'
import type { DiffLine } from '../present/sequence-diff.js'
import { actionSigns, type Glyphs, glyphsFor } from '../text/glyphs.js'
import { paint, type TextStyle, type Tone } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { displayWidth, hang } from '../text/width.js'

export interface ChangeLinesOptions {
  readonly style: TextStyle
  /** Also the equalities by rule, and the steps of every change. */
  readonly verbose: boolean
}

const tones: Readonly<Record<Action, Tone | undefined>> = {
  none: undefined,
  create: 'added',
  set: 'changed',
  delete: 'removed',
  replace: 'changed',
  invoke: 'accent',
  unknown: 'warned',
}

const signTones: Readonly<Record<string, Tone>> = { '+': 'added', '-': 'removed', '~': 'changed' }

/** Characters of one value that a terminal is given. */
const valueLimit = 2000

/** One resource of a plan: its sign and names, its properties old → new, and what will be sent. */
export function changeLines(resource: ShownChange, options: ChangeLinesOptions): readonly string[] {
  const { style } = options
  const { change } = resource
  const shown = change.deltas.filter((delta) => options.verbose || delta.equal === undefined)
  const deltas = shown.flatMap((delta) =>
    deltaLines(presentDelta(delta, { unicode: style.unicode, limit: valueLimit }, resource.varying?.get(delta.name)), style),
  )
  const steps = options.verbose || !change.deltas.some((delta) => delta.equal === undefined) ? change.steps : []
  return [
    resourceLine(resource, style),
    ...deltas,
    ...steps.map((step) => `      ${paint(`> ${visibleText(step, style)}`, 'dim', style)}`),
    ...change.warnings.map((warning) => warningLine(warning, 6, style)),
  ]
}

/** `  ~ configuration/resource  Win32_Service.Name="Spooler"  (reason)` */
function resourceLine(resource: ShownChange, style: TextStyle): string {
  const { address, change } = resource
  const sign = change.action === 'none' ? glyphsFor(style).equal : actionSigns[change.action]
  const name = visibleText(`${address.configuration}/${address.resource}`, style)
  const identity = visibleText(resource.identity, style)
  const reason = change.reason === undefined ? '' : paint(`  (${visibleText(change.reason, style)})`, 'dim', style)
  return `${paint(sign.padStart(3), tones[change.action], style)} ${paint(name, 'strong', style)}  ${identity}${reason}`
}

export function warningLine(warning: string, indent: number, style: TextStyle): string {
  const text = hang(visibleText(warning, style), indent + 9, style.columns)
  return `${' '.repeat(indent)}${paint('warning', 'warned', style)}: ${text}`
}

function deltaLines(delta: PresentedDelta, style: TextStyle): readonly string[] {
  const glyphs = glyphsFor(style)
  switch (delta.form) {
    case 'equal': {
      const text = `${delta.name}: ${delta.before} ${glyphs.equal} ${delta.after}  (${delta.rule})`
      return [`      ${paint(`${glyphs.equal} ${text}`, 'dim', style)}`]
    }
    case 'sensitive':
      return [`      ${signText(delta.sign, style)} ${delta.name}: ${delta.text}`]
    case 'lines':
      return [
        `      ${signText(delta.sign, style)} ${delta.name}:`,
        ...delta.lines.map((line) => `          ${diffLine(line, style, glyphs)}`.trimEnd()),
      ]
    case 'pair':
      return pairLines(delta, style, glyphs)
  }
}

function pairLines(delta: Extract<PresentedDelta, { form: 'pair' }>, style: TextStyle, glyphs: Glyphs): readonly string[] {
  const head = `      ${signText(delta.sign, style)} ${delta.name}:`
  const before = delta.before?.text
  const after = delta.after?.text
  if (before === undefined || after === undefined) return [`${head} ${before ?? after ?? ''}`]
  const width = 10 + displayWidth(delta.name) + displayWidth(before) + displayWidth(after) + glyphs.arrow.length + 2
  if (width <= style.columns) return [`${head} ${before} ${paint(glyphs.arrow, 'dim', style)} ${after}`]
  return [head, `          ${paint(`- ${before}`, 'removed', style)}`, `          ${paint(`+ ${after}`, 'added', style)}`]
}

function diffLine(line: DiffLine, style: TextStyle, glyphs: Glyphs): string {
  if (line.sign === '…') return paint(`  ${glyphs.ellipsis} ${line.text}`, 'dim', style)
  return paint(`${line.sign} ${line.text}`.trimEnd(), signTones[line.sign], style)
}

function signText(sign: string, style: TextStyle): string {
  return paint(sign, signTones[sign], style)
}
