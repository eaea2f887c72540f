import { expect, test } from 'vitest'
import { endpointOf } from '../../../src/config/connection-settings.js'
import { readDocuments } from '../../../src/config/documents.js'
import { type SelectedHosts, selectHosts } from '../../../src/config/select-hosts.js'
import { brief } from './helpers.js'

function inventoryOf(body: string, limit: readonly string[] = []): SelectedHosts {
  const documents = readDocuments([{ file: 'a.yaml', text: `apiVersion: wmctl/v1\nkind: Inventory\n${body}` }], [])
  expect(documents.diagnostics).toEqual([])
  return selectHosts(documents.inventories, limit)
}

test('a host without settings gets the defaults', () => {
  const { hosts } = inventoryOf('hosts: [{ name: web01 }]\n')
  expect(hosts[0]).toMatchObject({
    name: 'web01',
    address: 'web01',
    labels: {},
    groups: [],
    connection: {
      protocols: ['auto'],
      auth: 'auto',
      credential: undefined,
      connectTimeout: 10_000,
      operationTimeout: 60_000,
      concurrency: 4,
    },
  })
})

test('settings are inherited: defaults, then groups with children over parents, then the host', () => {
  const { hosts, diagnostics } = inventoryOf(`defaults:
  connection: { protocol: [wsmv, wmi], auth: basic, port: 1, operationTimeout: 5m, tls: { caFile: corp.pem } }
hosts:
  - name: web01
    labels: { role: cache }
    connection: { port: 4, tls: { serverName: web01.corp } }
  - name: db01
groups:
  - name: web
    hosts: ['WEB*']
    labels: { role: web, tier: front }
    connection: { port: 3, credential: web }
  - name: all
    groups: [web]
    labels: { role: any, site: a }
    connection: { port: 2, credential: all, concurrency: 9, auth: ntlm }
credentials:
  web: { username: w, password: { env: W } }
  all: { username: a, password: { command: [pass, show] } }
`)
  expect(diagnostics).toEqual([])
  expect(hosts[0]).toMatchObject({
    labels: { role: 'cache', tier: 'front', site: 'a' },
    groups: ['web', 'all'],
    connection: {
      protocols: ['wsmv', 'wmi'],
      auth: 'ntlm',
      port: 4,
      credential: { name: 'web', username: 'w', password: { secret: { env: 'W' } } },
      concurrency: 9,
      operationTimeout: 300_000,
      tls: { caFile: 'corp.pem', serverName: 'web01.corp' },
    },
  })
  expect(hosts[1]).toMatchObject({ groups: [], connection: { port: 1, auth: 'basic', credential: undefined } })
})

test('hosts that inherit the same share one object', () => {
  const { hosts } = inventoryOf(`hosts: [{ name: a }, { name: b }]
groups: [{ name: g, hosts: ['*'], vars: { x: 1 }, connection: { port: 7 } }]
`)
  expect(hosts[0]?.connection).toBe(hosts[1]?.connection)
  expect(hosts[0]?.variables).toBe(hosts[1]?.variables)
})

test('a host can name its groups, and belongs to their parents', () => {
  const { hosts } = inventoryOf(`hosts: [{ name: a, groups: [child] }, { name: b, groups: [parent] }]
groups: [{ name: parent, groups: [child] }, { name: child }]
`)
  expect(hosts.map(({ groups }) => groups)).toEqual([['child', 'parent'], ['parent']])
})

test.each([
  ['{}', { port: 5985, tls: undefined }],
  ['{ tls: true }', { port: 5986, tls: {} }],
  ['{ tls: false }', { port: 5985, tls: undefined }],
  ['{ tls: false, port: 5986 }', { port: 5986, tls: undefined }],
  ['{ port: 5986 }', { port: 5986, tls: {} }],
  ['{ port: 443 }', { port: 443, tls: {} }],
  ['{ port: 8080 }', { port: 8080, tls: undefined }],
  ['{ tls: { insecure: true } }', { port: 5986, tls: { insecure: true } }],
  [`{ tls: { fingerprint: '${'AB:'.repeat(31)}AB' } }`, { tls: { fingerprint: 'ab'.repeat(32) } }],
  ['{ tls: { caFile: x.pem } }', { tls: { ca: 'PEM' } }],
  [
    '{ path: /wsman-2, proxy: "http://proxy:3128", connectTimeout: 1500ms }',
    { path: '/wsman-2', proxy: 'http://proxy:3128', connectTimeout: 1500 },
  ],
])('the endpoint of %s', (connection, endpoint) => {
  const { hosts } = inventoryOf(`hosts: [{ name: a, address: 10.0.0.1, connection: ${connection} }]\n`)
  const [host] = hosts
  if (host === undefined) throw new Error('no host')
  const made = endpointOf(host, connection.includes('caFile') ? 'PEM' : undefined)
  expect(made).toMatchObject({ host: 'a', address: '10.0.0.1', ...endpoint })
  expect(made.tls ?? {}).not.toHaveProperty('caFile')
})

