import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { UsageError } from '../base/errors.js'
import type { RunCommand } from '../engine/events.js'
import { makeFolder } from '../io/make-folder.js'
import { systemClock } from '../io/system-clock.js'
import { systemDigest } from '../io/system-digest.js'
import { createHumanView } from '../views/human/human-view.js'
import { createJsonView } from '../views/json/json-view.js'
import { loadReport, type ReportFormat, reportFormats } from '../views/report/create-report.js'
import { multiView, type View, type Write } from '../views/view.js'
import { packageVersion } from './package-files.js'
import type { OutputOptions } from './run-options.js'
import type { Terminal } from './terminal.js'
import { timerTicker } from './timer-ticker.js'

export interface RunViews {
  readonly view: View
  /** Finishes reports and files; returns the lines that say where they are. */
  close(): readonly string[]
}

const titles: Readonly<Record<RunCommand, string>> = { plan: 'Plan', apply: 'Apply', drift: 'Configuration drift' }

/** Everything that watches a run: the terminal or JSON lines, a copy into a file, and the reports. */
export async function openRunViews(command: RunCommand, output: OutputOptions, terminal: Terminal): Promise<RunViews> {
  const files: ReportFile[] = []
  const into = (path: string): Write => {
    const file = openReportFile(path)
    files.push(file)
    return file.write
  }
  const version = packageVersion()
  const views: View[] = [output.json ? createJsonView({ write: terminal.out, clock: systemClock, version }) : humanView(terminal)]
  if (output.jsonInto !== undefined) views.push(createJsonView({ write: into(output.jsonInto), clock: systemClock, version }))
  for (const { format, path } of output.reports.map(parseReport)) {
    const createReport = await loadReport(format)
    const title = titles[command]
    views.push(createReport({ command, title, clock: systemClock, digest: systemDigest, write: into(path) }))
  }
  const view = multiView(views)
  return {
    view,
    close() {
      view.end()
      for (const file of files) file.commit()
      return files.map(({ path }) => `Wrote ${path}\n`)
    },
  }
}

function humanView(terminal: Terminal): View {
  return createHumanView({
    out: terminal.out,
    outStyle: terminal.style,
    err: terminal.err,
    errStyle: terminal.errStyle,
    live: terminal.live,
    verbose: terminal.verbose,
    ticker: timerTicker,
  })
}

function parseReport(text: string): { readonly format: ReportFormat; readonly path: string } {
  const at = text.indexOf('=')
  const format = reportFormats.find((known) => known === text.slice(0, at))
  if (format === undefined || at === text.length - 1) {
    throw new UsageError(`--report ${text} is not FMT=PATH`, {
      hint: `Formats are ${reportFormats.join(', ')}; for example --report html=drift.html`,
    })
  }
  return { format, path: text.slice(at + 1) }
}

interface ReportFile {
  readonly path: string
  readonly write: Write
  commit(): void
}

/** Written beside its name and moved into place at the end, so that nobody reads half a report. */
function openReportFile(path: string): ReportFile {
  const temporary = `${path}.${process.pid}.tmp`
  let handle: number
  try {
    makeFolder(dirname(path))
    handle = openSync(temporary, 'w')
  } catch (error) {
    throw new UsageError(`Cannot write ${path}`, { cause: error, hint: 'Check that the folder exists and can be written to.' })
  }
  return {
    path,
    write: (text) => writeAll(handle, text),
    commit() {
      closeSync(handle)
      try {
        renameSync(temporary, path)
      } finally {
        rmSync(temporary, { force: true })
      }
    },
  }
}

function writeAll(handle: number, text: string): void {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
}
