import { describe, expect, test } from 'vitest'
import { type CimInstance, type CimValue, cimInstance } from '../../../src/cim/value.js'
import type { DeclaredObject } from '../../../src/engine/resource-type.js'
import { cimResourceType } from '../../../src/resources/cim/index.js'
import { ownsResourceType } from '../../../src/resources/owns/index.js'
import { defined } from '../../harness/defined.js'
import { shippedFacts } from '../../harness/facts.js'
import { resourceDocument } from '../../harness/resource-document.js'

const facts = shippedFacts()
const cim = cimResourceType(facts)
const owns = ownsResourceType(facts)

function declared(yaml: string): DeclaredObject {
  const { document, locate } = resourceDocument(`name: it\n${yaml}`, [cim])
  const { desired, diagnostics } = cim.parse(document, locate)
  if (desired === undefined) throw new Error(JSON.stringify(diagnostics))
  return { kind: 'cim', desired }
}

function parseScope(className: string, where: string, namespace = 'root/cimv2') {
  const fields = JSON.stringify({ cim: className, namespace, where })
  const { document, locate } = resourceDocument(`name: scope\nowns: ${fields}`, [owns])
  return owns.parse(document, locate)
}

function live(className: string, properties: Readonly<Record<string, CimValue>>): CimInstance {
  return cimInstance(
    className,
    Object.entries(properties).map(([name, value]) => ({ name, type: 'string', array: false, value })),
  )
}

/** Keys of what would be deleted. */
function undeclared(
  scope: ReturnType<typeof parseScope>,
  instances: readonly CimInstance[],
  others: readonly DeclaredObject[],
): unknown {
  const found = defined(owns.scope).undeclared(defined(scope.desired), { instances }, others)
  return found.map(({ fields }) => fields['key'])
}

const variable = (name: string, more = ''): DeclaredObject =>
  declared(`cim: Win32_Environment\nkey: { Name: ${name}, UserName: <SYSTEM> }\n${more}`)

