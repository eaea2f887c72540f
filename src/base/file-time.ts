/** Milliseconds between 1601-01-01 and 1970-01-01. */
const EPOCH_DISTANCE = 11_644_473_600_000n

/** FILETIME: 100-nanosecond intervals since 1601-01-01T00:00:00Z ([MS-DTYP] 2.3.3), from milliseconds since 1970. */
export function fileTimeOf(milliseconds: number): bigint {
  return (BigInt(Math.trunc(milliseconds)) + EPOCH_DISTANCE) * 10_000n
}

/** Milliseconds since 1970, the fraction cut off. */
export function millisecondsOf(fileTime: bigint): number {
  return Number(fileTime / 10_000n - EPOCH_DISTANCE)
}
