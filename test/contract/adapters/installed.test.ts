import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { UsageError } from '../../../src/base/errors.js'
import { rememberPlugins } from '../../../src/cli/adapter-folders.js'
import { loadFacts } from '../../../src/cli/facts.js'
import { ConfigError } from '../../../src/config/config-error.js'
import { shippedAdapters } from '../../harness/shipped-adapters.js'
import { makeFolder, removeFolder } from '../../harness/temporary-folder.js'

const folders: string[] = []
afterEach(() => {
  rememberPlugins([])
  for (const folder of folders.splice(0)) removeFolder(folder)
})

/** As oclif loads a plugin. */
function install(files: Readonly<Record<string, string>>, adapters: unknown = 'adapters'): string {
  const root = makeFolder()
  folders.push(root)
  mkdirSync(join(root, 'adapters'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'adapters', name), text)
  rememberPlugins([{ name: 'acme', root, pjson: { name: 'acme', wmctl: { adapters } } }])
  return root
}

const header = 'apiVersion: wmctl/v1\nkind: ClassAdapter\nnamespace: root/cimv2\n'
const codec = `${header}class: Win32_CodecFile\nreadOnly:\n  Archive: It is an attribute of the file.\n`

describe('what is shipped', () => {
  test.each(shippedAdapters.map(({ file, adapter }) => [file, adapter] as const))('%s is found by its class', (_, adapter) => {
    const { namespace, className, properties } = adapter
    const found = loadFacts().adapters.find(namespace, className)
    expect(found).toMatchObject({ namespace, className })
    expect(found?.properties).toEqual(properties)
    expect(loadFacts().adapters.find(namespace.toUpperCase(), className.toUpperCase())?.className).toBe(className)
  })

  test('is found in no other namespace, and listed whole', () => {
    const facts = loadFacts()
    expect(facts.adapters.find('root/other', 'Win32_Service')).toBeUndefined()
    expect(facts.adapted().map(({ className }) => className)).toEqual(shippedAdapters.map(({ adapter }) => adapter.className))
  })
})

describe('what a plugin brings', () => {
  test('is found beside it, and listed', () => {
    install({ 'codec.yaml': codec, 'README.md': 'no adapter' })
    const facts = loadFacts()
    expect(facts.adapters.find('root/cimv2', 'Win32_CodecFile')?.properties.get('archive')?.readOnly).toBe(
      'It is an attribute of the file.',
    )
    expect(facts.adapters.find('root/cimv2', 'Win32_Service')).toBeDefined()
    expect(facts.adapted().at(-1)?.className).toBe('Win32_CodecFile')
  })

  test('is checked against the catalogue: the finding names the file', () => {
    const root = install({ 'codec.yaml': codec.replace('Archive', 'Archiv') })
    let thrown: unknown
    try {
      loadFacts()
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(ConfigError)
    const [finding] = (thrown as ConfigError).diagnostics
    expect(finding?.range?.file).toBe(join(root, 'adapters', 'codec.yaml'))
    expect(finding?.detail).toContain('Archiv')
  })

  test('cannot replace what wmctl ships', () => {
    install({ 'service.yaml': `${header}class: Win32_Service\nreadOnly:\n  Started: No.\n` })
    expect(loadFacts).toThrow(/root\/cimv2:Win32_Service, and wmctl has one/)
  })

  test.each(['../elsewhere', '.', '', 7, '/etc/../..'])('%j is no folder of the plugin', (adapters) => {
    expect(() => install({}, adapters)).toThrow(UsageError)
  })

  test('that is missing is told', () => {
    install({}, 'no-such-folder')
    expect(loadFacts).toThrow(/The class adapters of the plugin acme cannot be read: ENOENT/)
  })
})
