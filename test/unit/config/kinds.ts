import type { KindSchema } from '../../../src/config/schema/configuration.js'
import { cimSchema } from '../../../src/resources/cim/schema.js'
import { invokeSchema } from '../../../src/resources/invoke/schema.js'
import { ownsSchema } from '../../../src/resources/owns/schema.js'
import { registrySchema } from '../../../src/resources/registry/schema.js'

/** The resource types that come with the product, as far as documents are concerned. */
export const kinds: readonly KindSchema[] = [
  { kind: 'cim', schema: cimSchema },
  { kind: 'registry', schema: registrySchema },
  { kind: 'invoke', schema: invokeSchema },
  { kind: 'owns', schema: ownsSchema },
]
