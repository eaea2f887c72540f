import type { RunCommand, RunCompleted } from '../../engine/events.js'
import type { HostCounts } from '../../engine/plan.js'
import { createOutcomeFold } from '../fold/outcome-fold.js'
import { createPlanFold, type PlanFold } from '../fold/plan-fold.js'
import { createRunPlans } from '../fold/run-plans.js'
import { summaryOf, summarySentence } from '../present/summary.js'
import { counted, formatTime } from '../text/words.js'
import type { View, Write } from '../view.js'
import { escapeMarkdown } from './markdown/escape-markdown.js'
import {
  failedHostBlock,
  failedResourceBlock,
  groupBlock,
  type MarkdownBlock,
  outcomeBlocks,
} from './markdown/markdown-blocks.js'
import type { ReportOptions } from './report-options.js'

const defaultMaxBytes = 65_000
/** Kept for the sentence that says what was left out. */
const reserve = 400

/** For merge requests and issues: summary first, each change once, within the size that forges take, and honest about the rest. */
export function createMarkdownReport(options: ReportOptions): View {
  const plan = createPlanFold({ equalities: false, mergeVarying: true })
  const plans = createRunPlans((made) => plan.add(made))
  const outcome = createOutcomeFold()
  const { command } = options
  let run: RunCompleted | undefined
  return {
    event(event) {
      outcome.event(event)
      plans.event(event)
      if (event.type === 'run-completed') run = event
    },
    end() {
      const summary =
        run === undefined ? 'The run broke off; this is what was known by then.' : summarySentence(summaryOf(run, outcome))
      const head = [
        `## ${escapeMarkdown(options.title)}`,
        `**${escapeMarkdown(summary)}**`,
        ...(run === undefined ? [] : [hostTable(run.hosts, command)]),
        `<sub>wmctl ${command}, ${formatTime(options.clock.now())}</sub>`,
      ]
      const blocks = [...outcomeBlocks(outcome), ...planBlocks(plan)]
      writeWithin(options.maxBytes ?? defaultMaxBytes, { head, blocks }, options.write)
    },
  }
}

function planBlocks(plan: PlanFold): readonly MarkdownBlock[] {
  return [
    ...plan.failedHosts().map(failedHostBlock),
    ...plan.failedResources().map(failedResourceBlock),
    ...plan.groups().map(groupBlock),
  ]
}

function hostTable(hosts: HostCounts, command: RunCommand): string {
  const columns: readonly (readonly [string, number])[] = [
    [command === 'drift' ? 'Drifted' : 'Changed', hosts.changed],
    [command === 'drift' ? 'In sync' : 'Unchanged', hosts.unchanged],
    ['Failed', hosts.failed],
    ['Unreachable', hosts.unreachable],
    ['Skipped', hosts.skipped],
  ]
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    row(['Hosts', ...columns.map(([name]) => name)]),
    row(columns.map(() => '---:').concat('---:')),
    row([String(hosts.total), ...columns.map(([, count]) => String(count))]),
  ].join('\n')
}

/** Whole blocks while they fit; a block that does not gives way to its short form, and what has no room at all is counted. */
function writeWithin(
  maxBytes: number,
  content: { readonly head: readonly string[]; readonly blocks: readonly MarkdownBlock[] },
  write: Write,
): void {
  let left = maxBytes - reserve
  const put = (text: string): boolean => {
    const bytes = utf8Length(text) + 2
    if (bytes > left) return false
    left -= bytes
    write(`${text}\n\n`)
    return true
  }
  for (const part of content.head) put(part)
  let shortened = 0
  const omitted: MarkdownBlock[] = []
  for (const block of content.blocks) {
    if (omitted.length === 0 && put(block.text)) continue
    if (omitted.length === 0 && put(block.short)) shortened++
    else omitted.push(block)
  }
  const notes = [...(shortened === 0 ? [] : [`${counted(shortened, 'group')} shown without details`]), ...omittedNote(omitted)]
  if (notes.length > 0) write(`> **Not everything is shown**, to stay within ${maxBytes} bytes: ${notes.join('; ')}.\n`)
}

function omittedNote(blocks: readonly MarkdownBlock[]): readonly string[] {
  if (blocks.length === 0) return []
  const sum = (of: (block: MarkdownBlock) => number): number => blocks.reduce((total, block) => total + of(block), 0)
  const changes = sum((block) => block.changes)
  return [
    `${counted(blocks.length, 'group')} with ${counted(changes, 'entry', 'entries')} left out (on up to ${sum((block) => block.hosts)} hosts)`,
  ]
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
