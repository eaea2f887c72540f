import type { Folded, OutcomeFold } from '../fold/outcome-fold.js'
import { actionSigns, glyphsFor } from '../text/glyphs.js'
import { formatHosts } from '../text/host-set.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { hang } from '../text/width.js'
import { warningLine } from './change-lines.js'
import { hostFailureBlock, reasonLines } from './plan-text.js'

/** What did not go as planned, each kind once with its hosts. Blocks, without the summary. */
export function outcomeBlocks(fold: OutcomeFold, style: TextStyle): readonly string[] {
  const glyphs = glyphsFor(style)
  return [
    ...fold.warnings().map((folded) => {
      const { configuration, resource, warning } = folded.item
      return [hostsLine(folded, style), `    ${name(configuration, resource, style)}`, warningLine(warning, 6, style)].join('\n')
    }),
    ...fold.skipped().map((folded) => {
      const { address, identity, action, detail } = folded.item
      const sign = `${glyphs.skipped} ${actionSigns[action]}`
      const head = `${sign.padStart(3)} ${name(address.configuration, address.resource, style)}  ${visibleText(identity, style)}`
      return [
        hostsLine(folded, style),
        `  ${head}`,
        `      skipped: ${hang(visibleText(detail, style), 15, style.columns)}`,
      ].join('\n')
    }),
    ...fold.failed().map((folded) => {
      const { address, identity, action, failure } = folded.item
      const sign = paint(`${glyphs.failed} ${actionSigns[action]}`, 'failed', style)
      const head = `  ${sign} ${name(address.configuration, address.resource, style)}  ${visibleText(identity, style)}`
      return [hostsLine(folded, style), head, ...reasonLines(failure, 6, style)].join('\n')
    }),
    ...fold.hosts().map((failure) => hostFailureBlock(failure, style)),
  ]
}

function hostsLine(folded: Folded<unknown>, style: TextStyle): string {
  return paint(formatHosts(folded.hosts, style), 'strong', style)
}

function name(configuration: string, resource: string, style: TextStyle): string {
  return paint(visibleText(`${configuration}/${resource}`, style), 'strong', style)
}
