/** JSON Schema of the fields of an `invoke:` resource. */
export const invokeSchema = {
  type: 'object',
  required: ['invoke'],
  properties: {
    invoke: {
      type: 'object',
      description: 'The method to call.',
      required: ['cim', 'method'],
      properties: {
        cim: { type: 'string', minLength: 1, description: 'The CIM class.', examples: ['Win32_Service'] },
        namespace: { type: 'string', description: 'Where the class lives. Default root/cimv2.' },
        key: { type: 'object', description: 'The object to call the method on. Left out for static methods.' },
        method: { type: 'string', minLength: 1, description: 'The method.', examples: ['StopService'] },
        arguments: { type: 'object', description: 'Input parameters by name.' },
      },
      additionalProperties: false,
    },
    when: {
      type: 'object',
      description: 'Call only while the live object has all of these values. Exactly one of `when` and `on`.',
      examples: [{ State: 'Running' }],
    },
    waitFor: {
      type: 'object',
      description: 'After the call: wait until these properties have these values, at most `timeout` (default 60s).',
      examples: [{ State: 'Stopped', timeout: '60s' }],
    },
  },
  additionalProperties: false,
}
