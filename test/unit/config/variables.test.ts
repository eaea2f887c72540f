// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested.
import { expect, test } from 'vitest'
import { compileTexts, configuration } from './helpers.js'

/** What `${vars.x}` is on the host `a`, when these give it a value. */
function valueOfX(origins: readonly Origin[]): unknown {
  const give = (origin: Origin, field = 'vars'): string => (origins.includes(origin) ? `${field}: { x: ${origin} }` : '')
  const inventory = `apiVersion: wmctl/v1
kind: Inventory
hosts:
  - name: a
    ${give('host')}
groups:
  - name: child
    hosts: [a]
    ${give('child')}
  - name: parent
    groups: [child]
    ${give('parent')}
  - name: later-parent
    groups: [child]
    ${give('later-parent')}
`
  const fields = `targets: '*'\nvars: { x: ${origins.includes('configuration') ? 'configuration' : '{ default: default }'} }`
  const { hosts, diagnostics } = compileTexts(
    [inventory, configuration(`  - { name: r, cim: X, properties: { V: "\${vars.x}" } }\n`, fields)],
    {
      flags: origins.includes('--var') ? ['x=first', 'x=--var'] : [],
      variableFiles: origins.includes('--var-file') ? ['x: earlier file', 'x: --var-file'] : [],
    },
  )
  expect(diagnostics).toEqual([])
  const properties = hosts[0]?.configurations[0]?.resources[0]?.fields['properties'] as { readonly V: unknown }
  return properties.V
}

const precedence = ['--var', '--var-file', 'host', 'child', 'later-parent', 'parent', 'configuration', 'default'] as const
type Origin = (typeof precedence)[number]

test.each(precedence.map((origin, index) => [origin, precedence.slice(index)] as const))(
  '%s wins over all that come after it',
  (origin, rest) => {
    expect(valueOfX(rest)).toBe(origin)
  },
)

function filled(vars: string, text: string, flags: readonly string[] = []): unknown {
  const inventory = `apiVersion: wmctl/v1
kind: Inventory
hosts: [{ name: a, address: a.corp, labels: { role: web, tier: 1 } }]
groups: [{ name: g, hosts: ['*'] }]
`
  const { hosts, diagnostics } = compileTexts(
    [inventory, configuration(`  - { name: r, cim: X, properties: { V: ${text} } }\n`, `targets: '*'\nvars: ${vars}`)],
    { flags },
  )
  if (diagnostics.length > 0) return diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join('\n')
  const properties = hosts[0]?.configurations[0]?.resources[0]?.fields['properties'] as { readonly V: unknown }
  return properties.V
}

test.each([
  ['{ x: 5 }', `'\${vars.x}'`, 5n],
  ['{ x: 5 }', `'\${ vars.x }'`, 5n],
  ['{ x: 5 }', `'n=\${vars.x}'`, 'n=5'],
  ['{ x: 0.5 }', `'\${vars.x}'`, 0.5],
  ['{ x: true }', `'is \${vars.x}'`, 'is true'],
  ['{ x: null }', `'\${vars.x}'`, null],
  ['{ x: [1, a] }', `'\${vars.x}'`, [1n, 'a']],
  ['{ x: [1, a] }', `'\${vars.x.1}'`, 'a'],
  ['{ x: { y: { z: deep } } }', `'\${vars.x.y.z}'`, 'deep'],
  ['{ x: { y: { z: deep } } }', `'\${vars.x.y}'`, { z: 'deep' }],
  ['{ x: { type: map, default: { type: t } } }', `'\${vars.x}'`, { type: 't' }],
  ['{ x: { secret: { env: PW } } }', `'\${vars.x}'`, { secret: { env: 'PW' } }],
  ['{ a: 1, b: 2 }', `'\${vars.a}\${vars.b}'`, '12'],
  ['{}', `'\${host.name} \${host.address} \${host.labels.role} \${host.labels.tier}'`, 'a a.corp web 1'],
  ['{}', `'\${host.groups}'`, ['g']],
  ['{}', `['\${host.name}', b]`, ['a', 'b']],
  ['{}', `{ secret: { env: 'PW_\${host.name}' } }`, { secret: { env: 'PW_a' } }],
  ['{}', `'$\${vars.x} $$ $x'`, '${vars.x} $$ $x'],
  ['{ x: 1 }', `'$\${\${vars.x}'`, '${1'],
  ['{ a: "${vars.b}!", b: "${host.name}" }'.replaceAll('"', "'"), `'\${vars.a}'`, 'a!'],
  ["{ a: '$${vars.b}', b: 1 }", `'\${vars.a}'`, '${vars.b}'],
])('vars %s fill in %s', (vars, text, value) => {
  expect(filled(vars, text)).toEqual(value)
})

