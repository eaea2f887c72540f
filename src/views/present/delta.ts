import type { PropertyDelta, ShownValue } from '../../engine/resource-type.js'
import { visibleText } from '../text/visible.js'
import { type DiffLine, diffSequence, diffWords, type TextPart } from './sequence-diff.js'
import { elementTexts, isSensitive, type ValueTextOptions, valueText } from './value-text.js'

/** A property delta made ready to show; every output lays out the same forms. All text is safe to print. */
export type PresentedDelta =
  | {
      readonly form: 'pair'
      readonly name: string
      readonly sign: DeltaSign
      readonly before?: SideText
      readonly after?: SideText
    }
  | { readonly form: 'lines'; readonly name: string; readonly sign: DeltaSign; readonly lines: readonly DiffLine[] }
  | { readonly form: 'sensitive'; readonly name: string; readonly sign: DeltaSign; readonly text: string }
  | { readonly form: 'equal'; readonly name: string; readonly before: string; readonly after: string; readonly rule: string }

export type DeltaSign = '+' | '~' | '-'

export interface SideText {
  readonly text: string
  /** The words that differ from the other side; joined they are the text. */
  readonly parts?: readonly TextPart[]
}

/** `varying`: how many different values there are before, when the change stands for several. */
export function presentDelta(delta: PropertyDelta, options: ValueTextOptions, varying?: number): PresentedDelta {
  const name = visibleText(delta.name, options)
  const { before, after } = delta
  const sign = before === undefined ? '+' : after === undefined ? '-' : '~'
  if (isSecret(before) || isSecret(after)) {
    return {
      form: 'sensitive',
      name,
      sign,
      text: sign === '~' && delta.equal === undefined ? '(sensitive, changed)' : '(sensitive)',
    }
  }
  if (delta.equal !== undefined) {
    return {
      form: 'equal',
      name,
      before: sideText(before, options),
      after: sideText(after, options),
      rule: visibleText(delta.equal, options),
    }
  }
  if (varying !== undefined) {
    const now = after === undefined ? {} : { after: { text: valueText(after, options) } }
    return { form: 'pair', name, sign, before: { text: `(${varying} different values)` }, ...now }
  }
  const lines = presentLines(before, after, options)
  if (lines !== undefined) return { form: 'lines', name, sign, lines }
  return { form: 'pair', name, sign, ...presentPair(before, after, options) }
}

function isSecret(value: ShownValue | undefined): boolean {
  return value !== undefined && isSensitive(value)
}

function sideText(value: ShownValue | undefined, options: ValueTextOptions): string {
  return value === undefined ? '(absent)' : valueText(value, options)
}

function presentPair(
  before: ShownValue | undefined,
  after: ShownValue | undefined,
  options: ValueTextOptions,
): { readonly before?: SideText; readonly after?: SideText } {
  if (before === undefined) return after === undefined ? {} : { after: { text: valueText(after, options) } }
  if (after === undefined) return { before: { text: valueText(before, options) } }
  const old = valueText(before, options)
  const now = valueText(after, options)
  const words = stringOf(before) !== undefined && stringOf(after) !== undefined ? diffWords(old, now) : undefined
  if (words === undefined) return { before: { text: old }, after: { text: now } }
  return { before: { text: old, parts: words.before }, after: { text: now, parts: words.after } }
}

/** Values that are sequences of lines, of elements, or of `;`-separated items are shown as what went and what came. */
function presentLines(
  before: ShownValue | undefined,
  after: ShownValue | undefined,
  options: ValueTextOptions,
): readonly DiffLine[] | undefined {
  if (before !== undefined && after !== undefined && !isSensitive(before) && !isSensitive(after)) {
    const old = elementTexts(before, options)
    const now = elementTexts(after, options)
    if (old !== undefined && now !== undefined) return differing(old, now, 'element')
  }
  return presentText(stringOf(before), stringOf(after), options)
}

function presentText(
  before: string | undefined,
  after: string | undefined,
  options: ValueTextOptions,
): readonly DiffLine[] | undefined {
  if (before === undefined && after === undefined) return undefined
  const safe = (texts: readonly string[]): readonly string[] =>
    texts.map((text) => visibleText(text.slice(0, options.limit), options))
  if (hasLines(before) || hasLines(after)) {
    return differing(safe(splitLines(before)), safe(splitLines(after)), 'line')
  }
  if (isList(before) && isList(after)) return differing(safe(before.split(';')), safe(after.split(';')), 'element')
  return undefined
}

/** Undefined when nothing visible differs (only line endings, say): the pair form shows those. */
function differing(before: readonly string[], after: readonly string[], item: string): readonly DiffLine[] | undefined {
  const lines = diffSequence(before, after, { item })
  return lines.some((line) => line.sign === '+' || line.sign === '-') ? lines : undefined
}

function stringOf(value: ShownValue | undefined): string | undefined {
  return value !== undefined && !isSensitive(value) && typeof value.value === 'string' ? value.value : undefined
}

function hasLines(text: string | undefined): boolean {
  return text !== undefined && /[\r\n]./s.test(text)
}

function splitLines(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(/\r\n|\n|\r/)
}

/** PATH and its like: long, and made of items. */
function isList(text: string | undefined): text is string {
  return text !== undefined && text.length > 60 && text.split(';').length > 3
}
