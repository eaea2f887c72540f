import { configuration, inventory } from './helpers.js'

/** What is written, what is said about it (place, severity, summary, suggestion), and words of the explanation. */
export interface Mistake {
  readonly texts: readonly string[]
  readonly found: readonly string[]
  readonly words: RegExp
}

const hosts = (body: string): readonly string[] => [`apiVersion: wmctl/v1\nkind: Inventory\n${body}`]
const host = (field: string): readonly string[] => hosts(`hosts:\n  - name: a\n    ${field}\n`)
const connection = (setting: string): readonly string[] => host(`connection: { ${setting} }`)
const password = (value: string): readonly string[] =>
  hosts(`hosts: [{ name: a }]\ncredentials:\n  prod: { username: u, password: ${value} }\n`)
const account = (setting: string, fields: string): readonly string[] =>
  hosts(`hosts:\n  - { name: a, connection: { ${setting}, credential: p } }\ncredentials:\n  p: { ${fields} }\n`)
const realms = (body: string): readonly string[] => hosts(`kerberos: { realms: { ${body} } }\n`)
const resources = (body: string): readonly string[] => [inventory, configuration(body)]
const resource = (field: string): readonly string[] => resources(`  - name: a\n    cim: X\n    ${field}\n`)
const value = (text: string): readonly string[] => resource(`properties: { V: ${text} }`)
const fields = (...lines: readonly string[]): readonly string[] => [
  inventory,
  configuration(`  - { name: a, cim: X, properties: { V: "\${vars.v}" } }\n`, lines.join('\n')),
]
const variable = (declaration: string): readonly string[] => fields("targets: '*'", `vars: { v: ${declaration} }`)

