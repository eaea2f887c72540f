/** Header values by lower-cased name; a name that came several times has a list. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export interface HttpRequest {
  readonly method: string
  /** Path and query, from `/`. */
  readonly path: string
  readonly headers: HttpHeaders
  readonly body: Uint8Array
}

/** The one value of a header, the first when it came several times. */
export function headerValue(headers: HttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' || value === undefined ? value : value[0]
}
