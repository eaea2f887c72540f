import { adapterSchema } from './adapter.js'
import { draft, type JsonSchema } from './common.js'
import { configurationSchema, type KindSchema } from './configuration.js'
import { inventorySchema } from './inventory.js'

/** The schemas that editors use, by the name of their file in `schemas/`. `kinds` are the resource types that come with the product. */
export function schemaFiles(kinds: readonly KindSchema[]): Readonly<Record<string, JsonSchema>> {
  return {
    'inventory.schema.json': inventorySchema,
    'configuration.schema.json': configurationSchema(kinds),
    'adapter.schema.json': adapterSchema,
    'wmctl.schema.json': {
      $schema: draft,
      title: 'wmctl document',
      description: 'Any document wmctl reads from files: an Inventory or a Configuration.',
      type: 'object',
      required: ['apiVersion', 'kind'],
      oneOf: [{ $ref: 'inventory.schema.json' }, { $ref: 'configuration.schema.json' }],
    },
  }
}
