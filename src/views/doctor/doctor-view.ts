import { paint, type TextStyle, type Tone } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import type { Write } from '../view.js'

/** How one step of the way to a logon came out. */
export interface ShownStep {
  readonly step: string
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped'
  readonly summary: string
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>
  readonly advice?: string
  readonly code?: string
  readonly reason?: string
}

export interface DoctorHost {
  readonly name: string
  readonly endpoint: string
  readonly auth: string
}

export interface DoctorView {
  step(step: ShownStep): void
  end(): void
}

export interface DoctorViewOptions {
  readonly host: DoctorHost
  readonly json: boolean
  /** All facts, not only those in the summaries. */
  readonly verbose: boolean
  readonly write: Write
  readonly style: TextStyle
}

export function createDoctorView(options: DoctorViewOptions): DoctorView {
  return options.json ? jsonLines(options) : lines(options)
}

/** One document a step (`schemas/doctor.schema.json`). */
function jsonLines({ host, write }: DoctorViewOptions): DoctorView {
  return {
    step({ step, status, summary, facts, advice, code, reason }) {
      const document = { type: 'doctor-step', host: host.name, step, status, summary, facts, advice, code, reason }
      write(`${JSON.stringify(document)}\n`)
    },
    end: () => undefined,
  }
}

function lines({ host, write, style, verbose }: DoctorViewOptions): DoctorView {
  let failed: string | undefined
  let warned = false
  write(`${paint(visibleText(host.name, style), 'strong', style)}: ${visibleText(host.endpoint, style)}, auth: ${host.auth}\n\n`)
  return {
    step({ step, status, summary, facts, advice }) {
      if (status === 'failed') failed ??= step
      if (status === 'warning') warned = true
      const { symbol, tone } = marks(style)[status]
      const name = step.padEnd(nameWidth)
      const text = visibleText(status === 'skipped' ? `skipped: ${summary}` : summary, style)
      write(`${paint(symbol, tone, style)} ${name}  ${status === 'skipped' ? paint(text, 'dim', style) : text}\n`)
      if (advice !== undefined) write(wrapped(visibleText(advice, style), style))
      if (verbose) for (const [key, value] of Object.entries(facts)) write(`${indent}${key}: ${factText(value, style)}\n`)
    },
    end() {
      const verdict =
        failed !== undefined ? `The logon fails at the step \`${failed}\`.` : `The logon works${warned ? ', with warnings' : ''}.`
      write(`\n${paint(verdict, failed === undefined ? 'strong' : 'failed', style)}\n`)
    },
  }
}

const nameWidth = 'credential'.length

const indent = ' '.repeat(nameWidth + 4)

interface Mark {
  readonly symbol: string
  readonly tone: Tone
}

function marks({ unicode }: TextStyle): Readonly<Record<ShownStep['status'], Mark>> {
  return {
    ok: { symbol: unicode ? '✓' : '+', tone: 'added' },
    warning: { symbol: '!', tone: 'warned' },
    failed: { symbol: unicode ? '✗' : 'x', tone: 'failed' },
    skipped: { symbol: '-', tone: 'dim' },
  }
}

function factText(value: ShownStep['facts'][string], style: TextStyle): string {
  return visibleText(Array.isArray(value) ? value.join(', ') : String(value), style)
}

/** Advice below the step it is about. */
function wrapped(text: string, { columns, unicode }: TextStyle): string {
  const width = Math.max(40, columns - indent.length - 2)
  const result: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      result.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  const arrow = unicode ? '→ ' : '> '
  return [...result, line].map((each, at) => `${indent}${at === 0 ? arrow : '  '}${each}\n`).join('')
}
