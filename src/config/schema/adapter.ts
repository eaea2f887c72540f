import { comparisonRules } from '../../cim/class-adapter.js'
import {
  answerProperties,
  argumentsSchema,
  consequenceProperties,
  hintsSchema,
  identifier,
  otherClassSchema,
  returnCodesSchema,
  stepProperties,
  stepSchema,
  stepsSchema,
  taskSchema,
  valueSchema,
} from './adapter-step.js'
import { apiVersionSchema, draft, durationSchema, type JsonSchema } from './common.js'

/** `create` and `delete`: calls, or the reason why there are none. */
const lifeSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...stepProperties,
    steps: stepsSchema,
    unsupported: { type: 'string', minLength: 1, description: 'Why it cannot be done, and what to do instead.' },
  },
}

const createSchema: JsonSchema = {
  ...lifeSchema,
  properties: {
    ...(lifeSchema['properties'] as Readonly<Record<string, JsonSchema>>),
    initial: {
      type: 'object',
      minProperties: 1,
      propertyNames: identifier,
      additionalProperties: valueSchema,
      description: 'What a new object has, whatever was asked for.',
      examples: [{ State: 'Stopped' }],
    },
    only: {
      type: 'object',
      minProperties: 1,
      propertyNames: identifier,
      additionalProperties: { type: 'string', minLength: 1 },
      description: 'Property → pattern (`*`, `?`): other objects are created as instances.',
      examples: [{ DeviceID: '\\\\\\\\*' }],
    },
  },
}

const readSchema: JsonSchema = {
  type: 'object',
  required: ['properties'],
  additionalProperties: false,
  properties: {
    properties: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: identifier,
      description: 'The properties this is about.',
    },
    by: { const: 'get', description: 'Queries leave it out: the object is read by its path.' },
    elements: { enum: ['ipv4'], description: 'Of a list, only these elements count.' },
    method: { ...identifier, description: 'A method that reads it, one of `readMethods` of its class.' },
    class: otherClassSchema,
    arguments: argumentsSchema,
    output: { ...identifier, description: 'The output parameter that holds the value.' },
    map: { type: 'object', description: 'Output → value of the property.', additionalProperties: valueSchema },
    default: { ...valueSchema, description: 'The value when the method answers that there is none.' },
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
    namedBy: {
      type: 'array',
      uniqueItems: true,
      items: identifier,
      description:
        'Properties by which documents may name an object in place of the keys of the class, where hosts make those up. ' +
        'The empty list: a host has one object, and documents name none.',
      examples: [['InterfaceAlias', 'IPAddress']],
    },
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
            description: 'A call, or several, for each value (in any case) that can be wanted.',
            additionalProperties: { anyOf: [stepSchema, stepsSchema] },
          },
          steps: stepsSchema,
          add: { ...stepSchema, description: 'Of lists: the call that adds elements. It is given those that are missing.' },
          remove: {
            ...stepSchema,
            description: 'Of lists: the call that removes elements. It is given those that are too many.',
          },
          passes: {
            enum: ['all', 'changed'],
            description:
              'changed: parameters of properties that do not change are left out, for methods that then leave them as they are. Default all.',
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
    writeOnly: {
      type: 'object',
      propertyNames: identifier,
      additionalProperties: { type: 'string', minLength: 1 },
      description:
        'Parameters that documents give as properties though the class has none of that name, such as passwords, and what they are.',
    },
    reads: {
      type: 'array',
      description: 'How properties are read that a query does not give as they are.',
      items: readSchema,
    },
    create: { ...createSchema, description: 'How objects are created. Left out: by creating the instance.' },
    delete: { ...lifeSchema, description: 'How objects are deleted. Left out: by deleting the instance.' },
    readMethods: {
      type: 'array',
      uniqueItems: true,
      items: identifier,
      description: 'Methods that change nothing, which a plan may therefore call.',
    },
    methods: {
      type: 'object',
      propertyNames: identifier,
      description: 'Methods that documents call themselves (`invoke`): what their codes mean and what they start.',
      additionalProperties: {
        type: 'object',
        minProperties: 1,
        additionalProperties: false,
        properties: { ...answerProperties, task: taskSchema, ...consequenceProperties },
      },
    },
    returnCodes: {
      ...returnCodesSchema,
      description: 'Return codes of all methods of the class, beside those of a single write.',
    },
    hints: { ...hintsSchema, description: 'What to do about return codes of all methods of the class.' },
    compare: {
      type: 'object',
      propertyNames: identifier,
      additionalProperties: comparisonHintSchema,
      description: 'How properties are compared where the schema of the class does not say it.',
      examples: [{ PathName: ['path', 'environment'], Rules: { as: 'keyed', by: 'Name' }, SecurityDescriptor: 'sddl' }],
    },
  },
}
