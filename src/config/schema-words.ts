type Schema = Record<string, unknown>

/** What the schema wants, in words: `a whole number`, `text or a list`. */
export function describeType(schema: Schema): string {
  const types = [...new Set(typesOf(schema))]
  return types.length === 0 ? 'another value' : oneOf(types.map((type) => typeWords[type] ?? type))
}

function typesOf(schema: Schema): readonly string[] {
  const branches = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined
  if (branches !== undefined) return branches.flatMap(typesOf)
  const type = schema['type'] as string | readonly string[] | undefined
  return type === undefined ? [] : typeof type === 'string' ? [type] : type
}

/** What a pattern wants, in words. */
export function expectationOf(schema: Schema): string {
  const words = schema['x-expected']
  return typeof words === 'string' ? words : `text that matches ${String(schema['pattern'])}`
}

/** A value in words, short, so that a message shows what was read. */
export function describeValue(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return value.length > longest ? 'text' : `the text '${value}'`
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  return 'a mapping'
}

const longest = 60

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'a mapping',
}

function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}
