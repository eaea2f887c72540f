// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are part of what is tested.
import { expect, test } from 'vitest'
import { compileAlone } from '../../../src/config/compile.js'
import { readDocuments } from '../../../src/config/documents.js'
import { brief, compileTexts, configuration, inventory } from './helpers.js'
import { kinds } from './kinds.js'

const noVariables = { flags: new Map<string, string>(), files: [] }

test('a configuration becomes resource documents per host, in document order', () => {
  const { hosts, diagnostics } = compileTexts([
    inventory,
    `apiVersion: wmctl/v1
kind: Configuration
metadata: { name: web-baseline }
targets: role=web,env=prod
strategy: { batch: 25%, maxFailures: 2 }
vars: { jdk: 'C:\\Program Files\\Java\\jdk-21' }
resources:
  - name: java-home
    cim: Win32_Environment
    key: { Name: JAVA_HOME, UserName: <SYSTEM> }
    properties: { VariableValue: "\${vars.jdk}" }
    lifecycle: { preventDestroy: true, ignoreChanges: [Caption] }
  - name: recycle-app
    invoke: { cim: Win32_Service, key: { Name: AppSvc }, method: StopService }
    on: { changed: [java-home] }
    waitFor: { State: Stopped, timeout: 30s }
    dependsOn: [java-home]
`,
  ])
  expect(diagnostics).toEqual([])
  expect(hosts.map(({ name }) => name)).toEqual(['web01'])
  expect(hosts[0]?.configurations).toEqual([
    {
      name: 'web-baseline',
      strategy: { batch: { percent: 25 }, maxFailures: { count: 2 } },
      resources: [
        {
          configuration: 'web-baseline',
          name: 'java-home',
          kind: 'cim',
          fields: {
            cim: 'Win32_Environment',
            key: { Name: 'JAVA_HOME', UserName: '<SYSTEM>' },
            properties: { VariableValue: 'C:\\Program Files\\Java\\jdk-21' },
          },
          dependsOn: [],
          lifecycle: { preventDestroy: true, ignoreChanges: ['Caption'] },
          onChanged: undefined,
          range: {
            file: 'b.yaml',
            start: { line: 8, column: 11 },
            end: { line: 8, column: 20 },
            lineText: '  - name: java-home',
          },
        },
        expect.objectContaining({
          name: 'recycle-app',
          kind: 'invoke',
          fields: {
            invoke: { cim: 'Win32_Service', key: { Name: 'AppSvc' }, method: 'StopService' },
            waitFor: { State: 'Stopped', timeout: '30s' },
          },
          dependsOn: ['java-home'],
          onChanged: ['java-home'],
        }),
      ],
    },
  ])
})

test('hosts for which a configuration says the same share its documents', () => {
  const { hosts } = compileTexts([
    inventory,
    configuration(
      '  - { name: same, cim: X, key: { A: 1 } }\n  - { name: var, cim: X, key: { A: "${vars.x}" } }\n  - { name: own, cim: X, key: { A: "${host.name}" } }\n',
      "targets: '*'\nvars: { x: 1 }",
    ),
  ])
  const [first, second] = hosts.map((host) => host.configurations[0]?.resources ?? [])
  expect(first?.[0]).toBe(second?.[0])
  expect(first?.[1]).toBe(second?.[1])
  expect([first?.[2]?.fields, second?.[2]?.fields]).toEqual([
    { cim: 'X', key: { A: 'web01' } },
    { cim: 'X', key: { A: 'web02' } },
  ])
})

test('where nothing depends on the host the whole configuration is one object', () => {
  const { hosts } = compileTexts([inventory, configuration('  - { name: a, cim: X }\n')])
  expect(hosts).toHaveLength(3)
  expect(new Set(hosts.map((host) => host.configurations[0])).size).toBe(1)
})

test('places inside a document can be found, for keys, values and things that are not there', () => {
  const compiled = compileTexts([
    inventory,
    configuration('  - name: a\n    cim: Win32_Service\n    properties: { State: Running }\n'),
  ])
  const [document] = compiled.hosts[0]?.configurations[0]?.resources ?? []
  if (document === undefined) throw new Error('no document')
  const locate = compiled.locate(document)
  const start = (range: ReturnType<typeof locate>) => [range?.start.line, range?.start.column]
  expect(start(locate(['cim'], 'value'))).toEqual([7, 10])
  expect(start(locate(['properties', 'State'], 'key'))).toEqual([8, 19])
  expect(start(locate(['properties', 'State'], 'value'))).toEqual([8, 26])
  expect(start(locate(['properties', 'Other'], 'value'))).toEqual([8, 17])
  expect(start(locate(['key', 'Name'], 'value'))).toEqual([6, 5])
  expect(compiled.locate({ ...document })(['cim'], 'value')).toBeUndefined()
})

const chain = configuration(
  '  - { name: a, cim: X }\n  - { name: b, cim: X, dependsOn: [a] }\n  - { name: c, cim: X, on: { changed: [base/b] } }\n  - { name: d, cim: X }\n',
)

