/** A value that a test knows to be there. */
export function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a value is missing')
  return value
}
