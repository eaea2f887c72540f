import type { JsonSchema } from '../common.js'

/** What fits `test` has to fit `schema`. */
export function implies(test: JsonSchema, schema: JsonSchema): JsonSchema {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  const consequence = 'then'
  return { if: test, [consequence]: schema }
}
