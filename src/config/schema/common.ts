/**
 * A JSON Schema (draft 2020-12) as an object. `x-expected` says in words what a pattern wants; `x-verbatim` marks text without
 * `${…}`, `x-secret` a reference to a secret, `x-masked` a text that findings do not repeat since people
 * write passwords into it.
 */
export type JsonSchema = { readonly [keyword: string]: unknown }

export const draft = 'https://json-schema.org/draft/2020-12/schema'

export const apiVersion = 'wmctl/v1'

export const apiVersionSchema: JsonSchema = {
  const: apiVersion,
  description: `Version of the document language: always '${apiVersion}'.`,
}

/** Names become parts of addresses `host/configuration/resource`, so they hold no slash. */
export const nameSchema: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,126}$',
  'x-expected': 'a name of letters, digits, dots, hyphens and underscores that does not start with a dot or hyphen',
}

export const labelsSchema: JsonSchema = {
  type: 'object',
  title: 'Labels',
  description: 'Facts to select by: `targets: role=web,env=prod`.',
  propertyNames: {
    type: 'string',
    pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$',
    'x-expected': 'a label name of letters, digits, dots, hyphens and underscores',
  },
  additionalProperties: {
    type: ['string', 'number', 'boolean'],
    pattern: '^[^,=]*$',
    'x-expected': 'a label value without comma and equals sign',
  },
  examples: [{ role: 'web', env: 'prod' }],
}

/** `${vars.name}` has to be able to name it. */
export const variableNameSchema: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_-]*$',
  'x-expected': 'a variable name that starts with a letter and has letters, digits, hyphens and underscores',
}

export const variablesSchema: JsonSchema = {
  type: 'object',
  title: 'Variables',
  description: 'Values to refer to by name.',
  propertyNames: variableNameSchema,
}

export const selectorSchema: JsonSchema = {
  type: ['string', 'array'],
  title: 'Which hosts',
  description:
    'Comma is and: `role=web,env!=test`. Terms: `label=value`, `label!=value`, `group:NAME`, `host:GLOB`, or a bare GLOB of host names. A list is or.',
  items: { type: 'string', minLength: 1 },
  minItems: 1,
  minLength: 1,
  examples: ['role=web,env=prod', ['group:databases', 'host:sql*'], '*'],
}

/** Exactly one source of a secret (`SecretReference['secret']`). */
export const secretSourceSchema = {
  type: 'object',
  title: 'Where a secret comes from',
  description: 'A reference to a secret. The secret itself is never written in a document.',
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
  'x-secret': true,
  properties: {
    env: { type: 'string', minLength: 1, description: 'Name of an environment variable.', examples: ['WMCTL_PASSWORD'] },
    file: {
      type: 'string',
      minLength: 1,
      description: 'Path of a file whose first line is the secret.',
      examples: ['/run/secrets/wmctl'],
    },
    command: {
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
      description: 'A program and its arguments, run without a shell; the first line it prints is the secret.',
      examples: [['pass', 'show', 'windows/prod']],
    },
    prompt: {
      type: 'string',
      minLength: 1,
      description: 'A question asked at the terminal.',
      examples: ['Password of svc-wmctl'],
    },
  },
} as const satisfies JsonSchema

export const durationSchema: JsonSchema = {
  type: 'string',
  pattern: '^[1-9][0-9]{0,8}(ms|s|m|h)$',
  'x-expected': "a duration such as '500ms', '30s', '5m' or '2h'",
  examples: ['30s', '5m'],
}