describe('an object is declared', () => {
  const scope = parseScope('Win32_Environment', "Name LIKE 'APP[_]%'")
  const found = ['APP_ONE', 'APP_TWO'].map((Name) => live('Win32_Environment', { Name, UserName: '<SYSTEM>' }))
  const two = { Name: 'APP_TWO', UserName: '<SYSTEM>' }

  test.each([
    ['in any case', 'app_one', ''],
    ['with other properties, or none', 'APP_ONE', "properties: { VariableValue: '1' }"],
    ['also when it is to be absent', 'APP_ONE', 'ensure: absent'],
  ])('%s', (_, name, more) => {
    expect(undeclared(scope, found, [variable(name, more)])).toEqual([two])
  })

  test('not by one of another user, class or namespace', () => {
    const others = [
      declared("cim: Win32_Environment\nkey: { Name: APP_ONE, UserName: 'CORP\\svc' }"),
      declared('cim: Win32_Service\nkey: { Name: APP_ONE }'),
    ]
    expect(undeclared(scope, found, others)).toHaveLength(2)
  })

  test('under the name it has, and under the one it is to be given', () => {
    const accountScope = parseScope('Win32_UserAccount', "Name LIKE 'App%'")
    // Accounts cannot be deleted, so no such scope is accepted: what counts here is who is declared.
    expect(accountScope.diagnostics.map(({ summary }) => summary)).toEqual(['Objects that cannot be deleted'])
    const query = defined(parseScope('Win32_Environment', "Name LIKE 'App%'").desired)
    const cimClass = defined(facts.classes.find('root/cimv2', 'Win32_UserAccount'))
    const accounts = { ...query, cimClass }
    const both = ['AppOld', 'AppNew', 'AppElse'].map((Name) => live('Win32_UserAccount', { Name, Domain: 'WEB01' }))
    const renamed = declared('cim: Win32_UserAccount\nkey: { Name: AppOld, Domain: WEB01 }\nproperties: { Name: AppNew }')
    const left = defined(owns.scope).undeclared(accounts, { instances: both }, [renamed])
    expect(left.map(({ fields }) => fields['key'])).toEqual([{ Name: 'AppElse', Domain: 'WEB01' }])
  })

  test('by the properties that its adapter lets it be named by', () => {
    const namespace = 'root/microsoft/windows/smb'
    const shares = parseScope('MSFT_SmbShare', "Name LIKE 'App%'", namespace)
    const both = ['AppOne', 'AppTwo'].map((Name) => live('MSFT_SmbShare', { Name, ScopeName: '*' }))
    const byName = declared(`cim: MSFT_SmbShare\nnamespace: ${namespace}\nkey: { Name: appone }`)
    const byKeys = declared(`cim: MSFT_SmbShare\nnamespace: ${namespace}\nkey: { Name: AppTwo, ScopeName: '*' }`)
    expect(undeclared(shares, both, [byName])).toEqual([{ Name: 'AppTwo', ScopeName: '*' }])
    expect(undeclared(shares, both, [byName, byKeys])).toEqual([])
    // What is left is deleted under its own keys, which a host makes up.
    const [fields] = defined(owns.scope).undeclared(defined(shares.desired), { instances: both }, [byName])
    const lines = Object.entries(defined(fields).fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    const { document, locate } = resourceDocument(['name: it', ...lines].join('\n'), [cim])
    expect(cim.parse(document, locate).diagnostics).toEqual([])
  })
})

describe('a scope is empty unless something is declared that may be in it', () => {
  test.each([
    ["Name LIKE 'APP[_]%'", 'APP_ONE', true],
    ["Name LIKE 'APP[_]%'", 'app_one', true],
    ["Name LIKE 'APP[_]%'", 'JAVA_HOME', false],
    ["NOT Name LIKE 'APP[_]%' AND UserName = '<SYSTEM>'", 'JAVA_HOME', true],
    ["NOT Name LIKE 'APP[_]%' AND UserName = '<SYSTEM>'", 'APP_ONE', false],
    ["Name = 'OTHER' OR UserName = 'someone'", 'APP_ONE', false],
    ["VariableValue = 'x' AND UserName = '<SYSTEM>'", 'APP_ONE', true],
    ["VariableValue = 'y' AND UserName = '<SYSTEM>'", 'APP_ONE', false],
    // The document says nothing of this property, so the object may be in the scope.
    ["SystemVariable = TRUE AND UserName = '<SYSTEM>'", 'APP_ONE', true],
    ["NOT (SystemVariable = TRUE OR Name = 'APP_ONE') AND UserName = '<SYSTEM>'", 'APP_ONE', false],
  ])('%s covers %s: %s', (where, name, covers) => {
    const scope = defined(parseScope('Win32_Environment', where).desired)
    expect(defined(owns.scope).covers(scope, variable(name, 'properties: { VariableValue: x }'))).toBe(covers)
  })
})

describe('a condition without bounds is refused', () => {
  test.each([
    "Name LIKE '%'",
    "Name LIKE '%%'",
    "Name LIKE '_%'",
    "Name LIKE '[^$]%'",
    "NOT Name = 'Path'",
    "NOT Name LIKE 'APP%'",
    "Name <> 'Path'",
    "NOT (Name = 'Path' OR Name = 'TEMP')",
    "Name > ''",
    "Name >= ''",
    "NOT Name < ''",
    'Name IS NOT NULL',
    'NOT Name IS NULL',
    "Name <> 'Path' AND UserName <> 'x'",
    "Name = 'Path' OR Name <> 'Path'",
    'SystemVariable = TRUE OR SystemVariable = FALSE',
    "UserName = '<SYSTEM>' OR Name LIKE '%'",
  ])('%s', (where) => {
    expect(parseScope('Win32_Environment', where).diagnostics.map(({ summary }) => summary)).toEqual(['Scope without bounds'])
  })

  test.each([
    "Name LIKE 'APP[_]%'",
    "UserName = '<SYSTEM>' AND Name <> 'Path'",
    "NOT Name <> 'Path'",
    "NOT (Name <> 'Path' AND Name <> 'TEMP')",
    'SystemVariable = TRUE',
    "Name LIKE '____'",
    "Name >= 'APP' AND Name < 'APQ'",
    'NOT (SystemVariable <> TRUE)',
    'Name IS NULL',
  ])('%s has some', (where) => {
    expect(parseScope('Win32_Environment', where).diagnostics).toEqual([])
  })
})