const fleet = `hosts:
  - { name: web01, labels: { role: web, env: prod } }
  - { name: web02, labels: { role: web, env: test } }
  - { name: db01, labels: { role: db, env: prod } }
  - { name: old }
groups:
  - { name: legacy, hosts: [old, web02] }
`

test.each([
  [['*'], 'web01 web02 db01 old'],
  [['web*'], 'web01 web02'],
  [['WEB0?'], 'web01 web02'],
  [['host:*01'], 'web01 db01'],
  [['role=web'], 'web01 web02'],
  [['role=web,env=prod'], 'web01'],
  [['role=web, env=prod'], 'web01'],
  [['role!=web'], 'db01 old'],
  [['role!=web,role!=db'], 'old'],
  [['group:legacy'], 'web02 old'],
  [['group:legacy,role=web'], 'web02'],
  [['role=db', 'old'], 'db01 old'],
  [['toString=x', 'db01'], 'db01'],
])('--limit %s selects %s', (limit, names) => {
  const { hosts, diagnostics } = inventoryOf(fleet, limit)
  expect(diagnostics).toEqual([])
  expect(hosts.map(({ name }) => name).join(' ')).toBe(names)
})

test.each([
  [['wbe01'], '- error No targets (→ web01)'],
  [['role=wbe'], '- error No targets (→ role=web)'],
  [['nothing*'], '- error No targets'],
  [['group:legcy'], '- error Unknown group (→ legacy)'],
  [['hots:x'], '- error Unusable selector (→ host)'],
  [['role='], '- error No targets'],
  [['a b'], '- error Unusable selector'],
])('--limit %s is refused', (limit, found) => {
  const { hosts, diagnostics } = inventoryOf(fleet, limit)
  expect(hosts).toEqual([])
  expect(diagnostics.map(brief)).toEqual([found])
})

test('an inventory without hosts is an error', () => {
  expect(inventoryOf('hosts: []\n').diagnostics.map(brief)).toEqual(['- error No targets'])
  expect(selectHosts([], []).diagnostics.map(brief)).toEqual(['- error No inventory'])
})

test('what inventories say of Kerberos is put together, and reaches every host', () => {
  const text = (body: string): string => `apiVersion: wmctl/v1\nkind: Inventory\n${body}`
  const sources = [
    {
      file: 'a.yaml',
      text: text(`kerberos: { defaultRealm: CORP.EXAMPLE, realms: { CORP.EXAMPLE: { kdcs: [dc1, '10.0.0.1:8888'], domains: [corp.example] } } }
hosts: [{ name: a, connection: { auth: kerberos, credential: svc, spn: HTTP/a.corp.example, delegate: true } }]
credentials:
  svc: { username: svc@CORP.EXAMPLE, keytab: svc.keytab }
  me: { ccache: default }
  card: { certificate: { file: card.pem }, key: { env: KEY } }
`),
    },
    { file: 'b.yaml', text: text('kerberos: { allowRc4: true }\nhosts: [{ name: b, connection: { credential: me } }]\n') },
  ]
  const documents = readDocuments(sources, [])
  const { hosts, diagnostics } = selectHosts(documents.inventories, [])
  expect([...documents.diagnostics, ...diagnostics]).toEqual([])
  const kerberos = {
    defaultRealm: 'CORP.EXAMPLE',
    allowRc4: true,
    realms: { 'CORP.EXAMPLE': { kdcs: ['dc1', '10.0.0.1:8888'], domains: ['corp.example'] } },
  }
  const credential = { name: 'svc', username: 'svc@CORP.EXAMPLE', keytab: 'svc.keytab' }
  expect(hosts[0]?.connection).toMatchObject({ kerberos, credential, spn: 'HTTP/a.corp.example', delegate: true })
  expect(hosts[1]?.connection).toMatchObject({ credential: { name: 'me', ccache: 'default' }, spn: undefined, delegate: false })
  expect(hosts[1]?.connection.kerberos).toBe(hosts[0]?.connection.kerberos)
  const [a, b] = hosts
  expect(a && endpointOf(a)).toMatchObject({ spn: 'HTTP/a.corp.example', delegate: true })
  expect(b && endpointOf(b)).not.toHaveProperty('delegate')
})
