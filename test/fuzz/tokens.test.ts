import { expect, test } from 'vitest'
import { fuzz } from './fuzz-parser.js'
import { parsers } from './parsers.js'

/** A million of them: `WMCTL_FUZZ_RUNS=1000000 npx vitest run test/fuzz`. */
const runs = Number(process.env['WMCTL_FUZZ_RUNS'] ?? 1_000)
const seed = Number(process.env['WMCTL_FUZZ_SEED'] ?? 1)
/** Beginnings of names, with commas between them. */
const only = (process.env['WMCTL_FUZZ_ONLY'] ?? '').split(',')
const chosen = parsers.filter(({ name }) => only.some((beginning) => name.startsWith(beginning)))

test.each(chosen)(
  'any bytes are a value or an error of its own to: $name',
  async (parser) => {
    const { inputs, taken, elapsed, slowest } = await fuzz(parser, runs, seed)
    expect(inputs).toBe(runs)
    // The real ones are values.
    expect(taken).toBeGreaterThan(0)
    if (runs > 1_000) {
      const perSecond = Math.round((inputs / elapsed) * 1000)
      console.log(`${parser.name}: ${inputs} inputs, ${taken} values, ${perSecond}/s, slowest ${slowest.toFixed(1)} ms`)
    }
  },
  60_000 + 4 * runs,
)
