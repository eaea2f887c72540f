import type { Failure, PlannedResource } from '../../../engine/plan.js'
import type { FoldedFailure } from '../../fold/failure-fold.js'
import type { OutcomeFold } from '../../fold/outcome-fold.js'
import type { FoldedGroup, FoldedResourceFailure, ShownChange } from '../../fold/plan-fold.js'
import { type PresentedDelta, presentDelta } from '../../present/delta.js'
import { actionSigns } from '../../text/glyphs.js'
import { formatHosts } from '../../text/host-set.js'
import { visibleText } from '../../text/visible.js'
import { counted } from '../../text/words.js'
import { escapeHtml } from '../html/escape-html.js'
import { codeBlock, escapeMarkdown, inlineCode } from './escape-markdown.js'

/** A part of the report that is shown whole, in short, or counted as left out. */
export interface MarkdownBlock {
  readonly text: string
  readonly short: string
  readonly changes: number
  readonly hosts: number
}

const textOptions = { unicode: true, limit: 500 }
/** Groups with more changes are folded away from the start. */
const openChanges = 3
const openLines = 30

/** The changes that these hosts share, as a diff. */
export function groupBlock(group: FoldedGroup): MarkdownBlock {
  const hosts = formatHosts(group.hosts, { unicode: true, columns: 160 })
  const lines = group.changes.flatMap(changeLines)
  const open = group.changes.length <= openChanges && lines.length <= openLines ? ' open' : ''
  const count = counted(group.changes.length, 'change')
  const body = codeBlock('diff', lines)
  return {
    text: `<details${open}><summary><b>${escapeHtml(hosts)}</b>: ${count}</summary>\n\n${body}\n\n</details>`,
    short: `- ${escapeMarkdown(hosts)}: ${count} (details left out)`,
    changes: group.changes.length,
    hosts: group.hosts.length,
  }
}

export function failedHostBlock(folded: FoldedFailure): MarkdownBlock {
  return failureBlock(folded.state === 'unreachable' ? 'Unreachable' : 'Failed', folded.hosts, folded.failure)
}

export function failedResourceBlock(folded: FoldedResourceFailure): MarkdownBlock {
  return failureBlock(inlineCode(folded.resource.identity), folded.hosts, folded.resource)
}

/** What an apply could not do, or did with a warning. */
export function outcomeBlocks(outcome: OutcomeFold): readonly MarkdownBlock[] {
  return [
    ...outcome.hosts().map(failedHostBlock),
    ...outcome
      .failed()
      .map(({ item, hosts }) => failureBlock(`Failed: ${sign(item)} ${inlineCode(item.identity)}`, hosts, item.failure)),
    ...outcome
      .skipped()
      .map(({ item, hosts }) =>
        failureBlock(`Skipped: ${sign(item)} ${inlineCode(item.identity)}`, hosts, { message: item.detail }),
      ),
    ...outcome
      .warnings()
      .map(({ item, hosts }) =>
        failureBlock(`Warning: ${inlineCode(`${item.configuration}/${item.resource}`)}`, hosts, { message: item.warning }),
      ),
  ]
}

function sign(item: { readonly action: PlannedResource['change']['action'] }): string {
  return inlineCode(actionSigns[item.action])
}

function failureBlock(
  title: string,
  hosts: readonly string[],
  reason: Pick<Failure, 'message' | 'hint'> & { readonly code?: string },
): MarkdownBlock {
  const code = reason.code === undefined ? '' : ` ${inlineCode(reason.code)}`
  const hint = reason.hint === undefined ? '' : `<br>${escapeMarkdown(reason.hint)}`
  const short = `- **${title}**: ${escapeMarkdown(formatHosts(hosts, { unicode: true, columns: 160 }))}`
  return { text: `${short}<br>${escapeMarkdown(reason.message)}${code}${hint}`, short, changes: 1, hosts: hosts.length }
}

/** In the notation of a unified diff, which forges colour. */
function changeLines(resource: ShownChange): readonly string[] {
  const { address, change } = resource
  const reason = change.reason === undefined ? '' : ` (${show(change.reason)})`
  const place = `${address.configuration}/${address.resource}`
  const head = `@@ ${actionSigns[change.action].trim() || '='} ${show(place)}  ${show(resource.identity)}${reason} @@`
  const deltas = change.deltas.filter((delta) => delta.equal === undefined)
  const steps = deltas.length === 0 ? change.steps : []
  return [
    head,
    ...deltas.flatMap((delta) => deltaLines(presentDelta(delta, textOptions, resource.varying?.get(delta.name)))),
    ...steps.map((step) => `  > ${show(step)}`),
    ...change.warnings.map((warning) => `! warning: ${show(warning)}`),
  ]
}

function deltaLines(delta: PresentedDelta): readonly string[] {
  switch (delta.form) {
    case 'sensitive':
      return [`${delta.sign === '~' ? '!' : delta.sign} ${delta.name}: ${delta.text}`]
    case 'equal':
      return []
    case 'lines':
      return [
        `  ${delta.name}:`,
        ...delta.lines.map((line) => (line.sign === '…' ? `    … ${line.text}` : `${line.sign}   ${line.text}`.trimEnd())),
      ]
    case 'pair':
      return [
        ...(delta.before === undefined ? [] : [`- ${delta.name}: ${delta.before.text}`]),
        ...(delta.after === undefined ? [] : [`+ ${delta.name}: ${delta.after.text}`]),
      ]
  }
}

function show(text: string): string {
  return visibleText(text, textOptions)
}
