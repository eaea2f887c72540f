/** JSON Schema of the fields of an `owns:` resource. */
export const ownsSchema = {
  type: 'object',
  required: ['owns'],
  properties: {
    owns: {
      type: 'object',
      required: ['cim', 'where'],
      additionalProperties: false,
      description: 'Objects of which those that no resource declares are deleted.',
      properties: {
        cim: { type: 'string', minLength: 1, description: 'The CIM class of the objects.', examples: ['Win32_Environment'] },
        namespace: {
          type: 'string',
          description: 'Where the class lives. Default root/cimv2.',
          examples: ['root/standardcimv2'],
        },
        where: {
          type: 'string',
          minLength: 1,
          description: 'A WQL condition that bounds the scope: what it does not match is left alone.',
          examples: ["UserName = '<SYSTEM>' AND Name LIKE 'APP[_]%'"],
        },
      },
      examples: [{ cim: 'Win32_Environment', where: "UserName = '<SYSTEM>' AND Name LIKE 'APP[_]%'" }],
    },
  },
  additionalProperties: false,
}
