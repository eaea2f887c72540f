import process from 'node:process'
import { drained } from './drained.js'

/** The streams of this process, with the decisions about them made once. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Waits until what was written to stdout has gone on, when its reader is slower than what is written. */
  readonly drained?: () => Promise<void>
  readonly style: TextStyle
  readonly errStyle: TextStyle
  /** stderr is a terminal that can be repainted. */
  readonly live: boolean
  /** Questions may be asked. */
  readonly interactive: boolean
  readonly verbose: boolean
}

export interface TextStyle {
  readonly colour: boolean
  readonly unicode: boolean
  readonly columns: number
}

/** Colour follows NO_COLOR, FORCE_COLOR, TERM=dumb and whether the stream is a terminal, in that order; decided per stream. */
export function openTerminal(options: {
  readonly colour: boolean
  readonly input: boolean
  readonly verbose: boolean
}): Terminal {
  const style = (stream: NodeJS.WriteStream): TextStyle => ({
    colour: options.colour && wantsColour(stream),
    unicode: wantsUnicode(),
    columns: Number(process.env['COLUMNS']) || stream.columns || 100,
  })
  ignoreClosedPipes()
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    drained: () => drained(process.stdout),
    style: style(process.stdout),
    errStyle: style(process.stderr),
    live: process.stderr.isTTY === true && process.env['CI'] === undefined && process.env['TERM'] !== 'dumb',
    interactive: options.input && process.stdin.isTTY === true,
    verbose: options.verbose,
  }
}

function wantsColour(stream: NodeJS.WriteStream): boolean {
  if ((process.env['NO_COLOR'] ?? '') !== '') return false
  const forced = process.env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && process.env['TERM'] !== 'dumb'
}

/** Windows terminals speak Unicode; elsewhere the locale says. */
function wantsUnicode(): boolean {
  if (process.platform === 'win32') return true
  const locale = process.env['LC_ALL'] || process.env['LC_CTYPE'] || process.env['LANG'] || ''
  return locale === '' || /utf-?8/i.test(locale)
}

let guarded = false

/** A reader that goes away (`wmctl plan | head`) ends the output, not the run. */
function ignoreClosedPipes(): void {
  if (guarded) return
  guarded = true
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
