import { apiVersionSchema, draft, type JsonSchema, nameSchema, selectorSchema, variableNameSchema } from './common.js'

/** What a resource type tells about its fields; every ResourceType is one. */
export interface KindSchema {
  readonly kind: string
  readonly schema: object
}

const variableTypes = ['string', 'integer', 'number', 'boolean', 'list', 'map', 'secret', 'any'] as const

export type VariableType = (typeof variableTypes)[number]

/** The long form of a variable of a Configuration; a mapping with `type` or `default` is always meant as one. */
export const variableDeclarationSchema: JsonSchema = {
  type: 'object',
  title: 'Variable declaration',
  additionalProperties: false,
  properties: {
    type: { enum: variableTypes, description: 'What the value must be, wherever it comes from.' },
    default: { description: 'The value when nothing else gives one. Without it the variable is required.' },
    description: { type: 'string', description: 'What the variable is for.' },
    allowed: { type: 'array', minItems: 1, description: 'The only values allowed.' },
  },
}

const amountSchema: JsonSchema = {
  type: ['integer', 'string'],
  minimum: 0,
  pattern: '^(100|[0-9]{1,2})%$',
  'x-expected': "a number of hosts, or a percentage such as '25%'",
  examples: [1, '25%'],
}

const strategySchema: JsonSchema = {
  type: 'object',
  title: 'Strategy',
  description: 'How the run rolls over the hosts.',
  additionalProperties: false,
  properties: {
    batch: {
      ...amountSchema,
      minimum: 1,
      description: 'Hosts at a time: a number, or a percentage of the targets. Default: all.',
    },
    maxFailures: {
      ...amountSchema,
      description: 'The run stops before the next batch when more hosts than this have failed. Default: it goes on.',
    },
  },
}

const referenceSchema: JsonSchema = {
  type: 'string',
  pattern: '^([A-Za-z0-9_][A-Za-z0-9_.-]*/)?[A-Za-z0-9_][A-Za-z0-9_.-]*$',
  'x-expected': "the name of a resource of this Configuration, or 'configuration/resource'",
}

/** Fields that a resource of any kind may have. */
export const commonResourceProperties: Readonly<Record<string, JsonSchema>> = {
  name: { ...nameSchema, description: 'Unique name within the Configuration; the last part of the address.' },
  dependsOn: {
    type: 'array',
    items: referenceSchema,
    uniqueItems: true,
    description: 'Resources that come first: names within this Configuration, or `configuration/resource`.',
  },
  on: {
    type: 'object',
    required: ['changed'],
    additionalProperties: false,
    properties: {
      changed: {
        type: 'array',
        items: referenceSchema,
        minItems: 1,
        uniqueItems: true,
        description: 'Names of resources of this Configuration, or `configuration/resource`.',
      },
    },
    description: 'Run only when one of these resources changed.',
    examples: [{ changed: ['java-home'] }],
  },
  lifecycle: {
    type: 'object',
    additionalProperties: false,
    properties: {
      preventDestroy: { type: 'boolean', description: 'A plan that would delete the object is an error.' },
      ignoreChanges: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        description: 'Properties that are set when the object is created, and neither compared nor written once it exists.',
      },
    },
    description: 'Limits on what may be done to the object.',
  },
}

/** The Configuration without its resources, whose fields depend on their kind. */
export const configurationShellSchema: JsonSchema = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'targets', 'resources'],
  additionalProperties: false,
  properties: {
    apiVersion: apiVersionSchema,
    kind: { const: 'Configuration', description: 'This document says what hosts should look like.' },
    metadata: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: { ...nameSchema, description: 'Unique name of the Configuration; the middle part of every address.' },
        description: { type: 'string', description: 'What the Configuration is for.' },
      },
    },
    targets: selectorSchema,
    vars: {
      type: 'object',
      title: 'Variables',
      description:
        'Values to refer to by name, or declarations `{ type, default, description, allowed }`. Anything else overrides them.',
      propertyNames: variableNameSchema,
    },
    strategy: strategySchema,
    resources: { type: 'array', items: { type: 'object' }, description: 'What should be there, in any order.' },
  },
}

/** The whole schema, for editors: each resource is of exactly one of the kinds. */
export function configurationSchema(kinds: readonly KindSchema[]): JsonSchema {
  const shell = configurationShellSchema['properties'] as Record<string, JsonSchema>
  return {
    $schema: draft,
    title: 'wmctl Configuration',
    description: 'What hosts should look like.',
    ...configurationShellSchema,
    properties: {
      ...shell,
      vars: { ...shell['vars'], additionalProperties: { anyOf: [{ $ref: '#/$defs/variable' }, true] } },
      resources: {
        ...shell['resources'],
        items: { type: 'object', oneOf: kinds.map(({ kind }) => ({ $ref: `#/$defs/${kind}` })) },
      },
    },
    $defs: {
      variable: variableDeclarationSchema,
      ...Object.fromEntries(kinds.map((kind) => [kind.kind, resourceSchema(kind)])),
    },
    examples: [
      {
        apiVersion: 'wmctl/v1',
        kind: 'Configuration',
        metadata: { name: 'web-baseline' },
        targets: 'role=web,env=prod',
        resources: [
          {
            name: 'spooler',
            cim: 'Win32_Service',
            key: { Name: 'Spooler' },
            properties: { StartMode: 'Disabled', State: 'Stopped' },
          },
        ],
      },
    ],
  }
}

/** A resource of one kind: the common fields and those of the kind. */
export function resourceSchema({ kind, schema }: KindSchema): JsonSchema {
  const own = schema as JsonSchema
  const required = (own['required'] as readonly string[] | undefined) ?? []
  return {
    ...own,
    type: 'object',
    required: [...new Set(['name', kind, ...required])],
    additionalProperties: false,
    properties: { ...commonResourceProperties, ...(own['properties'] as Record<string, JsonSchema>) },
  }
}
