import {
  apiVersionSchema,
  draft,
  durationSchema,
  type JsonSchema,
  labelsSchema,
  nameSchema,
  secretSourceSchema,
  variablesSchema,
} from './common.js'

const protocolNames = ['auto', 'wmi', 'wsmv', 'wsman', 'psrp', 'odata'] as const

const authNames = ['auto', 'kerberos', 'negotiate', 'ntlm', 'basic', 'digest', 'credssp', 'certificate'] as const

const tlsSchema: JsonSchema = {
  type: ['boolean', 'object'],
  title: 'TLS',
  description:
    '`true`: HTTPS, the certificate checked against the authorities the system trusts. `false`: HTTP. Settings: HTTPS with these.',
  additionalProperties: false,
  properties: {
    ca: { type: 'string', minLength: 1, description: 'Certificates (PEM text) to trust instead of those of the system.' },
    caFile: {
      type: 'string',
      minLength: 1,
      description: 'File with the certificates (PEM) to trust.',
      examples: ['corp-ca.pem'],
    },
    fingerprint: {
      type: 'string',
      pattern: '^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$',
      'x-expected': 'the SHA-256 fingerprint of the certificate: 64 hexadecimal digits, colons allowed',
      description: 'SHA-256 of the certificate of the host; when given nothing else is checked.',
    },
    insecure: { type: 'boolean', description: 'Trust any certificate. Anyone on the path can read and change everything.' },
    serverName: { type: 'string', minLength: 1, description: 'The name the certificate must carry, when it is not the address.' },
  },
}

const connectionSchema: JsonSchema = {
  type: 'object',
  title: 'Connection settings',
  description:
    'How to reach and log on to hosts. Each setting is inherited: defaults, then groups (child over parent), then the host.',
  additionalProperties: false,
  properties: {
    protocol: {
      description: 'One protocol, or several in the order in which to try them.',
      anyOf: [
        { type: 'string', enum: protocolNames },
        { type: 'array', items: { enum: protocolNames }, minItems: 1, uniqueItems: true },
      ],
      examples: ['auto', ['wsmv', 'wmi']],
    },
    auth: {
      enum: authNames,
      description:
        'How to log on. auto: Negotiate when the host offers it, else Basic. Over HTTP negotiate and ntlm encrypt the messages themselves; basic and digest need HTTPS. kerberos, credssp and certificate are reserved.',
    },
    credential: { ...nameSchema, description: 'Name of an entry of `credentials`.' },
    port: { type: 'integer', minimum: 1, maximum: 65535, description: 'Default: 5985 for HTTP, 5986 for HTTPS.' },
    path: { type: 'string', pattern: '^/[!-~]*$', 'x-expected': 'a path that starts with /', description: 'Default: /wsman.' },
    tls: tlsSchema,
    allowUnencrypted: {
      type: 'boolean',
      description:
        'Allow messages over HTTP without encryption, and Basic and Digest with them: anyone on the path can read them, and the password of Basic.',
    },
    proxy: {
      type: 'string',
      'x-masked': true,
      pattern: '^https?://[^/@\\s]+/?$',
      'x-expected': "the URL of an HTTP proxy without user and password, such as 'http://proxy.corp.example:3128'",
      description: 'HTTP proxy to go through.',
    },
    connectTimeout: { ...durationSchema, description: 'Default: 10s.' },
    operationTimeout: { ...durationSchema, description: 'How long one request may take. Default: 60s.' },
    concurrency: {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      description: 'Most requests in flight to one host; a run over many hosts has one. Default: 4.',
    },
  },
}

const hostNameSchema: JsonSchema = {
  ...nameSchema,
  description: 'Unique name of the host, in any case; the first part of every address.',
  examples: ['web01'],
}

const hostSchema: JsonSchema = {
  type: 'object',
  title: 'Host',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: hostNameSchema,
    address: {
      type: 'string',
      pattern: '^(\\[?[0-9A-Fa-f:.%]+\\]?|[A-Za-z0-9_.-]+)$',
      'x-expected': 'a DNS name or an IP address, without port and scheme',
      description: 'DNS name or IP address. Default: the name.',
      examples: ['web01.corp.example'],
    },
    labels: labelsSchema,
    vars: variablesSchema,
    groups: { type: 'array', items: nameSchema, description: 'Groups the host belongs to, beside those that list it.' },
    connection: connectionSchema,
  },
}

const groupSchema: JsonSchema = {
  type: 'object',
  title: 'Group',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { ...nameSchema, description: 'Unique name of the group, for `group:NAME`.' },
    hosts: {
      type: ['string', 'array'],
      items: { type: 'string', minLength: 1 },
      minLength: 1,
      description: 'Names of hosts; `*` and `?` stand for any characters and any one character.',
      examples: [['web*', 'proxy01']],
    },
    groups: { type: 'array', items: nameSchema, description: 'Child groups: their hosts belong to this group too.' },
    labels: labelsSchema,
    vars: variablesSchema,
    connection: connectionSchema,
  },
}

const credentialSchema: JsonSchema = {
  type: 'object',
  title: 'Credential',
  required: ['username', 'password'],
  additionalProperties: false,
  properties: {
    username: {
      type: 'string',
      minLength: 1,
      description: 'user, DOMAIN\\user, user@realm, or .\\user for an account of the host.',
      examples: ['CORP\\svc-wmctl'],
    },
    password: {
      ...secretSourceSchema,
      title: 'Password',
      properties: {
        ...secretSourceSchema.properties,
        keytab: { type: 'string', minLength: 1, description: 'Reserved for Kerberos: path of a keytab.' },
        ccache: { type: 'string', minLength: 1, description: 'Reserved for Kerberos: path of a credential cache.' },
      },
    },
  },
}

export const inventorySchema: JsonSchema = {
  $schema: draft,
  title: 'wmctl Inventory',
  description: 'The hosts, how to reach them, and what to know about them.',
  type: 'object',
  required: ['apiVersion', 'kind'],
  additionalProperties: false,
  properties: {
    apiVersion: apiVersionSchema,
    kind: { const: 'Inventory', description: 'This document lists hosts.' },
    metadata: {
      type: 'object',
      additionalProperties: false,
      properties: { name: nameSchema, description: { type: 'string' } },
      description: 'For people; nothing depends on it.',
    },
    defaults: {
      type: 'object',
      title: 'Defaults',
      description: 'What holds for every host of this document unless a group or the host says otherwise.',
      additionalProperties: false,
      properties: { connection: connectionSchema },
    },
    hosts: { type: 'array', items: hostSchema, description: 'The hosts.' },
    groups: { type: 'array', items: groupSchema, description: 'Named sets of hosts that share labels, variables and settings.' },
    credentials: {
      type: 'object',
      title: 'Credentials',
      description: 'Accounts by name, for `connection.credential`.',
      propertyNames: nameSchema,
      additionalProperties: credentialSchema,
    },
  },
  examples: [
    {
      apiVersion: 'wmctl/v1',
      kind: 'Inventory',
      defaults: { connection: { tls: true, auth: 'negotiate', credential: 'prod' } },
      hosts: [{ name: 'web01', address: 'web01.corp.example', labels: { role: 'web', env: 'prod' } }],
      credentials: { prod: { username: 'CORP\\svc-wmctl', password: { env: 'WMCTL_PASSWORD' } } },
    },
  ],
}