export const mistakes: Readonly<Record<string, Mistake>> = {
  // YAML
  'a tab in the indentation': {
    texts: hosts('hosts:\n\t- name: a\n'),
    found: ['a.yaml:4:1 error Tab in the indentation'],
    words: /spaces only/,
  },
  'uneven indentation': {
    texts: hosts('hosts:\n  - name: a\n   address: b\n'),
    found: ['a.yaml:5:1 error Missing character'],
    words: /line before/,
  },
  'a quote that is never closed': {
    texts: hosts('hosts:\n  - name: "a\n'),
    found: ['a.yaml:4:13 error Missing character'],
    words: /closing "quote/,
  },
  'the wrong bracket': {
    texts: hosts('hosts: [{name: a]\n'),
    found: ['a.yaml:3:17 error Unclosed bracket'],
    words: /closing bracket/,
  },
  'a bracket that is never closed': {
    texts: ['a: {b: c\n'],
    found: ['a.yaml:1:9 error Unclosed bracket'],
    words: /closing bracket/,
  },
  'a reference without quotes in braces': {
    texts: hosts(`hosts: [{ name: \${vars.name} }]\n`),
    found: ['a.yaml:3:18 error Reference that needs quotes'],
    words: /double quotes/,
  },
  'a field given twice': {
    texts: hosts('hosts:\n  - name: a\n    name: b\n'),
    found: ['a.yaml:5:5 error Duplicate field'],
    words: /already given at a\.yaml:4:5/,
  },
  'a Windows path in double quotes': {
    texts: hosts('hosts:\n  - name: "C:\\web"\n'),
    found: ['a.yaml:4:14 error Unknown escape in a double-quoted text'],
    words: /single quotes/,
  },
  'a custom tag': {
    texts: hosts('hosts:\n  - name: !env a\n'),
    found: ['a.yaml:4:11 error Unusable tag'],
    words: /Leave the tag out/,
  },
  'a timestamp tag': {
    texts: host('vars: { x: !!timestamp 2020-01-01 }'),
    found: ['a.yaml:5:28 error Unusable tag'],
    words: /Leave the tag out/,
  },
  'an alias of nothing': {
    texts: hosts('hosts:\n  - name: *a\n'),
    found: ['a.yaml:4:11 error Unknown alias'],
    words: /anchor &a/,
  },
  'an alias of itself': { texts: ['a: &a [*a]\n'], found: ['a.yaml:1:8 error Unknown alias'], words: /before this place/ },
  'a merge key': { texts: host('<<: { address: b }'), found: ['a.yaml:5:5 error Unusable field name'], words: /no merge keys/ },
  'a forbidden name': {
    texts: host('vars: { __proto__: 1 }'),
    found: ['a.yaml:5:13 error Unusable field name'],
    words: /cannot be the name/,
  },
  'a list as a field name': { texts: ['{ [a]: b }\n'], found: ['a.yaml:1:3 error Unusable field name'], words: /plain text/ },
  'YAML 1.1': { texts: ['%YAML 1.1\n---\na: b\n'], found: ['a.yaml:1:1 error Unusable directive'], words: /YAML 1\.2/ },
  'two fields on one line': { texts: ['a: b: c\n'], found: ['a.yaml:1:4 error Two fields on one line'], words: /own line/ },
  'the second of two documents broken': {
    texts: [`${inventory}---\n- [\n`],
    found: ['a.yaml:11:4 error Unclosed bracket'],
    words: /closing bracket/,
  },

  // documents
  'a list instead of a document': {
    texts: ['- a\n'],
    found: ['a.yaml:1:1 error Not a document'],
    words: /apiVersion: wmctl\/v1/,
  },
  'no version': { texts: ['kind: Inventory\n'], found: ['a.yaml:1:1 error Missing field'], words: /first line/ },
  'another version': {
    texts: ['apiVersion: wmctl/v2\nkind: Inventory\n'],
    found: ['a.yaml:1:13 error Unknown version (→ wmctl/v1)'],
    words: /only/,
  },
  'no kind': {
    texts: ['apiVersion: wmctl/v1\n'],
    found: ['a.yaml:1:1 error Missing field'],
    words: /Inventory or Configuration/,
  },
  'an unknown kind of document': {
    texts: ['apiVersion: wmctl/v1\nkind: Inventry\n'],
    found: ['a.yaml:2:7 error Unknown kind (→ Inventory)'],
    words: /Did you mean 'Inventory'/,
  },
  'an empty file, so no inventory': {
    texts: [''],
    found: ['a.yaml:1:1 warning Empty file', '- error No inventory'],
    words: /no document/,
  },
  'no inventory': { texts: [configuration('  - { name: a, cim: X }\n')], found: ['- error No inventory'], words: /-i/ },
  'no configuration': { texts: [inventory], found: ['- error No configuration'], words: /nothing to do/ },

  // inventory
  'an unknown field of a host': {
    texts: host('addres: b'),
    found: ['a.yaml:5:5 error Unknown field (→ address)'],
    words: /no field 'addres'/,
  },
  'an unknown field of the inventory': {
    texts: hosts('host:\n  - name: a\n'),
    found: ['a.yaml:3:1 error Unknown field (→ hosts)'],
    words: /The Inventory/,
  },
  'a host without a name': {
    texts: hosts('hosts:\n  - address: x\n'),
    found: ['a.yaml:4:5 error Missing field'],
    words: /'name'.*web01/,
  },
  'a name with a space': {
    texts: hosts('hosts:\n  - name: a b\n'),
    found: ['a.yaml:4:11 error Unusable value'],
    words: /letters, digits/,
  },
  'a URL as address': {
    texts: host('address: http://x'),
    found: ['a.yaml:5:14 error Unusable value'],
    words: /without port and scheme/,
  },
  'a list as label': { texts: host('labels: { role: [a] }'), found: ['a.yaml:5:21 error Wrong type'], words: /not a list/ },
  'a label that could not be selected': {
    texts: host("labels: { 'a b': c }"),
    found: ['a.yaml:5:15 error Unusable name'],
    words: /label name/,
  },
  'hosts as a mapping': {
    texts: hosts('hosts: { a: {} }\n'),
    found: ['a.yaml:3:8 error Wrong type'],
    words: /must be a list, not a mapping/,
  },
  'two hosts of one name': {
    texts: hosts('hosts:\n  - name: a\n  - name: A\n'),
    found: ['a.yaml:5:11 error Duplicate host'],
    words: /a\.yaml:4:11/,
  },
  'the same host in two files': {
    texts: [inventory, inventory.replace('web01', 'other').replace('web02', 'another')],
    found: ['b.yaml:8:11 error Duplicate host'],
    words: /a\.yaml:8:11/,
  },
  'a port in quotes': {
    texts: connection('port: "5985"'),
    found: ['a.yaml:5:25 error Wrong type'],
    words: /Leave the quotes out/,
  },
  'a port out of range': {
    texts: connection('port: 70000'),
    found: ['a.yaml:5:25 error Value out of range'],
    words: /at most 65535/,
  },
  'a port that is no whole number': {
    texts: connection('port: 59.85'),
    found: ['a.yaml:5:25 error Wrong type'],
    words: /whole number/,
  },
  'yes for true': {
    texts: connection('tls: yes'),
    found: ['a.yaml:5:24 error Wrong type'],
    words: /YAML 1\.2 knows only true and false/,
  },
  'true in quotes': {
    texts: connection('allowUnencrypted: "true"'),
    found: ['a.yaml:5:37 error Wrong type'],
    words: /Leave the quotes out/,
  },
  'an unknown TLS setting': {
    texts: connection('tls: { cafile: x }'),
    found: ['a.yaml:5:26 error Unknown field (→ caFile)'],
    words: /Did you mean/,
  },
  'half a fingerprint': {
    texts: connection('tls: { fingerprint: AA:BB }'),
    found: ['a.yaml:5:39 error Unusable value'],
    words: /64 hexadecimal/,
  },
  'an unknown protocol': {
    texts: connection('protocol: winrm'),
    found: ['a.yaml:5:29 error Value not allowed'],
    words: /auto, wmi, wsmv/,
  },
  'an unknown protocol in a list': {
    texts: connection('protocol: [wsmv, wmy]'),
    found: ['a.yaml:5:36 error Value not allowed (→ wmi)'],
    words: /An item of 'connection\.protocol'/,
  },
  'a number as protocol': {
    texts: connection('protocol: 5'),
    found: ['a.yaml:5:29 error Wrong type'],
    words: /text or a list, not the number 5/,
  },
  'a time-out without unit': {
    texts: connection('operationTimeout: 60'),
    found: ['a.yaml:5:37 error Wrong type'],
    words: /'30s'/,
  },
  'a proxy with a password': {
    texts: connection('proxy: http://u:hunter2@x'),
    found: ['a.yaml:5:26 error Unusable value'],
    words: /^(?!.*hunter2).*without user and password/,
  },
  'an unknown credential': {
    texts: hosts(
      'hosts:\n  - { name: a, connection: { credential: prd } }\ncredentials:\n  prod: { username: u, password: { env: X } }\n',
    ),
    found: ['a.yaml:4:42 error Unknown credential (→ prod)'],
    words: /Did you mean 'prod'/,
  },
  'a keytab where a password is needed': {
    texts: account('auth: basic', 'username: u, keytab: X'),
    found: ['a.yaml:4:55 error Credential does not fit'],
    words: /a Kerberos keytab, and `auth: basic` needs a password.*`auto`, `kerberos`, `negotiate`/,
  },
  'a password where a certificate is needed': {
    texts: account('auth: certificate', 'username: u, password: { env: X }'),
    found: ['a.yaml:4:61 error Credential does not fit'],
    words: /needs a certificate/,
  },
  'an account of the host with Kerberos': {
    texts: account('auth: kerberos', 'username: ".\\\\u", password: { env: X }'),
    found: ['a.yaml:4:58 error Credential does not fit'],
    words: /account of the host itself/,
  },
  'an address without a name with Kerberos': {
    texts: hosts('hosts:\n  - { name: a, address: 10.0.0.1, connection: { auth: kerberos } }\n'),
    found: ['a.yaml:4:25 error Address without a name'],
    words: /spn: HTTP/,
  },
  'a credential without a proof': {
    texts: account('auth: auto', 'username: u'),
    found: ['a.yaml:6:3 error Not exactly one field'],
    words: /exactly one of the fields password, keytab, ccache, certificate/,
  },
  'a credential with two proofs': {
    texts: account('auth: auto', 'username: u, keytab: X, password: { env: X }'),
    found: ['a.yaml:6:3 error Not exactly one field'],
    words: /exactly one/,
  },
  'a keytab without a user name': {
    texts: account('auth: kerberos', 'keytab: X'),
    found: ['a.yaml:6:3 error Missing field'],
    words: /'username'/,
  },
  'a certificate without its key': {
    texts: account('auth: certificate', 'certificate: { file: X }'),
    found: ['a.yaml:6:3 error Missing field'],
    words: /'key', since it has a certificate/,
  },
  'a PKCS #12 file with a key beside it': {
    texts: account('auth: certificate', 'certificate: { file: X.pfx }, key: { env: X }'),
    found: ['a.yaml:6:3 error Field too many'],
    words: /PKCS #12 file, which holds the key/,
  },
  'a passphrase of nothing': {
    texts: account('auth: auto', 'username: u, password: { env: X }, passphrase: { env: X }'),
    found: ['a.yaml:6:3 error Missing field'],
    words: /'certificate', since it has a passphrase/,
  },
  'a certificate over plain HTTP': {
    texts: account('auth: certificate, tls: false', 'certificate: { file: X }, key: { env: X }'),
    found: ['a.yaml:4:5 error Certificate without HTTPS'],
    words: /Write `tls: true`/,
  },
  'a KDC that is a URL': {
    texts: realms('A: { kdcs: ["kdc://dc1"] }'),
    found: ['a.yaml:3:35 error Unusable value'],
    words: /host name or an address/,
  },
  'a realm given twice': {
    texts: realms('A: { kdcs: [x] }, a: { kdcs: [y] }'),
    found: ['a.yaml:3:41 error Duplicate realm'],
    words: /case does not count/,
  },
  'a domain in two realms': {
    texts: realms('A: { domains: [x] }, B: { domains: [.X] }'),
    found: ['a.yaml:3:59 error Duplicate domain'],
    words: /belongs to the realm 'A'/,
  },
  'two default realms': {
    texts: [...hosts('kerberos: { defaultRealm: A }\n'), ...hosts('hosts: [{ name: a }]\nkerberos: { defaultRealm: B }\n')],
    found: ['b.yaml:4:27 error Duplicate default realm'],
    words: /already given as 'A'/,
  },
  'an SPN without a class': {
    texts: connection('spn: web01.corp.example'),
    found: ['a.yaml:5:24 error Unusable value'],
    words: /HTTP\/web01/,
  },
  'a password in the inventory': {
    texts: password('hunter2'),
    found: ['a.yaml:5:34 error Secret in a document'],
    words: /never written in documents/,
  },
  'a number as password': {
    texts: password('12345'),
    found: ['a.yaml:5:34 error Secret in a document'],
    words: /\{ env: NAME \}/,
  },
  'two sources of a password': {
    texts: password('{ env: X, file: Y }'),
    found: ['a.yaml:5:34 error Unusable secret reference'],
    words: /exactly one/,
  },
  'a password in an unknown form': {
    texts: password('{ text: hunter2 }'),
    found: ['a.yaml:5:34 error Unusable secret reference'],
    words: /exactly one/,
  },
  'an unknown group of a host': {
    texts: hosts('hosts:\n  - { name: a, groups: [wbe] }\ngroups:\n  - name: web\n'),
    found: ['a.yaml:4:25 error Unknown group (→ web)'],
    words: /No group is named 'wbe'/,
  },
  'an unknown host of a group': {
    texts: hosts('hosts:\n  - name: web01\ngroups:\n  - { name: g, hosts: [web1] }\n'),
    found: ['a.yaml:6:24 error Unknown host (→ web01)'],
    words: /No host is named 'web1'/,
  },
  'an unknown child group': {
    texts: hosts('hosts: [{ name: a }]\ngroups:\n  - { name: g, groups: [h] }\n'),
    found: ['a.yaml:5:25 error Unknown group (→ g)'],
    words: /'h'/,
  },
  'two groups of one name': {
    texts: hosts('hosts: [{ name: a }]\ngroups:\n  - name: g\n  - name: g\n'),
    found: ['a.yaml:6:11 error Duplicate group'],
    words: /a\.yaml:5:5/,
  },
  'groups in a circle': {
    texts: hosts(
      'hosts: [{ name: a }]\ngroups:\n  - { name: x, groups: [y] }\n  - { name: y, groups: [z] }\n  - { name: z, groups: [x] }\n',
    ),
    found: ['a.yaml:5:13 error Group cycle'],
    words: /x → y → z → x/,
  },

  // configuration
  'no targets field': {
    texts: [inventory, configuration('  - { name: a, cim: X }\n', 'target: x')],
    found: ['b.yaml:4:1 error Unknown field (→ targets)'],
    words: /Did you mean 'targets'/,
  },
  'targets that match nothing': {
    texts: fields('targets: role=wb', 'vars: { v: 1 }'),
    found: ['b.yaml:4:10 error No targets'],
    words: /\(3\) matches/,
  },
  'an unknown kind of selector': {
    texts: fields('targets: grp:x', 'vars: { v: 1 }'),
    found: ['b.yaml:4:10 error Unusable selector'],
    words: /group, host/,
  },
  'an unknown group in targets': {
    texts: fields('targets: group:x', 'vars: { v: 1 }'),
    found: ['b.yaml:4:10 error Unknown group'],
    words: /'x'/,
  },
  'an empty term in targets': {
    texts: fields('targets: role=web,', 'vars: { v: 1 }'),
    found: ['b.yaml:4:10 error Unusable selector'],
    words: /empty term/,
  },
  'a batch with a space': {
    texts: fields("targets: '*'", 'strategy: { batch: 25 % }', 'vars: { v: 1 }'),
    found: ['b.yaml:5:20 error Unusable value'],
    words: /'25%'/,
  },
  'an empty batch': {
    texts: fields("targets: '*'", 'strategy: { batch: 0 }', 'vars: { v: 1 }'),
    found: ['b.yaml:5:20 error Value out of range'],
    words: /at least 1/,
  },
  'a variable of an unknown type': {
    texts: variable('{ type: integr, default: 1 }'),
    found: ['b.yaml:5:20 error Value not allowed (→ integer)'],
    words: /integer/,
  },
  'a default of the wrong type': {
    texts: variable('{ type: integer, default: x }'),
    found: ['b.yaml:5:38 error Variable of the wrong type'],
    words: /'x', which is string/,
  },
  'a default that is not allowed': {
    texts: variable('{ type: string, default: a, allowed: [b, c] }'),
    found: ['b.yaml:5:37 error Value not allowed'],
    words: /'b', 'c'/,
  },
  'a literal for a secret variable': {
    texts: variable('{ type: secret, default: hunter2 }'),
    found: ['b.yaml:5:37 error Variable of the wrong type'],
    words: /\{ secret: \{ env: NAME \} \}/,
  },
  'a variable without a value': {
    texts: variable('{ type: integer }'),
    found: ['b.yaml:7:42 error Variable without a value'],
    words: /--var/,
  },
  'variables in a circle': {
    texts: fields("targets: '*'", `vars: { v: '\${vars.w}', w: '\${vars.v}' }`),
    found: ['b.yaml:5:29 error Variable cycle'],
    words: /v → w → v/,
  },
  'an unknown variable': {
    texts: fields("targets: '*'", 'vars: { ve: 1 }'),
    found: ['b.yaml:7:42 error Unknown variable (→ ve)'],
    words: /No variable is named 'v'/,
  },

  // resources
  'an unknown field of a resource': {
    texts: resource('propertys: { State: Running }'),
    found: ['b.yaml:8:5 error Unknown field (→ properties)'],
    words: /The resource 'a'/,
  },
  'an unknown kind of resource': {
    texts: resources('  - { name: a, cimm: X }\n'),
    found: ['b.yaml:6:16 error Unknown kind (→ cim)'],
    words: /'cimm' is no kind/,
  },
  'no kind of resource': {
    texts: resources('  - { name: a, key: { Name: x } }\n'),
    found: ['b.yaml:6:5 error Missing kind'],
    words: /cim, registry, invoke/,
  },
  'two kinds in one resource': {
    texts: resource('registry: HKLM\\X'),
    found: ['b.yaml:8:5 error Two kinds in one resource'],
    words: /two resources/,
  },
  'a kind of a later version': {
    texts: resources('  - { name: a, psrp: { get: x } }\n'),
    found: ['b.yaml:6:16 error Kind not supported'],
    words: /this version/,
  },
  'a resource without a name': { texts: resources('  - cim: X\n'), found: ['b.yaml:6:5 error Missing field'], words: /'name'/ },
  'a resource that is text': {
    texts: resources('  - spooler\n'),
    found: ['b.yaml:6:5 error Wrong type'],
    words: /mapping, not the text 'spooler'/,
  },
  'resources left empty': {
    texts: [inventory, configuration('')],
    found: ['b.yaml:5:11 error Wrong type'],
    words: /not nothing/,
  },
  'a number as class': {
    texts: resources('  - { name: a, cim: 5 }\n'),
    found: ['b.yaml:6:21 error Wrong type'],
    words: /Put it in quotes/,
  },
  'an unknown ensure': {
    texts: resource('ensure: absnt'),
    found: ['b.yaml:8:13 error Value not allowed (→ absent)'],
    words: /'absnt'/,
  },
  'a text as key': { texts: resource('key: Spooler'), found: ['b.yaml:8:10 error Wrong type'], words: /\{"Name":"Spooler"\}/ },
  'two resources of one name': {
    texts: resources('  - { name: a, cim: X }\n  - { name: a, cim: Y }\n'),
    found: ['b.yaml:7:13 error Duplicate resource'],
    words: /b\.yaml:6:13/,
  },
  'an unknown dependency': {
    texts: resources('  - { name: a, cim: X, dependsOn: [bb] }\n  - { name: bbb, cim: Y }\n'),
    found: ['b.yaml:6:36 error Unknown resource (→ bbb)'],
    words: /Did you mean 'bbb'/,
  },
  'an unknown trigger': {
    texts: resource('on: { changed: [zzz] }'),
    found: ['b.yaml:8:21 error Unknown resource'],
    words: /'zzz'/,
  },
  'a dependency cycle': {
    texts: resources(
      '  - { name: a, cim: X, dependsOn: [b] }\n  - { name: b, cim: X, dependsOn: [c] }\n  - { name: c, cim: X, dependsOn: [a] }\n',
    ),
    found: ['b.yaml:6:36 error Dependency cycle'],
    words: /a → b → c → a/,
  },
  'a misspelt trigger': {
    texts: resource('on: { change: [b] }'),
    found: ['b.yaml:8:11 error Unknown field (→ changed)'],
    words: /'on' has no field/,
  },
  'yes in lifecycle': {
    texts: resource('lifecycle: { preventDestroy: yes }'),
    found: ['b.yaml:8:34 error Wrong type'],
    words: /true and false/,
  },
  'a shell-like reference': {
    texts: value(`'\${env:X}'`),
    found: ['b.yaml:8:23 error Unusable reference'],
    words: /\$\$\{env:X\}/,
  },
  'a reference without vars': {
    texts: value(`'\${jdk}'`),
    found: ['b.yaml:8:23 error Unusable reference (→ vars.jdk)'],
    words: /Did you mean \$\{vars\.jdk\}/,
  },
  'code in a reference': {
    texts: value(`'\${vars.x.map(f)}'`),
    found: ['b.yaml:8:23 error Unusable reference'],
    words: /only dotted paths/,
  },
  'a reference that is never closed': {
    texts: value(`'a \${vars.b'`),
    found: ['b.yaml:8:25 error Unusable reference'],
    words: /never closed/,
  },
  'an unknown fact of the host': {
    texts: value(`'\${host.nam}'`),
    found: ['b.yaml:8:23 error Unknown variable (→ name)'],
    words: /no 'nam'/,
  },
  'an unknown label of the host': {
    texts: value(`'\${host.labels.rle}'`),
    found: ['b.yaml:8:23 error Unknown variable (→ role)'],
    words: /labels of the host/,
  },
  'a mapping inside a text': {
    texts: value(`'x \${host.labels}'`),
    found: ['b.yaml:8:25 error Value cannot be put into a text'],
    words: /a mapping/,
  },
  'a secret in a property': {
    texts: value('{ secret: hunter2 }'),
    found: ['b.yaml:8:32 error Secret in a document'],
    words: /never written/,
  },
  'two sources of a secret': {
    texts: value('{ secret: { env: A, file: B } }'),
    found: ['b.yaml:8:32 error Unusable secret reference'],
    words: /exactly one/,
  },
  'a secret below a list': {
    texts: value('[{ secret: { evn: A } }]'),
    found: ['b.yaml:8:33 error Unusable secret reference'],
    words: /exactly one/,
  },
  'a registry value of an unknown type': {
    texts: resources('  - { name: r, registry: HKLM\\X, values: { A: { type: dwrd, value: 1 } } }\n'),
    found: ['b.yaml:6:55 error Value not allowed (→ dword)'],
    words: /'A\.type'/,
  },
  'a registry value in an unknown form': {
    texts: resources('  - { name: r, registry: HKLM\\X, values: { A: { tpe: dword, value: 1 } } }\n'),
    found: ['b.yaml:6:49 error Unknown field (→ type)'],
    words: /'values\.A'/,
  },
  'a registry value that is no registry value': {
    texts: resources('  - { name: r, registry: HKLM\\X, values: { A: true } }\n'),
    found: ['b.yaml:6:47 error Wrong type'],
    words: /text, a whole number, null, a list or a mapping, not true/,
  },
  'a wrong value that came from a variable': {
    texts: fields("targets: '*'", 'vars: { v: 1, e: gone }').map((text) =>
      text.replace('cim: X,', `cim: X, ensure: '\${vars.e}',`),
    ),
    found: ['b.yaml:7:32 error Value not allowed'],
    words: /'ensure' cannot be 'gone'/,
  },
  'two configurations of one name': {
    texts: [inventory, configuration('  - { name: a, cim: X }\n'), configuration('  - { name: b, cim: X }\n')],
    found: ['c.yaml:3:19 error Duplicate configuration'],
    words: /b\.yaml:3:19/,
  },
}
