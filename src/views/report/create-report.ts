import type { View } from '../view.js'
import { createHtmlReport } from './html/html-report.js'
import { createJsonReport } from './json-report.js'
import { createJunitReport } from './junit-report.js'
import { createMarkdownReport } from './markdown-report.js'
import type { ReportOptions } from './report-options.js'
import { createTextReport } from './text-report.js'

/** The formats of `--report FORMAT=PATH`. */
export const reportFormats = ['html', 'json', 'junit', 'markdown', 'text'] as const

export type ReportFormat = (typeof reportFormats)[number]

const reports: Readonly<Record<ReportFormat, (options: ReportOptions) => View>> = {
  html: createHtmlReport,
  json: createJsonReport,
  junit: createJunitReport,
  markdown: createMarkdownReport,
  text: createTextReport,
}

/** A view that writes a report: JUnit and JSON as hosts end, the others at the end. */
export function createReport(format: ReportFormat, options: ReportOptions): View {
  return reports[format](options)
}
