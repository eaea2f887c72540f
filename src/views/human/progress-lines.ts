import type { EngineEvent } from '../../engine/events.js'
import type { HostPlan } from '../../engine/plan.js'
import { withoutPeer } from '../fold/failure-fold.js'
import { actionWord } from '../present/summary.js'
import { actionSigns, glyphsFor } from '../text/glyphs.js'
import { formatHosts } from '../text/host-set.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { counted, formatDuration } from '../text/words.js'
import type { Write } from '../view.js'
import type { Progress, Stop, Ticker } from './progress.js'
import { createRunTracker, type RunState } from './run-state.js'

interface LineOptions {
  readonly err: Write
  readonly errStyle: TextStyle
  readonly verbose: boolean
  readonly ticker: Ticker
}

/** A log that says nothing for so long looks hung. */
const silence = 10_000

/** For logs and pipes: one line for each host that has something to say, and a heartbeat when it has been quiet. */
export function createLineProgress(options: LineOptions): Progress {
  const { ticker, errStyle } = options
  const tracker = createRunTracker(() => ticker.elapsed())
  let last = ticker.elapsed()
  let stop: Stop | undefined
  const say = (text: string): void => {
    last = ticker.elapsed()
    options.err(`${text}\n`)
  }
  const beat = (): void => {
    if (ticker.elapsed() - last >= silence) say(heartbeat(tracker.state, ticker.elapsed(), errStyle))
  }
  return {
    event(event) {
      tracker.event(event)
      if (event.type === 'run-started') {
        last = ticker.elapsed()
        stop ??= ticker.every(1000, beat)
      }
      const line = eventLine(event, errStyle, { ...options, noun: tracker.state.changeNoun })
      if (line !== undefined) say(line)
    },
    aside(print) {
      last = ticker.elapsed()
      print()
    },
    end() {
      stop?.()
      stop = undefined
    },
  }
}

export interface EventLineOptions {
  readonly verbose: boolean
  /** What a planned change is called. */
  readonly noun: string
}

/** One line about an event, or undefined when it is not worth one. */
export function eventLine(event: EngineEvent, style: TextStyle, options: EventLineOptions): string | undefined {
  const glyphs = glyphsFor(style)
  switch (event.type) {
    case 'host-planned':
      return planLine(event.plan, event.milliseconds, style, options)
    case 'batch-started': {
      if (event.of < 2) return undefined
      const head = `Batch ${event.number} of ${event.of}: `
      return `${head}${formatHosts(event.hosts, { ...style, columns: style.columns - head.length })}`
    }
    case 'change-progressed':
      return options.verbose
        ? `${place(event, style)} ${visibleText(event.message, style)} (${formatDuration(event.milliseconds)})`
        : undefined
    case 'change-completed': {
      if (event.action === 'none') return undefined
      const words = `${actionSigns[event.action]} ${name(event, style)} ${actionWord('apply', event.action)}`
      return `${host(event.address.host, style)} ${words} (${formatDuration(event.milliseconds)})`
    }
    case 'change-failed': {
      const words = `${paint(glyphs.failed, 'failed', style)} ${name(event, style)} failed`
      return `${host(event.address.host, style)} ${words}: ${visibleText(withoutPeer(event.failure.message, event.address.host), style)}`
    }
    case 'change-skipped':
      if (event.reason === 'not-triggered' && !options.verbose) return undefined
      return `${host(event.address.host, style)} ${glyphs.skipped} ${name(event, style)} skipped: ${visibleText(event.detail, style)}`
    case 'host-completed':
      if (event.failure === undefined) return undefined
      return `${host(event.host, style)} ${event.state}: ${visibleText(withoutPeer(event.failure.message, event.host), style)}`
    case 'run-started':
    case 'diagnostic':
    case 'host-started':
    case 'host-apply-started':
    case 'change-started':
    case 'run-completed':
      return undefined
  }
}

function planLine(plan: HostPlan, milliseconds: number, style: TextStyle, options: EventLineOptions): string | undefined {
  if (plan.state !== 'planned') {
    return `${host(plan.host, style)} ${paint(plan.state, 'failed', style)}: ${visibleText(withoutPeer(plan.failure.message, plan.host), style)}`
  }
  const changes = plan.resources.filter((resource) => resource.change.action !== 'none').length
  if (changes === 0 && plan.failed.length === 0 && !options.verbose) return undefined
  const said = changes === 0 ? `no ${options.noun}s` : counted(changes, options.noun)
  const failed = plan.failed.length === 0 ? '' : `, ${plan.failed.length} failed`
  return `${host(plan.host, style)} ${said}${failed} (${formatDuration(milliseconds)})`
}

function heartbeat(state: RunState, now: number, style: TextStyle): string {
  const flight = [...state.inFlight.keys()]
  const hosts = flight.length === 0 ? '' : `, working on ${formatHosts(flight, { ...style, columns: 60 })}`
  return `${state.phase}: ${state.done} of ${counted(state.total, 'host')} done${hosts} (${formatDuration(now - state.startedAt)})`
}

function host(name: string, style: TextStyle): string {
  return `${paint(visibleText(name, style), 'strong', style)}:`
}

function name(
  event: { readonly address: { readonly configuration: string; readonly resource: string } },
  style: TextStyle,
): string {
  return visibleText(`${event.address.configuration}/${event.address.resource}`, style)
}

function place(
  event: { readonly address: { readonly host: string; readonly configuration: string; readonly resource: string } },
  style: TextStyle,
): string {
  return `${host(event.address.host, style)} ${name(event, style)}`
}
