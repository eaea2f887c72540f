import { comparisonRules } from '../../cim/class-adapter.js'
import { apiVersionSchema, draft, durationSchema, type JsonSchema } from './common.js'

const identifier: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  'x-expected': 'the name of a class, property, method or parameter',
}

const returnCodesSchema: JsonSchema = {
  type: 'object',
  title: 'Return codes',
  description:
    'What the codes a method returns mean. 0 is success unless given here; codes that are not given are failures, shown with their documented text.',
  propertyNames: { type: 'string', pattern: '^[0-9]{1,10}$', 'x-expected': 'a return code as a decimal number' },
  additionalProperties: {
    enum: ['success', 'already', 'retry', 'restart-needed', 'failure'],
    description:
      'success · already: what was wanted is so already · retry: try again shortly · restart-needed: done, in effect after a restart · failure',
  },
  examples: [{ '10': 'already' }],
}

const argumentsSchema: JsonSchema = {
  type: 'object',
  title: 'Arguments',
  description: 'Input parameters by name: a property, whose desired (else live) value is passed, or `{ constant: … }`.',
  propertyNames: identifier,
  additionalProperties: {
    anyOf: [
      { ...identifier, title: 'Property', 'x-expected': 'the name of a property' },
      {
        type: 'object',
        required: ['property'],
        additionalProperties: false,
        properties: {
          property: identifier,
          map: {
            type: 'object',
            description: 'Value of the property (in any case) → argument.',
            additionalProperties: { type: 'string' },
            examples: [{ Auto: 'Automatic' }],
          },
          default: {
            type: ['string', 'number', 'boolean'],
            description: 'What to pass when the property has no value. Left out: the parameter is left out.',
          },
        },
      },
      {
        type: 'object',
        required: ['constant'],
        additionalProperties: false,
        properties: { constant: { type: ['string', 'number', 'boolean', 'null'] } },
      },
    ],
  },
  examples: [
    { Path: 'Path', Type: { property: 'Type', default: 0 }, StartMode: { property: 'StartMode', map: { Auto: 'Automatic' } } },
  ],
}

const stepProperties: Readonly<Record<string, JsonSchema>> = {
  method: { ...identifier, description: 'The method to call.' },
  static: { type: 'boolean', description: 'Call it on the class instead of the object.' },
  arguments: argumentsSchema,
  returnCodes: returnCodesSchema,
  waitFor: {
    type: 'object',
    title: 'Wait for',
    description:
      'One property and the value to wait for after the call, at most `timeout` (default 60s), asking each `interval` (default 500ms).',
    minProperties: 1,
    properties: { timeout: durationSchema, interval: durationSchema },
    additionalProperties: { type: 'string' },
    examples: [{ State: 'Running', timeout: '60s' }],
  },
  order: {
    type: 'integer',
    minimum: -1000,
    maximum: 1000,
    description: 'Of several writes to one object the lower goes first. Put is 0. Default 0.',
  },
  disrupts: {
    type: 'string',
    minLength: 1,
    description: 'What the call interrupts, as a plan shows it.',
    examples: ['stops the service'],
  },
}

const stepSchema: JsonSchema = {
  type: 'object',
  required: ['method'],
  additionalProperties: false,
  properties: stepProperties,
}

/** `create` and `delete`: a method, or the reason why there is none. */
const lifeSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...stepProperties,
    unsupported: { type: 'string', minLength: 1, description: 'Why it cannot be done, and what to do instead.' },
  },
}

const comparisonRuleSchema: JsonSchema = { enum: comparisonRules }

const comparisonRulesSchema: JsonSchema = {
  anyOf: [comparisonRuleSchema, { type: 'array', minItems: 1, uniqueItems: true, items: comparisonRuleSchema }],
}

const comparisonHintSchema: JsonSchema = {
  title: 'Comparison',
  description: 'A rule, a list of rules that hold together, or `{ as, by, nullIsEmpty, tolerance }`.',
  anyOf: [
    ...(comparisonRulesSchema['anyOf'] as readonly JsonSchema[]),
    {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        as: { ...comparisonRulesSchema, description: 'The rules.' },
        by: {
          anyOf: [identifier, { type: 'array', minItems: 1, uniqueItems: true, items: identifier }],
          description: 'With `keyed`: the properties that tell the embedded instances of a list apart.',
        },
        nullIsEmpty: { type: 'boolean', description: 'Null, the empty text and the empty list are one.' },
        tolerance: { ...durationSchema, description: 'How far apart two datetimes or intervals may be.' },
      },
    },
  ],
}

export const adapterSchema: JsonSchema = {
  $schema: draft,
  title: 'wmctl ClassAdapter',
  description: 'How the properties of a CIM class are written where setting them on the instance does not do it.',
  type: 'object',
  required: ['apiVersion', 'kind', 'namespace', 'class'],
  additionalProperties: false,
  properties: {
    apiVersion: apiVersionSchema,
    kind: { const: 'ClassAdapter', description: 'This document describes how one class is written.' },
    namespace: {
      type: 'string',
      pattern: '^[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*$',
      'x-expected': 'a namespace such as root/cimv2',
      description: 'Namespace of the class.',
      examples: ['root/cimv2'],
    },
    class: { ...identifier, description: 'The class.' },
    description: { type: 'string', description: 'For people; nothing depends on it.' },
    writes: {
      type: 'array',
      description: 'How properties are written. A property that is not named here is set on the instance.',
      items: {
        type: 'object',
        required: ['properties'],
        additionalProperties: false,
        properties: {
          properties: {
            type: 'array',
            minItems: 1,
            uniqueItems: true,
            items: identifier,
            description: 'The properties this is about. One call of `method` writes all of them that change.',
          },
          by: {
            enum: ['put', 'replace'],
            description: 'put: set on the instance. replace: delete the object and create it anew.',
          },
          cases: {
            type: 'object',
            minProperties: 1,
            description: 'A method for each value (in any case) that can be wanted.',
            additionalProperties: stepSchema,
          },
          ...stepProperties,
        },
      },
    },
    readOnly: {
      type: 'object',
      propertyNames: identifier,
      additionalProperties: { type: 'string', minLength: 1 },
      description: 'Properties that cannot be written, and why or what to write instead.',
    },
    create: { ...lifeSchema, description: 'How objects are created. Left out: by creating the instance.' },
    delete: { ...lifeSchema, description: 'How objects are deleted. Left out: by deleting the instance.' },
    readMethods: {
      type: 'array',
      uniqueItems: true,
      items: identifier,
      description: 'Methods that change nothing, which a plan may therefore call.',
    },
    returnCodes: {
      ...returnCodesSchema,
      description: 'Return codes of all methods of the class, beside those of a single write.',
    },
    compare: {
      type: 'object',
      propertyNames: identifier,
      additionalProperties: comparisonHintSchema,
      description: 'How properties are compared where the schema of the class does not say it.',
      examples: [{ PathName: ['path', 'environment'], Rules: { as: 'keyed', by: 'Name' }, SecurityDescriptor: 'sddl' }],
    },
  },
}
