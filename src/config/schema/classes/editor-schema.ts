import type { CimClass } from '../../../cim/class.js'
import { draft, type JsonSchema } from '../common.js'
import { configurationSchema, type KindSchema } from '../configuration.js'
import { inventorySchema } from '../inventory.js'
import { classDefinitions, describeEditorClass, type EditorClass } from './class-schema.js'
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
      className: classNameSchema(options),
      namespace: { anyOf: [offered([...options.namespaces.keys()]), { type: 'string', minLength: 1 }] },
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

/** Editors show the first description they find, so what is known of the very class or method takes the place of the general one. */
function withClassNames(properties: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  const { method } = properties
  return {
    ...properties,
    cim: { $ref: '#/$defs/className' },
    namespace: { ...properties['namespace'], $ref: '#/$defs/namespace' },
    ...(method === undefined ? {} : { method: { type: 'string', minLength: 1 } }),
  }
}

/** Any name may be that of a class, since a host may have classes that are not documented. */
function classNameSchema({ classes, namespaces }: EditorSchemaOptions): JsonSchema {
  const sentences = new Map<string, string>()
  for (const one of classes) {
    const { name } = one.cimClass
    sentences.set(name, [sentences.get(name) ?? [], describeEditorClass(one)].flat().join(' '))
  }
  const described = [...sentences].map(([name, description]) => ({ const: name, description }))
  const any = { type: 'string', minLength: 1, description: 'The CIM class.' }
  return { anyOf: [...described, offered([...namespaces.values()].flat()), any] }
}

/** Names to complete. Nothing fits this by itself: an editor would list all of thousands of names whenever it shows one. */
function offered(names: readonly string[]): JsonSchema {
  return { enum: [...new Set(names)].sort(), not: {} }
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
