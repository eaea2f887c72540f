/** Milliseconds of `500ms`, `30s`, `5m`, `2h`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9]\d{0,8})(ms|s|m|h)$/.exec(text)
  const unit = match?.[2]
  if (match === null || unit === undefined) return undefined
  return Number(match[1]) * (milliseconds[unit] ?? 1)
}

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
