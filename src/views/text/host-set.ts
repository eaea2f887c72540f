import { type Glyphs, glyphsFor } from './glyphs.js'
import { visibleText } from './visible.js'
import { displayWidth } from './width.js'

/**
 * Names a set of hosts in one line: consecutive numbers become ranges, the rest is listed while it fits, and the count is
 * said. `web01…web40 (40 hosts)`; one host is just its name.
 */
export function formatHosts(hosts: readonly string[], style: { readonly unicode: boolean; readonly columns: number }): string {
  if (hosts.length <= 1) return listHosts(hosts, style)
  const total = ` (${hosts.length} hosts)`
  return listHosts(hosts, { ...style, columns: Math.max(style.columns - total.length, 20) }) + total
}

/** The names alone, for places that say the count already. */
export function listHosts(hosts: readonly string[], style: { readonly unicode: boolean; readonly columns: number }): string {
  if (hosts.length === 0) return 'no hosts'
  const glyphs = glyphsFor(style)
  const parts = hostRanges(hosts).map((range) => ({ text: formatRange(range, glyphs, style), hosts: range.count }))
  return join(parts, hosts.length, style.columns)
}

interface HostRange {
  readonly first: string
  readonly last: string
  readonly count: number
}

/** Sorts host names naturally and folds runs of three or more consecutive numbers with the same prefix, suffix and width. */
export function hostRanges(hosts: readonly string[]): readonly HostRange[] {
  const numbered = hosts.map(splitName).sort(compareNames)
  const ranges: HostRange[] = []
  let run: NumberedName[] = []
  const close = (): void => {
    const first = run[0]
    const last = run.at(-1)
    if (first === undefined || last === undefined) return
    if (run.length >= 3) ranges.push({ first: first.name, last: last.name, count: run.length })
    else for (const one of run) ranges.push({ first: one.name, last: one.name, count: 1 })
    run = []
  }
  for (const name of numbered) {
    const before = run.at(-1)
    if (before !== undefined && !follows(before, name)) close()
    run.push(name)
  }
  close()
  return ranges
}

interface NumberedName {
  readonly name: string
  readonly prefix: string
  readonly suffix: string
  readonly number: number | undefined
  readonly digits: number
}

/** The number that counts is the last one of the first label (`web01.corp.example`), or of the whole when it is an address. */
function splitName(name: string): NumberedName {
  const label = /^[\d.]+$/.test(name) ? name : (name.split('.', 1)[0] ?? name)
  const match = /^(.*?)(\d{1,9})(\D*)$/s.exec(label)
  if (match === null) return { name, prefix: name, suffix: '', number: undefined, digits: 0 }
  const [, prefix = '', number = '', rest = ''] = match
  return { name, prefix, suffix: rest + name.slice(label.length), number: Number(number), digits: number.length }
}

function compareNames(a: NumberedName, b: NumberedName): number {
  return order(a.prefix, b.prefix) || order(a.suffix, b.suffix) || (a.number ?? -1) - (b.number ?? -1) || order(a.name, b.name)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** web9, web10 follow each other; web09, web010 do not. */
function follows(before: NumberedName, next: NumberedName): boolean {
  if (before.number === undefined || next.number !== before.number + 1) return false
  if (before.prefix !== next.prefix || before.suffix !== next.suffix) return false
  return before.digits === next.digits || (!hasLeadingZero(before) && !hasLeadingZero(next))
}

function hasLeadingZero(name: NumberedName): boolean {
  return name.number !== undefined && String(name.number).length < name.digits
}

function formatRange(range: HostRange, glyphs: Glyphs, style: { readonly unicode: boolean }): string {
  const first = visibleText(range.first, style)
  return range.count === 1 ? first : `${first}${glyphs.range}${visibleText(range.last, style)}`
}

function join(parts: readonly { text: string; hosts: number }[], total: number, columns: number): string {
  let line = ''
  let shown = 0
  for (const part of parts) {
    const longer = line === '' ? part.text : `${line}, ${part.text}`
    const rest = total - shown - part.hosts
    const room = rest > 0 ? columns - displayWidth(` and ${rest} more`) : columns
    if (line !== '' && displayWidth(longer) > room) return `${line} and ${total - shown} more`
    line = longer
    shown += part.hosts
  }
  return line
}
