/** Header values by lower-cased name; a name that came several times has a list. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>

/** All values of a header, in order. */
export function headerList(headers: HeaderValues, name: string): readonly string[] {
  const value = headers[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}
