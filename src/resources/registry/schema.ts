/** JSON Schema of the fields of a `registry:` resource. */
export const registrySchema = {
  type: 'object',
  required: ['registry'],
  properties: {
    registry: {
      type: 'string',
      minLength: 1,
      description: 'The key, beginning with its hive: HKLM, HKU, HKCR, HKCU or HKCC (or the long names).',
      examples: ['HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server'],
    },
    values: {
      type: 'object',
      description:
        'The values to keep, by name; "(Default)" is the unnamed one. An integer is a dword, text a string, a list of text a multiString; ' +
        'otherwise { type, value }. null removes the value.',
      examples: [{ Enabled: 1, DisabledByDefault: { type: 'dword', value: 0 } }],
      additionalProperties: {
        anyOf: [
          { type: ['string', 'integer', 'null'] },
          { type: 'array', items: { type: 'string' } },
          {
            type: 'object',
            required: ['type', 'value'],
            properties: {
              type: { enum: ['string', 'expandString', 'multiString', 'dword', 'qword', 'binary'] },
              value: { description: 'Text, an integer, a list of text, or for binary hex digits.' },
            },
            additionalProperties: false,
          },
          { type: 'object', required: ['secret'] },
        ],
      },
    },
    purge: {
      type: 'boolean',
      description: 'Whether the values of the key that are not declared are removed; keys below it stay. Default false.',
    },
    view: {
      enum: [32, 64],
      description:
        'Which programs the key is for: 32 is where 32-bit programs on 64-bit Windows find it (WOW6432Node). Default 64: as written.',
    },
    ensure: {
      enum: ['present', 'absent'],
      description: 'Whether the key exists; absent deletes it with its values. Default present.',
    },
  },
  additionalProperties: false,
}