test.each([
  [['*/base/d'], 'web01:d web02:d db01:d'],
  [['web01/base/b'], 'web01:a,b'],
  [['web01/base/c'], 'web01:a,b,c'],
  [['db*/*/d', 'web02/base/a'], 'web02:a db01:d'],
  [['WEB01/Base/D'], 'web01:d'],
])('--target %s takes what is named and what it depends on', (targets, expected) => {
  const { hosts, diagnostics } = compileTexts([inventory, chain], { targets })
  expect(diagnostics).toEqual([])
  const shown = hosts.map((host) => `${host.name}:${host.configurations[0]?.resources.map(({ name }) => name).join(',')}`)
  expect(shown.join(' ')).toBe(expected)
})

test.each([
  [['web01'], '- error Unusable address'],
  [['web01/base/'], '- error Unusable address'],
  [['web01/base/x/y'], '- error Unusable address'],
  [['web01/base/nothing'], '- error Unknown address'],
  [['web01/bse/d'], '- error Unknown address (→ web01/base/d)'],
])('--target %s is refused', (targets, found) => {
  const { hosts, diagnostics } = compileTexts([inventory, chain], { targets })
  expect(hosts).toEqual([])
  expect(diagnostics.map(brief)).toEqual([found])
})

test('a configuration that matches no host is a warning while another one does', () => {
  const other = configuration('  - { name: a, cim: X }\n', 'targets: role=none').replace('name: base', 'name: other')
  const { hosts, diagnostics } = compileTexts([inventory, chain, other])
  expect(diagnostics.map(brief)).toEqual(['c.yaml:4:10 warning No targets'])
  expect(hosts).toHaveLength(3)
})

test('a limit outside the targets is an error that says so', () => {
  const { diagnostics } = compileTexts([inventory, configuration('  - { name: a, cim: X }\n', 'targets: role=web')], {
    limit: ['db01'],
  })
  expect(diagnostics.map(brief)).toEqual(['- error No targets'])
  expect(diagnostics[0]?.detail).toMatch(/--limit/)
})

test('the same finding on many hosts is one finding that names some of them', () => {
  const hosts = Array.from({ length: 10 }, (_, i) => `  - { name: h${i}${i === 0 ? '' : ', labels: { x: y }'} }\n`).join('')
  const { diagnostics } = compileTexts([
    `apiVersion: wmctl/v1\nkind: Inventory\nhosts:\n${hosts}`,
    configuration(
      '  - { name: a, cim: X, key: { A: "${vars.nope}" } }\n  - { name: b, cim: X, key: { A: "${host.labels.x}" } }\n',
    ),
  ])
  expect(diagnostics.map(brief)).toEqual(['b.yaml:6:35 error Unknown variable', 'b.yaml:7:35 error Unknown variable'])
  expect(diagnostics[0]?.detail).toMatch(/named 'nope'\.$/)
  expect(diagnostics[1]?.detail).toMatch(/\(on h0\)$/)
})

test('dependencies may reach into another configuration of the run', () => {
  const second = configuration('  - { name: z, cim: X, dependsOn: [base/a] }\n').replace('name: base', 'name: second')
  expect(compileTexts([inventory, chain, second]).diagnostics).toEqual([])
})

test('between objects that are wanted absent a dependency is no cycle', () => {
  const mutual = '  - { name: a, cim: X, ensure: absent, dependsOn: [b] }\n  - { name: b, cim: X, dependsOn: [] }\n'
  expect(compileTexts([inventory, configuration(mutual)]).diagnostics).toEqual([])
})

test('without an inventory a configuration is checked as far as that goes', () => {
  const text = configuration(
    '  - { name: a, cim: X, key: { A: "${vars.x}" } }\n  - { name: b, cim: X, key: { A: "${host.name}" } }\n  - { name: c, cim: X, key: { A: "${vars.fromInventory}" } }\n  - { name: d, cim: X, dependsOn: [elsewhere] }\n',
    "targets: '*'\nvars: { x: 1 }",
  )
  const { configurations } = readDocuments([{ file: 'a.yaml', text }], kinds)
  const alone = compileAlone({ configurations, variables: noVariables })
  expect(alone.diagnostics.map(brief)).toEqual(['a.yaml:10:36 error Unknown resource'])
  expect(alone.configurations[0]?.resources.map(({ name }) => name)).toEqual(['a', 'd'])
})

test('without an inventory there is nothing to say where there is no Configuration', () => {
  const nothing = { configurations: [], variables: noVariables }
  expect(compileAlone(nothing).diagnostics.map(brief)).toEqual(['- error No configuration'])
  const unreadable = [{ severity: 'error', summary: 'Not YAML', detail: 'It is not.' }] as const
  expect(compileAlone({ ...nothing, diagnostics: unreadable }).diagnostics).toEqual([])
})

test('a kind whose schema cannot be used is the fault of its plugin', () => {
  const broken = { kind: 'broken', schema: { type: 'object', properties: { broken: { type: 'strng' } } } }
  const text = configuration('  - { name: a, broken: x }\n')
  expect(() => readDocuments([{ file: 'a.yaml', text }], [broken])).toThrow(/resource type 'broken': its schema cannot be used/)
})