test('what is filled in is not looked at again', () => {
  expect(filled('{ x: text }', `'\${vars.x}'`, ['x=${vars.x} ${host.name}'])).toBe('${vars.x} ${host.name}')
})

test.each([
  ['{ x: { type: integer } }', '7', 7n],
  ['{ x: 5 }', '7', 7n],
  ['{ x: 5 }', 'seven', /Variable of the wrong type: --var x=… does not give an integer/],
  ['{ x: text }', '7', '7'],
  ['{ x: { type: string } }', 'true', 'true'],
  ['{ x: true }', 'false', false],
  ['{ x: true }', 'no', /does not give true or false/],
  ['{ x: { type: number } }', '1.5', 1.5],
  ['{ x: { type: number } }', '2', 2n],
  ['{ x: { type: list } }', '[80, 443]', [80n, 443n]],
  ['{ x: { type: list } }', '80', /declared as list, but --var gives 80, which is integer/],
  ['{ x: { type: map } }', '{ a: b }', { a: 'b' }],
  ['{ x: { type: secret } }', '{ secret: { env: PW } }', { secret: { env: 'PW' } }],
  [
    '{ x: { type: string, allowed: [a, b] } }',
    'c',
    /Value not allowed: The variable 'x' cannot be 'c', which --var gives. Allowed: 'a', 'b'/,
  ],
  ['{ x: { type: any } }', 'a=b', 'a=b'],
])('vars %s with --var x=%s', (vars, flag, value) => {
  const got = filled(vars, `'\${vars.x}'`, [`x=${flag}`])
  if (value instanceof RegExp) expect(got).toMatch(value)
  else expect(got).toEqual(value)
})

test('a flag never shows a secret it should not have held', () => {
  const got = filled('{ x: { type: secret } }', `'\${vars.x}'`, ['x=hunter2'])
  expect(got).toMatch(/declared as a secret/)
  expect(got).not.toContain('hunter2')
})

test('a --var that nothing knows is an error with the nearest name', () => {
  expect(filled('{ colour: red }', `'\${vars.colour}'`, ['color=blue'])).toMatch(
    /--var color: nothing declares or uses.*Did you mean 'colour'/,
  )
})

test('a declared type binds values from the inventory too, at their place', () => {
  const inventory =
    'apiVersion: wmctl/v1\nkind: Inventory\nhosts:\n  - { name: a, vars: { x: many } }\n  - { name: b, vars: { x: 3 } }\n'
  const { diagnostics } = compileTexts([
    inventory,
    configuration(`  - { name: r, cim: X, properties: { V: "\${vars.x}" } }\n`, "targets: '*'\nvars: { x: { type: integer } }"),
  ])
  expect(diagnostics).toHaveLength(1)
  expect(diagnostics[0]?.range).toMatchObject({ file: 'a.yaml', start: { line: 4, column: 27 } })
  expect(diagnostics[0]?.detail).toMatch(/gives 'many', which is string\. \(on a\)$/)
})

test('variables that multiply are stopped before they fill the memory', () => {
  const doubling = Array.from({ length: 40 }, (_, i) => `v${i}: '\${vars.v${i + 1}}\${vars.v${i + 1}}'`).join(', ')
  expect(filled(`{ ${doubling}, v40: xx }`, `'\${vars.v0}'`)).toMatch(/Variable too large/)
  const lists = Array.from({ length: 40 }, (_, i) => `v${i}: ['\${vars.v${i + 1}}', '\${vars.v${i + 1}}']`).join(', ')
  expect(filled(`{ ${lists}, v40: xx }`, `'\${vars.v0}'`)).toMatch(/Variable too large/)
  const chain = Array.from({ length: 1000 }, (_, i) => `v${i}: '\${vars.v${i + 1}}'`).join(', ')
  expect(filled(`{ ${chain}, v1000: xx }`, `'\${vars.v0}'`)).toMatch(/nested too deeply/)
})

test('text marked verbatim is left alone', async () => {
  const { readDocuments } = await import('../../../src/config/documents.js')
  const script = {
    kind: 'script',
    schema: { type: 'object', properties: { script: { type: 'string', 'x-verbatim': true }, args: { type: 'object' } } },
  }
  const text = configuration(
    `  - { name: r, script: 'echo \${env:X} \${vars.x}', args: { a: "\${vars.x}" } }\n`,
    "targets: '*'\nvars: { x: 1 }",
  )
  const documents = readDocuments([{ file: 'a.yaml', text }], [script])
  expect(documents.diagnostics).toEqual([])
  expect(documents.configurations[0]?.resources[0]?.references.map(({ text: written }) => written)).toEqual(['vars.x'])
})
