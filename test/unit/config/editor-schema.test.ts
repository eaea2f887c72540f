import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { type EditorSchemaOptions, editorSchema } from '../../../src/config/schema/classes/editor-schema.js'
import { defined } from '../../harness/defined.js'
import { shippedFacts } from '../../harness/facts.js'
import { kinds } from './kinds.js'

const { classes, adapters } = shippedFacts()

const described = [
  'root/cimv2:Win32_Service',
  'root/cimv2:Win32_Environment',
  'root/cimv2:Win32_Share',
  'root/cimv2:Win32_PageFileSetting',
  'root/cimv2:Win32_WMISetting',
  'root/cimv2:Win32_UserAccount',
  'root/cimv2:Win32_Process',
  'root/cimv2:Win32_NetworkAdapterConfiguration',
  'root/cimv2/terminalservices:Win32_TSGeneralSetting',
  'root/standardcimv2:MSFT_NetFirewallRule',
].map((name) => {
  const [namespace = '', className = ''] = name.split(':')
  const cimClass = defined(classes.find(namespace, className))
  return { cimClass, adapter: adapters.find(namespace, className), classes }
})

const options: EditorSchemaOptions = {
  kinds,
  classes: described,
  namespaces: new Map(classes.namespaces().map((namespace) => [namespace, classes.classNames(namespace)])),
  defaultNamespace: 'root/cimv2',
}

const schema = editorSchema(options)

function compiled() {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  ajv.addVocabulary(['x-expected', 'x-verbatim', 'x-secret', 'x-masked'])
  return ajv.compile(schema)
}

const validate = compiled()

/** Documents as an editor sees them. */
function documentsIn(path: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS())
}

function resource(fields: object): boolean {
  const document = {
    apiVersion: 'wmctl/v1',
    kind: 'Configuration',
    metadata: { name: 'site' },
    targets: '*',
    resources: [{ name: 'thing', ...fields }],
  }
  return validate(document)
}

function service(properties: object): boolean {
  return resource({ cim: 'Win32_Service', key: { Name: 'Spooler' }, properties })
}

test('it is one schema that refers to nothing outside itself', () => {
  const references = JSON.stringify(schema).match(/"\$ref":"[^"]*"/g) ?? []
  expect(references.length).toBeGreaterThan(100)
  for (const reference of references) expect(reference).toMatch(/^"\$ref":"#\/\$defs\/[A-Za-z0-9_.]+"$/)
})

test('the examples are valid', () => {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.yaml') && !name.includes('vars.'),
  )
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) {
    for (const document of documentsIn(`examples/${file}`)) {
      expect(validate(document), `${file}: ${JSON.stringify(validate.errors?.slice(0, 4))}`).toBe(true)
    }
  }
})

/** What only a program finds out: names that belong together, values that hosts decide, conditions, classes that hosts may have. */
const unseen = new Set(
  (
    'name-given-twice unknown-dependency dependency-cycle object-wanted-twice configuration-given-twice unknown-group-in-targets ' +
    'targets-that-match-no-host selector-without-a-label unknown-variable variable-without-a-value variable-of-the-wrong-type ' +
    'filled-in-value-of-the-wrong-type reference-to-something-else host-given-twice unknown-credential group-with-an-unknown-host ' +
    'groups-in-a-circle unknown-class unknown-namespace class-without-keys wildcard-in-a-key undocumented-code text-too-long ' +
    'properties-of-an-absent-object waiting-for-an-absent-object ignored-property-with-a-typo nothing-to-wait-for unknown-hive ' +
    'hive-alone dword-too-large value-of-another-type hex-that-is-none values-of-an-absent-key registry-value-given-twice ' +
    'argument-with-a-typo call-without-arguments no-trigger two-triggers method-of-an-object-without-a-key ' +
    'condition-that-never-holds scope-without-bounds scope-that-is-no-wql scope-over-an-unknown-property scope-of-an-unknown-class ' +
    'empty-scope scope-of-all-but-one declared-outside-of-the-scope scope-of-what-cannot-be-deleted'
  ).split(' '),
)

describe('mistakes that an editor shows', () => {
  const folder = 'test/golden/mistakes/'
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.includes('adapter'))
  const readable = files.filter((name) => {
    const documents = parseAllDocuments(readFileSync(`${folder}${name}`, 'utf8'))
    return documents.length > 0 && documents.every(({ errors, warnings }) => errors.length + warnings.length === 0)
  })

  test.each(readable)('%s', (file) => {
    const name = file.replace(/^\d+-(.*)\.yaml$/, '$1')
    const valid = documentsIn(`${folder}${file}`).every((document) => validate(document))
    expect(valid).toBe(unseen.has(name))
  })
})

