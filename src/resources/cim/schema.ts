/** JSON Schema of the fields of a `cim:` resource. */
export const cimSchema = {
  type: 'object',
  required: ['cim'],
  properties: {
    cim: {
      type: 'string',
      minLength: 1,
      description: 'The CIM class of the object, e.g. Win32_Service.',
      examples: ['Win32_Service'],
    },
    namespace: { type: 'string', description: 'Where the class lives. Default root/cimv2.', examples: ['root/standardcimv2'] },
    key: {
      type: 'object',
      description: 'The key properties that name the object. Left out for singletons.',
      examples: [{ Name: 'Spooler' }],
    },
    properties: {
      type: 'object',
      description: 'The properties to keep, and only those. A value can be { secret: { env: NAME } }.',
      examples: [{ StartMode: 'Auto', State: 'Running' }],
    },
    ensure: { enum: ['present', 'absent'], description: 'Whether the object exists. Default present.' },
    waitFor: {
      type: 'object',
      description: 'After a change: wait until these properties have these values, at most `timeout` (default 60s).',
      examples: [{ State: 'Running', timeout: '60s' }],
    },
  },
  additionalProperties: false,
}
