import type { CimDateTime } from 'wmctl'

/** A point in time as WMI writes it, in UTC; `milliseconds` count from the epoch. */
export function datetime(milliseconds: number): CimDateTime {
  const text = new Date(milliseconds).toISOString()
  const digits = text.slice(0, 19).replaceAll(/[-T:]/g, '')
  return { kind: 'datetime', dmtf: `${digits}.${text.slice(20, 23)}000+000` }
}
