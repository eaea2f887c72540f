import { InternalError, MisuseError, WmctlError } from '../../src/base/errors.js'
import { formatHex } from '../../src/base/hex.js'
import { FuzzRandom, fuzzInput } from './mutator.js'

/** What takes bytes from a peer or a file, and real ones to begin with. */
export interface FuzzedParser {
  readonly name: string
  readonly seeds: readonly Uint8Array[]
  readonly read: (bytes: Uint8Array) => unknown
}

export interface FuzzFigures {
  readonly inputs: number
  /** Inputs that were a value to the parser. */
  readonly taken: number
  /** Milliseconds in all, and of the slowest input. */
  readonly elapsed: number
  readonly slowest: number
}

/** Milliseconds that no input may take, when nothing else is to be done: real tokens take well under one. */
const limit = 200

/** Bytes that may be in use beyond those at the start. */
const memoryLimit = 512 * 1024 * 1024

/** Inputs between two looks at the memory; other tasks get their turn then too. */
const batch = 5_000

/**
 * Gives a parser `runs` inputs, the same ones for the same seed: each must come to a value or to an error that says what is wrong
 * with it, soon and in bounded memory. Rejects with the input that does not, in hexadecimal.
 */
export async function fuzz({ name, seeds, read }: FuzzedParser, runs: number, seed: number): Promise<FuzzFigures> {
  const random = new FuzzRandom(seed)
  const memory = process.memoryUsage().rss
  const started = performance.now()
  const { stackTraceLimit } = Error
  // Most inputs are refused, and a stack costs more than the reading.
  Error.stackTraceLimit = 0
  let taken = 0
  let slowest = 0
  try {
    for (let run = 0; run < runs; run++) {
      const input = run < seeds.length ? (seeds[run] ?? new Uint8Array()) : fuzzInput(seeds, random)
      const begun = performance.now()
      if (takes(name, read, input)) taken++
      let spent = performance.now() - begun
      // A busy machine is slow now and then, a slow parser always.
      for (let again = 0; spent > limit && again < 3; again++)
        spent = Math.min(
          spent,
          timeOf(() => takes(name, read, input)),
        )
      if (spent > limit) throw new Error(`${name}: ${Math.round(spent)} ms for ${input.length} bytes: ${shown(input)}`)
      slowest = Math.max(slowest, spent)
      if (run % batch !== batch - 1) continue
      const used = process.memoryUsage().rss - memory
      if (used > memoryLimit) throw new Error(`${name}: ${Math.round(used / 2 ** 20)} MiB more in use after ${run + 1} inputs`)
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
  return { inputs: runs, taken, elapsed: performance.now() - started, slowest }
}

function takes(name: string, read: FuzzedParser['read'], input: Uint8Array): boolean {
  try {
    read(input)
    return true
  } catch (error) {
    const ours = error instanceof InternalError || error instanceof MisuseError
    if (error instanceof WmctlError && !ours) return false
    throw new Error(`${name}: ${String(error)} for ${shown(input)}`, { cause: error })
  }
}

/** Enough of an input to see what it is; the seed gives it again. */
function shown(input: Uint8Array): string {
  return formatHex(input.subarray(0, 1000))
}

function timeOf(action: () => unknown): number {
  const begun = performance.now()
  action()
  return performance.now() - begun
}