describe('values', () => {
  test.each([
    [{ StartMode: 'Disabled', State: 'Stopped' }, true],
    [{ StartMode: 'Automatic' }, true],
    [{ StartMode: 'Disabld' }, false],
    [{ StartMode: `\${vars.mode}` }, true],
    [{ State: 'Start Pending' }, false],
    [{ ProcessId: 4 }, false],
  ])('%j: %s', (properties, valid) => expect(service(properties)).toBe(valid))

  test('truth values and secrets are what they are, or references', () => {
    const account = (properties: object): boolean =>
      resource({ cim: 'Win32_UserAccount', key: { Domain: 'WEB01', Name: 'svc' }, properties })
    expect(account({ Disabled: true })).toBe(true)
    expect(account({ Disabled: 'yes' })).toBe(false)
    expect(account({ Disabled: `\${vars.off}` })).toBe(true)
    const variable = (value: unknown): boolean =>
      resource({ cim: 'Win32_Environment', key: { Name: 'TOKEN', UserName: '<SYSTEM>' }, properties: { VariableValue: value } })
    expect(variable({ secret: { env: 'TOKEN' } })).toBe(true)
    expect(variable({ secret: { vault: 'x' } })).toBe(false)
    expect(variable(7)).toBe(false)
  })

  test('numbers go by label or code, lists element by element', () => {
    const setting = (properties: object): boolean => resource({ cim: 'Win32_WMISetting', properties })
    expect(setting({ LoggingLevel: 'Verbose Error logging' })).toBe(true)
    expect(setting({ LoggingLevel: 2 })).toBe(true)
    expect(setting({ LoggingLevel: 'Verbose Error loging' })).toBe(false)
    expect(setting({ LoggingLevel: -1 })).toBe(false)
  })

  test('a class of another namespace needs the namespace', () => {
    const terminal = { cim: 'Win32_TSGeneralSetting', key: { TerminalName: 'RDP-Tcp' } }
    expect(resource(terminal)).toBe(false)
    expect(resource({ ...terminal, namespace: 'root/cimv2/terminalservices' })).toBe(true)
    expect(resource({ ...terminal, namespace: 'root\\cimv2\\terminalservices' })).toBe(true)
    expect(resource({ ...terminal, namespace: 'root/cimv2/terminalservices', key: { Name: 'RDP-Tcp' } })).toBe(false)
  })

  test('a class that is not described takes anything, and is offered', () => {
    expect(resource({ cim: 'Vendor_Widget', namespace: 'root/vendor', key: { Id: 1 }, properties: { Any: ['thing'] } })).toBe(
      true,
    )
    const definitions = schema['$defs'] as { className: { anyOf: readonly { enum?: readonly string[] }[] } }
    expect(definitions.className.anyOf.find((one) => one.enum !== undefined)?.enum).toContain('Win32_Product')
  })

  test('calls know methods and their input parameters', () => {
    const call = (more: object): boolean =>
      resource({ invoke: { cim: 'Win32_Service', key: { Name: 'Spooler' }, ...more }, when: { State: 'Running' } })
    expect(call({ method: 'StopService' })).toBe(true)
    expect(call({ method: 'StopServce' })).toBe(false)
    expect(call({ method: 'ChangeStartMode', arguments: { StartMode: 'Automatic' } })).toBe(true)
    expect(call({ method: 'ChangeStartMode', arguments: { Mode: 'Automatic' } })).toBe(false)
    expect(call({ method: 'Change', arguments: { ServiceType: ['Own Process'] } })).toBe(true)
  })
})

test('types, ways and methods are told on hover', () => {
  const definitions = schema['$defs'] as Record<
    string,
    { properties: Record<string, { properties: Record<string, { description: string }> }> }
  >
  const properties = definitions['root.cimv2.Win32_PageFileSetting.cim']?.properties['properties']?.properties
  expect(properties?.['InitialSize']?.description).toMatch(/^uint32, in megabytes\. Written by Put/)
  const method = definitions['root.cimv2.Win32_Service.invoke']?.properties['invoke']?.properties['method'] as unknown as {
    anyOf: readonly { const: string; description: string }[]
  }
  expect(method.anyOf.find((one) => one.const === 'UserControlService')?.description).toBe('(ControlCode: uint8) returns uint32')
})
