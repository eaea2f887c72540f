// Writes the JSON Schemas that editors use (schemas/*.schema.json) from the ones that wmctl checks documents with.
// Usage: npm run build && node tools/build-schemas.mjs && npx biome format --write schemas
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { schemaFiles } from '../dist/config/schema/schema-files.js'
import { cimSchema } from '../dist/resources/cim/schema.js'
import { invokeSchema } from '../dist/resources/invoke/schema.js'
import { ownsSchema } from '../dist/resources/owns/schema.js'
import { registrySchema } from '../dist/resources/registry/schema.js'

const kinds = [
  { kind: 'cim', schema: cimSchema },
  { kind: 'registry', schema: registrySchema },
  { kind: 'invoke', schema: invokeSchema },
  { kind: 'owns', schema: ownsSchema },
]
for (const [name, schema] of Object.entries(schemaFiles(kinds))) {
  writeFileSync(fileURLToPath(new URL(`../schemas/${name}`, import.meta.url)), `${JSON.stringify(schema, null, 2)}\n`)
}
