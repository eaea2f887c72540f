import { returnCodeMeanings } from '../../cim/class-adapter.js'
import { durationSchema, type JsonSchema } from './common.js'

export const identifier: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  'x-expected': 'the name of a class, property, method or parameter',
}

export const valueSchema: JsonSchema = { type: ['string', 'number', 'boolean'] }

/** `State: Stopped`, `State: [Stopped, Paused]`. */
const conditionSchema: JsonSchema = {
  type: 'object',
  minProperties: 1,
  propertyNames: identifier,
  additionalProperties: { anyOf: [valueSchema, { type: 'array', minItems: 1, items: valueSchema }] },
  examples: [{ State: ['Stopped', 'Stop Pending'] }],
}

/** `root/default:StdRegProv`. */
export const otherClassSchema: JsonSchema = {
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

export const returnCodesSchema: JsonSchema = {
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

export const hintsSchema: JsonSchema = {
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

export const taskSchema: JsonSchema = {
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

export const argumentsSchema: JsonSchema = {
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

export const consequenceProperties: Readonly<Record<string, JsonSchema>> = {
  disrupts: {
    type: 'string',
    minLength: 1,
    description: 'What it interrupts, as a plan shows it.',
    examples: ['stops the service'],
  },
  effectiveAfter: { enum: ['restart', 'logoff'], description: 'It is not in effect before that, whatever the host answers.' },
}

export const answerProperties: Readonly<Record<string, JsonSchema>> = {
  returnCodes: returnCodesSchema,
  hints: hintsSchema,
  blockedBy: blockedBySchema,
  retry: retrySchema,
  job: jobSchema,
}

export const stepProperties: Readonly<Record<string, JsonSchema>> = {
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

export const stepSchema: JsonSchema = {
  type: 'object',
  required: ['method'],
  additionalProperties: false,
  properties: stepProperties,
}

export const stepsSchema: JsonSchema = {
  type: 'array',
  minItems: 1,
  items: stepSchema,
  description: 'Calls made one after the other, each only when its `when` holds.',
}
