import type { ChangeFailed, ChangeSkipped } from '../../engine/events.js'
import type { ChangeWarning, OutcomeFold } from '../fold/outcome-fold.js'
import { actionSigns, glyphsFor } from '../text/glyphs.js'
import { formatHosts } from '../text/host-set.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { hang } from '../text/width.js'
import { warningLine } from './change-lines.js'
import { hostFailureBlock, reasonLines } from './plan-text.js'

/** What did not go as planned, each kind once with its hosts, under one heading where the hosts are the same. Blocks, without the summary. */
export function outcomeBlocks(fold: OutcomeFold, style: TextStyle): readonly string[] {
  const parts: readonly Part[] = [
    ...fold.warnings().map(({ item, hosts }) => ({ hosts, lines: warningLines(item, style) })),
    ...fold.skipped().map(({ item, hosts }) => ({ hosts, lines: skippedLines(item, style) })),
    ...fold.failed().map(({ item, hosts }) => ({ hosts, lines: failedLines(item, style) })),
  ]
  const blocks = new Map<string, string[]>()
  for (const { hosts, lines } of parts) {
    const key = hosts.join('\n')
    const known = blocks.get(key)
    if (known === undefined) blocks.set(key, [paint(formatHosts(hosts, style), 'strong', style), ...lines])
    else known.push(...lines)
  }
  return [
    ...[...blocks.values()].map((lines) => lines.join('\n')),
    ...fold.hosts().map((failure) => hostFailureBlock(failure, style)),
  ]
}

interface Part {
  readonly hosts: readonly string[]
  readonly lines: readonly string[]
}

function warningLines({ configuration, resource, warning }: ChangeWarning, style: TextStyle): readonly string[] {
  return [`    ${name(configuration, resource, style)}`, warningLine(warning, 6, style)]
}

function skippedLines(item: ChangeSkipped, style: TextStyle): readonly string[] {
  const detail = hang(visibleText(item.detail, style), 15, style.columns)
  return [headLine(item, glyphsFor(style).skipped, style), `      skipped: ${detail}`]
}

function failedLines(item: ChangeFailed, style: TextStyle): readonly string[] {
  return [headLine(item, paint(glyphsFor(style).failed, 'failed', style), style), ...reasonLines(item.failure, 6, style)]
}

function headLine({ address, identity, action }: ChangeSkipped | ChangeFailed, mark: string, style: TextStyle): string {
  const place = name(address.configuration, address.resource, style)
  return `  ${mark} ${actionSigns[action]} ${place}  ${visibleText(identity, style)}`
}

function name(configuration: string, resource: string, style: TextStyle): string {
  return paint(visibleText(`${configuration}/${resource}`, style), 'strong', style)
}
