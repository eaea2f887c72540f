import type { Failure } from '../../engine/plan.js'
import type { FoldedFailure } from '../fold/failure-fold.js'
import type { FoldedGroup, FoldedResourceFailure, PlanFold } from '../fold/plan-fold.js'
import { glyphsFor } from '../text/glyphs.js'
import { formatHosts } from '../text/host-set.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { hang } from '../text/width.js'
import { type ChangeLinesOptions, changeLines } from './change-lines.js'

/** The folded plan of a fleet: each change once with its hosts, then what could not be planned. Blocks, without the summary. */
export function planBlocks(fold: PlanFold, options: ChangeLinesOptions): readonly string[] {
  return [
    ...fold.groups().map((group) => groupBlock(group, options)),
    ...sameReason(fold.failedResources()).map((failures) => resourceFailuresBlock(failures, options.style)),
    ...fold.failedHosts().map((failure) => hostFailureBlock(failure, options.style)),
  ]
}

function groupBlock(group: FoldedGroup, options: ChangeLinesOptions): string {
  const heading = paint(formatHosts(group.hosts, options.style), 'strong', options.style)
  return [heading, ...group.changes.flatMap((change) => changeLines(change, options))].join('\n')
}

/** What failed on the same hosts for the same reason, which is told once. */
function sameReason(failures: readonly FoldedResourceFailure[]): readonly (readonly FoldedResourceFailure[])[] {
  const byReason = new Map<string, FoldedResourceFailure[]>()
  for (const failure of failures) {
    const { message, hint, code } = failure.resource
    const key = JSON.stringify([failure.hosts, message, hint, code])
    const known = byReason.get(key)
    if (known === undefined) byReason.set(key, [failure])
    else known.push(failure)
  }
  return [...byReason.values()]
}

function resourceFailuresBlock(failures: readonly FoldedResourceFailure[], style: TextStyle): string {
  const sign = paint(glyphsFor(style).failed.padStart(3), 'failed', style)
  const [first] = failures
  if (first === undefined) return ''
  return [
    paint(formatHosts(first.hosts, style), 'strong', style),
    ...failures.map(({ resource }) => {
      const name = visibleText(`${resource.address.configuration}/${resource.address.resource}`, style)
      return `${sign} ${paint(name, 'strong', style)}  ${visibleText(resource.identity, style)}`
    }),
    ...reasonLines(first.resource, 6, style),
  ].join('\n')
}

/** `Unreachable: web41, web42 (2 hosts)` with the reason and what to do. */
export function hostFailureBlock(folded: FoldedFailure, style: TextStyle): string {
  const label = folded.state === 'unreachable' ? 'Unreachable' : 'Failed'
  const hosts = formatHosts(folded.hosts, { ...style, columns: style.columns - label.length - 2 })
  return [`${paint(label, 'failed', style)}: ${paint(hosts, 'strong', style)}`, ...reasonLines(folded.failure, 4, style)].join(
    '\n',
  )
}

/** The message and the hint of a failure, set under a heading. */
export function reasonLines(
  failure: Pick<Failure, 'message' | 'hint'> & { readonly code?: string },
  indent: number,
  style: TextStyle,
): readonly string[] {
  const space = ' '.repeat(indent)
  const code = failure.code === undefined ? '' : ` ${paint(`[${failure.code}]`, 'dim', style)}`
  const lines = [`${space}${hang(visibleText(failure.message, style), indent, style.columns)}${code}`]
  if (failure.hint === undefined) return lines
  return [
    ...lines,
    `${space}${paint('hint', 'accent', style)}: ${hang(visibleText(failure.hint, style), indent + 6, style.columns)}`,
  ]
}
