import type { CimClass } from '../../../cim/class.js'
import { draft, type JsonSchema } from '../common.js'
import { configurationSchema, type KindSchema } from '../configuration.js'
import { inventorySchema } from '../inventory.js'
import { classDefinitions, type EditorClass } from './class-schema.js'
import { implies } from './implies.js'
import { valueDefinitions } from './value-schema.js'

export interface EditorSchemaOptions {
  readonly kinds: readonly KindSchema[]
  /** Classes of which keys, properties and methods are known. */
  readonly classes: readonly EditorClass[]
  /** Namespaces with the names of their classes, to complete. */
  readonly namespaces: ReadonlyMap<string, readonly string[]>
  /** Where a class is when a document does not say it. */
  readonly defaultNamespace: string
}

/**
 * One schema of all documents for an editor: it completes class names and, for the given classes, keys, properties, values and
 * methods, with their types. It refers to nothing outside itself. Names are expected as they are documented, in their case.
 */
export function editorSchema(options: EditorSchemaOptions): JsonSchema {
  const configuration = configurationSchema(options.kinds)
  const own = configuration['$defs'] as Readonly<Record<string, JsonSchema>>
  const classes = options.classes.map((one) => classDefinitions(nameOf(one.cimClass), one))
  return {
    $schema: draft,
    title: 'wmctl document',
    description: 'An Inventory or a Configuration, with Windows classes.',
    type: 'object',
    required: ['apiVersion', 'kind'],
    oneOf: [{ $ref: '#/$defs/Inventory' }, { $ref: '#/$defs/Configuration' }],
    $defs: {
      Inventory: without(inventorySchema),
      Configuration: without(configuration),
      ...own,
      cim: withClasses(own['cim'] ?? {}, options),
      invoke: withCalls(own['invoke'] ?? {}, options),
      owns: withNames(own['owns'] ?? {}, 'owns'),
      ...valueDefinitions,
      className: namesSchema([...options.namespaces.values()].flat()),
      namespace: namesSchema([...options.namespaces.keys()]),
      ...Object.assign({}, ...classes),
    },
  }
}

function withClasses(schema: JsonSchema, options: EditorSchemaOptions): JsonSchema {
  const named = { ...schema, properties: withClassNames(propertiesOf(schema)) }
  return { ...named, allOf: options.classes.flatMap((one) => conditions(one.cimClass, 'cim', (test) => test, options)) }
}

function withCalls(schema: JsonSchema, options: EditorSchemaOptions): JsonSchema {
  const inside = (test: JsonSchema): JsonSchema => ({ required: ['invoke'], properties: { invoke: test } })
  return {
    ...withNames(schema, 'invoke'),
    allOf: options.classes.flatMap((one) => conditions(one.cimClass, 'invoke', inside, options)),
  }
}

/** The same where the class is named one level deeper. */
function withNames(schema: JsonSchema, field: string): JsonSchema {
  const properties = propertiesOf(schema)
  const inner = properties[field] ?? {}
  return {
    ...schema,
    properties: { ...properties, [field]: { ...inner, properties: withClassNames(propertiesOf(inner)) } },
  }
}

function withClassNames(properties: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  const { type: _, ...cim } = properties['cim'] ?? {}
  return {
    ...properties,
    cim: { ...cim, $ref: '#/$defs/className' },
    namespace: { ...properties['namespace'], $ref: '#/$defs/namespace' },
  }
}

/** Names to complete; others are allowed, since a host may have classes that are not documented. */
function namesSchema(names: readonly string[]): JsonSchema {
  return { anyOf: [{ enum: [...new Set(names)].sort() }, { type: 'string', minLength: 1 }] }
}

/** What holds of a resource when it names the class. */
function conditions(
  cimClass: CimClass,
  kind: 'cim' | 'invoke',
  inside: (test: JsonSchema) => JsonSchema,
  { namespaces, defaultNamespace }: EditorSchemaOptions,
): readonly JsonSchema[] {
  const { name, namespace } = cimClass
  const isDefault = namespace.toLowerCase() === defaultNamespace
  const fields = { cim: { const: name }, namespace: { enum: [namespace, namespace.replaceAll('/', '\\')] } }
  const fits = implies(inside({ required: isDefault ? ['cim'] : ['cim', 'namespace'], properties: fields }), {
    $ref: `#/$defs/${nameOf(cimClass)}.${kind}`,
  })
  if (isDefault || namespaces.get(defaultNamespace)?.includes(name) === true) return [fits]
  const isNamed = inside({ required: ['cim'], properties: { cim: { const: name } } })
  const needsNamespace = implies(isNamed, inside({ required: ['namespace'] }))
  return [needsNamespace, fits]
}

/** Names of definitions hold nothing that a reference would have to escape. */
function nameOf({ namespace, name }: CimClass): string {
  return `${namespace.replaceAll('/', '.')}.${name}`
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
}

/** The body of a schema that becomes part of another. */
function without(schema: JsonSchema): JsonSchema {
  const { $schema: _, $defs: __, ...rest } = schema
  return rest
}
