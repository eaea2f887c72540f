import type { View } from '../view.js'
import type { ReportOptions } from './report-options.js'

/** The formats of `--report FORMAT=PATH`. */
export const reportFormats = ['html', 'json', 'junit', 'markdown', 'text'] as const

export type ReportFormat = (typeof reportFormats)[number]

/** A view that writes a report: JUnit and JSON as hosts end, the others at the end. */
export type CreateReport = (options: ReportOptions) => View

const reports: Readonly<Record<ReportFormat, () => Promise<CreateReport>>> = {
  html: async () => (await import('./html/html-report.js')).createHtmlReport,
  json: async () => (await import('./json-report.js')).createJsonReport,
  junit: async () => (await import('./junit-report.js')).createJunitReport,
  markdown: async () => (await import('./markdown-report.js')).createMarkdownReport,
  text: async () => (await import('./text-report.js')).createTextReport,
}

/** Loads a format, with what it needs: a run pays only for those it writes. */
export function loadReport(format: ReportFormat): Promise<CreateReport> {
  return reports[format]()
}
