import type { DocumentOptions } from './documents.js'
import { durationFlag } from './duration-flag.js'

export interface RunOptions {
  readonly documents: DocumentOptions
  readonly concurrency: number | undefined
  /** Milliseconds after which the run is ended. */
  readonly timeout: number | undefined
  readonly output: OutputOptions
}

export interface OutputOptions {
  readonly json: boolean
  readonly jsonInto: string | undefined
  /** `FMT=PATH` */
  readonly reports: readonly string[]
}

export interface DocumentFlagValues {
  readonly file?: readonly string[] | undefined
  readonly inventory?: string | undefined
  readonly var?: readonly string[] | undefined
  readonly 'var-file'?: readonly string[] | undefined
  readonly limit?: readonly string[] | undefined
  readonly target?: readonly string[] | undefined
}

interface RunFlagValues extends DocumentFlagValues {
  readonly concurrency?: number | undefined
  readonly timeout?: string | undefined
  readonly json: boolean
  readonly 'json-into'?: string | undefined
  readonly report?: readonly string[] | undefined
}

export function documentOptions(flags: DocumentFlagValues): DocumentOptions {
  return {
    files: flags.file ?? [],
    inventory: flags.inventory,
    variables: flags.var ?? [],
    variableFiles: flags['var-file'] ?? [],
    limit: flags.limit ?? [],
    targets: flags.target ?? [],
  }
}

export function runOptions(flags: RunFlagValues): RunOptions {
  return {
    documents: documentOptions(flags),
    concurrency: flags.concurrency,
    timeout: durationFlag('timeout', flags.timeout),
    output: { json: flags.json, jsonInto: flags['json-into'], reports: flags.report ?? [] },
  }
}
