import { concatBytes } from '../base/bytes.js'
import { DecodeError, type ErrorOptions, UsageError } from '../base/errors.js'
import type { Digest, Sha256Stream } from '../base/ports.js'
import type { Amount } from './document.js'
import { type JsonReader, parseJsonLine } from './json-reader.js'
import { formatTrailer, type PlanFileEntry, planFormat } from './plan-file.js'
import { decodeHostPlan } from './plan-json.js'
import type { ConfigurationRollout } from './rollout.js'
import { countAction, newTally } from './tally.js'

type PlanFileProblem = 'not-a-plan' | 'other-version' | 'corrupted' | 'truncated' | 'altered'

/** A file that cannot be applied as a plan. */
class PlanFileError extends UsageError {
  readonly problem: PlanFileProblem
  /** Line of the file, from 1; undefined when it is about the whole. */
  readonly line: number | undefined

  constructor(problem: PlanFileProblem, detail: string, options: ErrorOptions & { readonly line?: number } = {}) {
    const again = 'Make the plan again with `wmctl plan --out FILE`.'
    super(options.line === undefined ? detail : `line ${options.line}: ${detail}`, { hint: again, ...options })
    this.problem = problem
    this.line = options.line
  }
}

/**
 * Reads a saved plan from its bytes, in one pass and holding one line at a time. Throws PlanFileError; only when it has yielded
 * the trailer is the whole proven undamaged, so nothing is applied from a first pass.
 */
export async function* readPlanFile(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  digest: Digest,
): AsyncGenerator<PlanFileEntry, void, undefined> {
  const reader = new PlanFileReader(digest)
  for await (const chunk of chunks) yield* reader.push(chunk)
  reader.end()
}

class PlanFileReader {
  readonly #digest: Sha256Stream
  readonly #tally = newTally()
  #rest: Uint8Array[] = []
  #restLength = 0
  #line = 0
  #resources = 0
  #finished = false

  constructor(digest: Digest) {
    this.#digest = digest.sha256Stream()
  }

  *push(chunk: Uint8Array): Generator<PlanFileEntry, void, undefined> {
    let start = 0
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, start)) {
      this.#keep(chunk.subarray(start, at + 1))
      yield this.#readLine()
      start = at + 1
    }
    this.#keep(chunk.slice(start))
  }

  end(): void {
    if (this.#line === 0) throw notAPlan()
    if (this.#restLength > 0 || !this.#finished) {
      throw new PlanFileError(
        'truncated',
        `The plan ends after line ${this.#line} without its trailer: it was not written to its end, or cut.`,
      )
    }
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#rest.push(bytes)
    this.#restLength += bytes.length
    if (this.#restLength > longestLine) {
      if (this.#line === 0) throw notAPlan()
      throw this.#corrupted('the line has no end')
    }
  }

  #readLine(): PlanFileEntry {
    const [first] = this.#rest
    const bytes = first !== undefined && this.#rest.length === 1 ? first : concatBytes(...this.#rest)
    this.#rest = []
    this.#restLength = 0
    this.#line += 1
    if (this.#finished) throw this.#corrupted('something follows the trailer')
    try {
      const line = decodeUtf8(bytes)
      const entry = this.#line === 1 ? readHeader(line) : this.#readEntry(line)
      if (entry.type !== 'trailer') this.#digest.update(bytes)
      return entry
    } catch (error) {
      if (error instanceof DecodeError) throw this.#corrupted(error.message, error)
      throw error
    }
  }

  #readEntry(line: string): PlanFileEntry {
    const reader = parseJsonLine('PlanFile', line)
    if (reader.oneOf('type', ['host', 'trailer']) === 'trailer') return this.#readTrailer(reader, line)
    const plan = decodeHostPlan(reader.object('plan'))
    const connection = reader.json('connection')
    reader.end()
    this.#tally.hosts.total += 1
    if (plan.state === 'planned') {
      this.#resources += plan.resources.length
      for (const { change } of plan.resources) countAction(this.#tally, change.action)
    }
    return { type: 'host', plan, connection }
  }

  #readTrailer(reader: JsonReader, line: string): PlanFileEntry {
    const sha256 = reader.string('sha256')
    const trailer = {
      hosts: this.#tally.hosts.total,
      resources: this.#resources,
      actions: this.#tally.actions,
      sha256: this.#digest.digest(),
    }
    if (line !== formatTrailer({ ...trailer, sha256 }))
      throw new DecodeError('PlanFile', 'the trailer does not fit the lines before it')
    if (sha256 !== trailer.sha256)
      throw new PlanFileError('altered', 'The plan is not what was written: its SHA-256 differs from that of its trailer.')
    this.#finished = true
    return { type: 'trailer', ...trailer }
  }

  #corrupted(detail: string, cause?: unknown): PlanFileError {
    return new PlanFileError('corrupted', `The plan is damaged: ${detail}`, { line: this.#line, cause })
  }
}

const lineFeed = 0x0a

/** In bytes: a host with thousands of resources is far below. */
const longestLine = 64 * 1024 * 1024

function readHeader(line: string): PlanFileEntry {
  let reader: JsonReader
  try {
    reader = parseJsonLine('PlanFile', line)
    if (reader.string('type') !== 'header') throw notAPlan()
  } catch (error) {
    throw error instanceof DecodeError ? notAPlan(error) : error
  }
  const format = reader.integer('format')
  const wmctl = reader.string('wmctl')
  if (format !== planFormat) {
    throw new PlanFileError(
      'other-version',
      `The plan has format ${format}, made by wmctl ${wmctl}; this wmctl reads format ${planFormat}.`,
      { hint: 'Apply it with the version that made it, or make it again with this one.' },
    )
  }
  const strategies = reader.objects('strategies', decodeStrategy)
  const header = {
    type: 'header',
    planId: reader.string('planId'),
    created: reader.string('created'),
    wmctl,
    documents: reader.string('documents'),
    strategies: new Map(strategies),
  } as const
  reader.end()
  return header
}

function decodeStrategy(reader: JsonReader): readonly [string, ConfigurationRollout] {
  const batch = reader.optional('batch', (from) => decodeAmount(from.object('batch')))
  const maxFailures = reader.optional('maxFailures', (from) => decodeAmount(from.object('maxFailures')))
  const rollout: ConfigurationRollout = { strategy: { batch, maxFailures }, hosts: reader.integer('hosts') }
  const configuration = reader.string('configuration')
  reader.end()
  return [configuration, rollout]
}

function decodeAmount(reader: JsonReader): Amount {
  const amount = reader.has('count') ? { count: reader.integer('count') } : { percent: reader.number('percent') }
  reader.end()
  return amount
}

function notAPlan(cause?: unknown): PlanFileError {
  const hint = 'Give a file written by `wmctl plan --out FILE`; documents are given with `-f`.'
  return new PlanFileError('not-a-plan', 'This is not a saved plan.', { hint, cause })
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new DecodeError('PlanFile', 'it is not UTF-8', { cause: error })
  }
}
