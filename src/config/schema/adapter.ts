import { comparisonRules, returnCodeMeanings } from '../../cim/class-adapter.js'
import { apiVersionSchema, draft, durationSchema, type JsonSchema } from './common.js'

const identifier: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  'x-expected': 'the name of a class, property, method or parameter',
}

const valueSchema: JsonSchema = { type: ['string', 'number', 'boolean'] }

/** `State: Stopped`, `State: [Stopped, Paused]`. */
const conditionSchema: JsonSchema = {
  type: 'object',
  minProperties: 1,
  propertyNames: identifier,
  additionalProperties: { anyOf: [valueSchema, { type: 'array', minItems: 1, items: valueSchema }] },
  examples: [{ State: ['Stopped', 'Stop Pending'] }],
}

/** `root/default:StdRegProv`. */
const otherClassSchema: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*:[A-Za-z_][A-Za-z0-9_]*$',
  'x-expected': 'a class with its namespace, such as root/default:StdRegProv',
  description: 'The class of the method, when it is another; it is called on the class, not on an object.',
  examples: ['root/default:StdRegProv'],
}

const codeNames: JsonSchema = {
  type: 'string',
  pattern: '^[0-9]{1,10}$',
  'x-expected': 'a return code as a decimal number',
}

const returnCodesSchema: JsonSchema = {
  type: 'object',
  title: 'Return codes',
  description:
    'What the codes a method returns mean. 0 is success unless given here; codes that are not given are failures, shown with their documented text.',
  propertyNames: codeNames,
  additionalProperties: {
    enum: returnCodeMeanings,
    description:
      'success · already: what was wanted is so already · pending: it may be on its way, which `waitFor` tells · retry: try again shortly · ' +
      'restart-needed, logoff-needed: done, in effect after that · failure',
  },
  examples: [{ '10': 'already' }],
}

const hintsSchema: JsonSchema = {
  type: 'object',
  title: 'Hints',
  description: 'What to do about return codes that are failures.',
  propertyNames: codeNames,
  additionalProperties: { type: 'string', minLength: 1 },
  examples: [{ '14': 'Set StartMode to Auto or Manual.' }],
}

const blockedBySchema: JsonSchema = {
  type: 'object',
  title: 'Blocked by',
  description: 'Return code → the objects that stand in the way, which its message then names.',
  propertyNames: codeNames,
  additionalProperties: {
    type: 'object',
    required: ['association', 'from', 'to'],
    additionalProperties: false,
    properties: {
      association: { ...identifier, description: 'The association class, in the same namespace.' },
      from: { ...identifier, description: 'Its reference to the object that the method was called on.' },
      to: { ...identifier, description: 'Its reference to the objects that stand in the way.' },
      when: { ...conditionSchema, description: 'Only objects with these values.' },
    },
  },
}

const retrySchema: JsonSchema = {
  type: 'object',
  title: 'Retry',
  description: 'How often, and how far apart, a host that answers `retry` is asked again. Default 5 times, 1s apart.',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    times: { type: 'integer', minimum: 1, maximum: 60 },
    interval: durationSchema,
  },
}

const jobSchema: JsonSchema = {
  type: 'object',
  title: 'Job',
  description: 'The method may start a CIM_ConcreteJob, whose end is waited for.',
  additionalProperties: false,
  properties: {
    returnCode: { type: 'integer', minimum: 1, description: 'The code that says that there is a job. Default 4096.' },
    output: { ...identifier, description: 'The output parameter that refers to it. Default Job.' },
    completed: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'integer', minimum: 0, maximum: 65_535 },
      description: 'Values of JobState beside 7 by which the job has ended well.',
    },
    timeout: { ...durationSchema, description: 'Default 5m.' },
    interval: { ...durationSchema, description: 'Default 1s.' },
  },
  examples: [{ completed: [32768], timeout: '10m' }],
}

const taskSchema: JsonSchema = {
  type: 'object',
  title: 'Task',
  description: 'What the method starts is an object of the class, which is there until it has ended.',
  required: ['output', 'key'],
  additionalProperties: false,
  properties: {
    output: { ...identifier, description: 'The output parameter with the key of the object.' },
    key: { ...identifier, description: 'The key property.' },
    timeout: { ...durationSchema, description: 'Default 5m.' },
    interval: { ...durationSchema, description: 'Default 1s.' },
  },
}

const argumentsSchema: JsonSchema = {
  type: 'object',
  title: 'Arguments',
  description:
    'Input parameters by name: a property, whose desired (else live) value is passed, `{ constant: … }`, or `{ text: … }` with {Property} in it.',
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
            additionalProperties: valueSchema,
            examples: [{ Auto: 'Automatic' }],
          },
          default: {
            type: ['string', 'number', 'boolean'],
            description: 'What to pass when the property has no value. Left out: the parameter is left out.',
          },
          with: { ...identifier, description: 'Pass it only when this property is written.' },
        },
      },
      {
        type: 'object',
        required: ['constant'],
        additionalProperties: false,
        properties: { constant: { type: ['string', 'number', 'boolean', 'null'] } },
      },
      {
        type: 'object',
        required: ['text'],
        additionalProperties: false,
        properties: { text: { type: 'string', minLength: 1, description: 'Text; {Name} stands for the value of a property.' } },
      },
    ],
  },
  examples: [
    { Path: 'Path', Type: { property: 'Type', default: 0 }, StartMode: { property: 'StartMode', map: { Auto: 'Automatic' } } },
  ],
}

const consequenceProperties: Readonly<Record<string, JsonSchema>> = {
  disrupts: {
    type: 'string',
    minLength: 1,
    description: 'What it interrupts, as a plan shows it.',
    examples: ['stops the service'],
  },
  effectiveAfter: { enum: ['restart', 'logoff'], description: 'It is not in effect before that, whatever the host answers.' },
}

const answerProperties: Readonly<Record<string, JsonSchema>> = {
  returnCodes: returnCodesSchema,
  hints: hintsSchema,
  blockedBy: blockedBySchema,
  retry: retrySchema,
  job: jobSchema,
}

const stepProperties: Readonly<Record<string, JsonSchema>> = {
  method: { ...identifier, description: 'The method to call.' },
  class: otherClassSchema,
  static: { type: 'boolean', description: 'Call it on the class instead of the object.' },
  arguments: argumentsSchema,
  when: { ...conditionSchema, description: 'Make the call only when the live object has these values.' },
  ...answerProperties,
  waitFor: {
    type: 'object',
    title: 'Wait for',
    description:
      'One property and the value to wait for after the call, at most `timeout` (default 60s), asking each `interval` (default 500ms). ' +
      'A value that is neither that nor `pending` ends the wait.',
    minProperties: 1,
    properties: {
      pending: { type: 'array', uniqueItems: true, items: { type: 'string' }, description: 'Values on the way there.' },
      timeout: durationSchema,
      interval: durationSchema,
    },
    additionalProperties: { type: 'string' },
    examples: [{ State: 'Running', pending: ['Start Pending'], timeout: '60s' }],
  },
  order: {
    type: 'integer',
    minimum: -1000,
    maximum: 1000,
    description: 'Of several writes to one object the lower goes first. Put is 0. Default 0.',
  },
  ...consequenceProperties,
}

const stepSchema: JsonSchema = {
  type: 'object',
  required: ['method'],
  additionalProperties: false,
  properties: stepProperties,
}

const stepsSchema: JsonSchema = {
  type: 'array',
  minItems: 1,
  items: stepSchema,
  description: 'Calls made one after the other, each only when its `when` holds.',
}

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
