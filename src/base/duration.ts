const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of `500ms`, `30s`, `5m`, `2h`; undefined for anything else, and for nothing at all. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,8})(ms|s|m|h)$/.exec(text) ?? []
  const length = unit === undefined ? undefined : units[unit]
  return length === undefined ? undefined : Number(count) * length
}
