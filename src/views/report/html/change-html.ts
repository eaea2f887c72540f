import type { ShownChange } from '../../fold/plan-fold.js'
import { type PresentedDelta, presentDelta, type SideText } from '../../present/delta.js'
import type { DiffLine, TextPart } from '../../present/sequence-diff.js'
import { actionSigns } from '../../text/glyphs.js'
import { visibleText } from '../../text/visible.js'
import { escapeHtml } from './escape-html.js'

/** Names of the two sides: live and desired, now and planned. */
export interface SideNames {
  readonly before: string
  readonly after: string
}

/** Characters of one value; a report is read, not parsed. */
const textOptions = { unicode: true, limit: 4000 }

/** One change: what it is about and its properties, old → new. All text is escaped. */
export function changeHtml(resource: ShownChange, title: string, sides: SideNames): string {
  const { address, change } = resource
  const deltas = change.deltas
    .filter((delta) => delta.equal === undefined)
    .map((delta) => presentDelta(delta, textOptions, resource.varying?.get(delta.name)))
  const reason = change.reason === undefined ? '' : `<span class="reason">${show(change.reason)}</span>`
  const steps = change.deltas.some((delta) => delta.equal === undefined) ? [] : change.steps
  return [
    '<article class="change">',
    `<h4><span class="sign ${change.action}" aria-hidden="true">${escapeHtml(actionSigns[change.action])}</span>`,
    `<span><span class="identity">${show(resource.identity)}</span> <span class="action">${escapeHtml(title)}</span></span></h4>`,
    `<p class="address">${show(address.configuration)}<span aria-hidden="true"> / </span>${show(address.resource)}${reason}</p>`,
    deltas.length === 0 ? '' : `<dl class="deltas">${deltas.map((delta) => deltaHtml(delta, sides)).join('')}</dl>`,
    steps.length === 0 ? '' : `<ul class="steps">${steps.map((step) => `<li><code>${show(step)}</code></li>`).join('')}</ul>`,
    ...change.warnings.map((warning) => `<p class="warning"><strong>Warning</strong> ${show(warning)}</p>`),
    '</article>',
  ].join('')
}

function show(text: string): string {
  return escapeHtml(visibleText(text, textOptions))
}

function deltaHtml(delta: PresentedDelta, sides: SideNames): string {
  return `<div class="delta"><dt>${escapeHtml(delta.name)}</dt>${deltaBody(delta, sides)}</div>`
}

function deltaBody(delta: PresentedDelta, sides: SideNames): string {
  switch (delta.form) {
    case 'sensitive':
      return `<dd class="sensitive">${escapeHtml(delta.text)}</dd>`
    case 'equal':
      return ''
    case 'lines':
      return `<dd class="lines"><pre>${delta.lines.map(lineHtml).join('')}</pre></dd>`
    case 'pair':
      return sideHtml(delta.before, 'del', sides.before) + sideHtml(delta.after, 'ins', sides.after)
  }
}

function sideHtml(side: SideText | undefined, tag: 'del' | 'ins', name: string): string {
  if (side === undefined) return ''
  const text = side.parts === undefined ? escapeHtml(side.text) : side.parts.map(partHtml).join('')
  return `<dd class="${tag}"><span class="side">${escapeHtml(name)}</span><${tag}>${text}</${tag}></dd>`
}

function partHtml(part: TextPart): string {
  return part.differs ? `<mark>${escapeHtml(part.text)}</mark>` : escapeHtml(part.text)
}

function lineHtml(line: DiffLine): string {
  if (line.sign === '…') return `<span class="fold">  … ${escapeHtml(line.text)}</span>`
  const text = line.parts === undefined ? escapeHtml(line.text) : line.parts.map(partHtml).join('')
  const body = `${escapeHtml(line.sign)} ${text}`
  if (line.sign === ' ') return `<span>${body}</span>`
  const tag = line.sign === '+' ? 'ins' : 'del'
  return `<${tag}>${body}</${tag}>`
}
