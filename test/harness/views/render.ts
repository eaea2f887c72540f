import { createHash } from 'node:crypto'
import type { EngineEvent, RunCommand } from '../../../src/engine/events.js'
import { createHumanView } from '../../../src/views/human/human-view.js'
import type { Ticker } from '../../../src/views/human/progress.js'
import { createJsonView } from '../../../src/views/json/json-view.js'
import { loadReport, type ReportFormat, reportFormats } from '../../../src/views/report/create-report.js'
import type { ReportOptions } from '../../../src/views/report/report-options.js'
import type { TextStyle } from '../../../src/views/text/style.js'
import type { View } from '../../../src/views/view.js'
import { noTime } from './event-samples.js'

export const plainStyle: TextStyle = { colour: false, unicode: true, columns: 100 }

export const fixedClock = { now: () => noTime }

/** Time that a test moves; each step runs the tasks that are due. */
export interface FakeTicker extends Ticker {
  advance(milliseconds: number): void
  /** Tasks that nobody stopped. */
  readonly running: number
}

export function fakeTicker(): FakeTicker {
  let now = 0
  const tasks = new Set<{ readonly every: number; next: number; readonly task: () => void }>()
  return {
    every(milliseconds, task) {
      const entry = { every: milliseconds, next: now + milliseconds, task }
      tasks.add(entry)
      return () => void tasks.delete(entry)
    },
    elapsed: () => now,
    advance(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const due = [...tasks].filter((entry) => entry.next <= end).sort((a, b) => a.next - b.next)[0]
        if (due === undefined) break
        now = due.next
        due.next += due.every
        due.task()
      }
      now = end
    },
    get running() {
      return tasks.size
    },
  }
}

export interface HumanOptions {
  readonly style?: TextStyle
  readonly live?: boolean
  readonly verbose?: boolean
  readonly ticker?: FakeTicker
}

export function humanView(options: HumanOptions = {}): {
  readonly view: View
  readonly out: () => string
  readonly err: () => string
} {
  const style = options.style ?? plainStyle
  let out = ''
  let err = ''
  const view = createHumanView({
    out: (text) => {
      out += text
    },
    outStyle: style,
    err: (text) => {
      err += text
    },
    errStyle: style,
    live: options.live ?? false,
    verbose: options.verbose ?? false,
    ticker: options.ticker ?? fakeTicker(),
  })
  return { view, out: () => out, err: () => err }
}

/** What a run prints: standard output, then standard error. */
export function renderHuman(
  events: readonly EngineEvent[],
  options: HumanOptions = {},
): { readonly out: string; readonly err: string } {
  const { view, out, err } = humanView(options)
  feed(view, events)
  return { out: out(), err: err() }
}

export function renderJson(events: readonly EngineEvent[]): readonly string[] {
  let text = ''
  const view = createJsonView({
    write: (chunk) => {
      text += chunk
    },
    clock: fixedClock,
    version: '0.1.0',
  })
  feed(view, events)
  return text.trimEnd().split('\n')
}

const creators = new Map(await Promise.all(reportFormats.map(async (format) => [format, await loadReport(format)] as const)))

/** A report whose format is loaded already: tests feed views without waiting. */
export function createReport(format: ReportFormat, options: ReportOptions): View {
  const create = creators.get(format)
  if (create === undefined) throw new Error(`no report ${format}`)
  return create(options)
}

export function renderReport(format: ReportFormat, events: readonly EngineEvent[], options: Partial<ReportOptions> = {}): string {
  let text = ''
  const view = createReport(format, {
    title: 'Production web servers',
    command: commandOf(events),
    clock: fixedClock,
    digest: { sha256: (data) => createHash('sha256').update(data).digest('hex') },
    write: (chunk) => {
      text += chunk
    },
    ...options,
  })
  feed(view, events)
  return text
}

function feed(view: View, events: readonly EngineEvent[]): void {
  for (const event of events) view.event(event)
  view.end()
}

/** The report of a stream is of its last run. */
function commandOf(events: readonly EngineEvent[]): RunCommand {
  return events.findLast((event) => event.type === 'run-started')?.command ?? 'drift'
}
