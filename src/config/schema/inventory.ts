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

const realmSchema: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$',
  'x-expected': "the name of a realm, such as 'CORP.EXAMPLE'",
}

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
        'How to log on. auto: Negotiate when the host offers it, else Basic. Over HTTP negotiate and ntlm encrypt the messages themselves; basic and digest need HTTPS. negotiate begins with Kerberos and falls back to NTLM; kerberos never does. certificate proves itself in the TLS handshake of HTTPS.',
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
    spn: {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]+/[^/@\\s]+(/[^/@\\s]+)?(@[^/@\\s]+)?$',
      'x-expected': "a service principal name such as 'HTTP/web01.corp.example', with @REALM when it is in another realm",
      description:
        'Service principal name to ask a Kerberos ticket for. Default: HTTP/, then host/, then WSMAN/ with the address of the host.',
      examples: ['HTTP/web01.corp.example'],
    },
    credssp: {
      type: 'object',
      title: 'CredSSP',
      additionalProperties: false,
      properties: {
        minimumVersion: {
          type: 'integer',
          minimum: 2,
          maximum: 6,
          description:
            'Lowest version of CredSSP to accept. Below 5 somebody on the way can act with the rights of the user (CVE-2018-0886). Default: 5.',
        },
      },
    },
    delegate: {
      type: 'boolean',
      description:
        'Hand a forwarded Kerberos ticket to the host, with which it can act as the user on other machines. Default: false.',
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
  description: 'An account with exactly one of password, keytab, ccache and certificate.',
  additionalProperties: false,
  properties: {
    username: {
      type: 'string',
      minLength: 1,
      description: 'user, DOMAIN\\user, user@realm, or .\\user for an account of the host.',
      examples: ['CORP\\svc-wmctl'],
    },
    password: { ...secretSourceSchema, title: 'Password' },
    keytab: {
      type: 'string',
      minLength: 1,
      description: 'Path of a Kerberos keytab with keys of `username`.',
      examples: ['svc-wmctl.keytab'],
    },
    ccache: {
      type: 'string',
      minLength: 1,
      description:
        'Kerberos credential cache, as `kinit` writes it: a path, FILE:PATH, DIR:PATH, or `default` for KRB5CCNAME or that of the system. `username` is optional.',
      examples: ['default', '/tmp/krb5cc_1000'],
    },
    certificate: {
      type: 'object',
      title: 'Client certificate',
      required: ['file'],
      additionalProperties: false,
      properties: {
        file: {
          type: 'string',
          minLength: 1,
          description: 'Path of the certificate (PEM), or of a PKCS #12 file (.pfx, .p12), which holds the key too.',
          examples: ['card.pem', 'card.pfx'],
        },
      },
    },
    key: { ...secretSourceSchema, title: 'Private key of the certificate (PEM)' },
    passphrase: { ...secretSourceSchema, title: 'Passphrase of the private key, or of the PKCS #12 file' },
  },
}

const kerberosSchema: JsonSchema = {
  type: 'object',
  title: 'Kerberos',
  description:
    'Where realms are. What is not given here comes from krb5.conf when there is one, then from DNS, then from convention: the realm is the DNS domain in upper case.',
  additionalProperties: false,
  properties: {
    defaultRealm: { ...realmSchema, description: 'Realm of user names without one.', examples: ['CORP.EXAMPLE'] },
    allowRc4: {
      type: 'boolean',
      description: 'Also RC4, which is broken, for accounts that have nothing better. Default: false.',
    },
    realms: {
      type: 'object',
      title: 'Realms',
      description: 'Realms by name.',
      propertyNames: realmSchema,
      additionalProperties: {
        type: 'object',
        title: 'Realm',
        additionalProperties: false,
        properties: {
          kdcs: {
            type: 'array',
            minItems: 1,
            uniqueItems: true,
            items: {
              type: 'string',
              pattern: '^(\\[[0-9A-Fa-f:.%]+\\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?$',
              'x-expected': "a host name or an address with or without a port, such as 'dc1.corp.example' or '[fe80::1]:88'",
            },
            description: 'KDCs (domain controllers) in the order in which to try them; port 88 unless given.',
            examples: [['dc1.corp.example', '10.0.0.1:88']],
          },
          domains: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'string',
              pattern: '^\\.?[A-Za-z0-9_.-]+$',
              'x-expected': "a DNS name such as 'corp.example'",
            },
            description: 'Hosts with these names, or below them, belong to the realm.',
            examples: [['corp.example']],
          },
        },
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
    kerberos: kerberosSchema,
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
