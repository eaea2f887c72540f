import { glyphsFor } from '../text/glyphs.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { clip } from '../text/width.js'
import { formatDuration } from '../text/words.js'
import type { Write } from '../view.js'
import type { Progress, Stop, Ticker } from './progress.js'
import { eventLine } from './progress-lines.js'
import { createRunTracker, type RunState } from './run-state.js'

interface LiveOptions {
  readonly err: Write
  readonly errStyle: TextStyle
  readonly verbose: boolean
  readonly ticker: Ticker
}

/** Ten frames a second look alive and cost nothing. */
const frameInterval = 100
/** Hosts in flight that are named; the longest first. */
const maxRows = 8
const barWidth = 20

/** For a terminal: a table of the hosts in flight that is painted over itself, with finished changes scrolling above it. */
export function createLiveProgress(options: LiveOptions): Progress {
  const { ticker, errStyle } = options
  const tracker = createRunTracker(() => ticker.elapsed())
  let painted = 0
  let stop: Stop | undefined

  const clear = (): string => {
    const lines = painted
    painted = 0
    return lines === 0 ? '' : `\r\u001b[${lines}A\u001b[J`
  }
  const frame = (): void => {
    const lines = frameLines(tracker.state, ticker.elapsed(), errStyle)
    const before = clear()
    painted = lines.length
    options.err(`${before}${lines.map((line) => `${line}\n`).join('')}`)
  }
  const aside = (print: () => void): void => {
    const before = clear()
    if (before !== '') options.err(before)
    print()
  }

  return {
    event(event) {
      tracker.event(event)
      if (event.type === 'run-started') stop ??= ticker.every(frameInterval, frame)
      const line =
        isResult(event.type) || options.verbose
          ? eventLine(event, errStyle, { ...options, noun: tracker.state.changeNoun })
          : undefined
      if (line !== undefined) aside(() => options.err(`${line}\n`))
    },
    aside,
    end() {
      stop?.()
      stop = undefined
      aside(() => undefined)
    },
  }
}

/** Planned hosts are folded at the end; what was done to a host is worth a line that stays. */
function isResult(type: string): boolean {
  return type === 'change-completed' || type === 'change-failed' || type === 'change-skipped' || type === 'batch-started'
}

/** The lines of one frame, none wider than the terminal. */
function frameLines(state: RunState, now: number, style: TextStyle): readonly string[] {
  const glyphs = glyphsFor(style)
  const width = Math.max(style.columns - 1, 20)
  const busy = [...state.inFlight].sort(([, a], [, b]) => a.since - b.since)
  const rows = busy.slice(0, maxRows).map(([host, activity]) => {
    const text = `${visibleText(host, style)}  ${visibleText(activity.doing, style)}  ${formatDuration(now - activity.since)}`
    return paint(`  ${clip(text, width - 2, glyphs)}`, 'dim', style)
  })
  const more = busy.length > maxRows ? [paint(`  and ${busy.length - maxRows} more`, 'dim', style)] : []
  return [headLine(state, now, style, width), ...rows, ...more]
}

function headLine(state: RunState, now: number, style: TextStyle, width: number): string {
  const share = state.total === 0 ? 1 : Math.min(state.done / state.total, 1)
  const filled = Math.round(share * barWidth)
  const [full, empty] = style.unicode ? ['━', '─'] : ['#', '.']
  const batch = state.batch === undefined || state.batch.of < 2 ? '' : `, batch ${state.batch.number} of ${state.batch.of}`
  const counts = [
    [state.changed, state.changedWord],
    [state.failed, 'failed'],
    [state.unreachable, 'unreachable'],
  ].flatMap(([count, word]) => (count === 0 ? [] : [`, ${count} ${word}`]))
  const tail = ` ${state.done} of ${state.total} hosts${batch}${counts.join('')}  ${formatDuration(now - state.startedAt)}`
  const text = clip(`${state.phase} ${full.repeat(filled)}${empty.repeat(barWidth - filled)}${tail}`, width, glyphsFor(style))
  return paint(text, 'strong', style)
}
