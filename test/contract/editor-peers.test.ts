import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LanguageClient } from '../harness/language-client.js'
import { runWmctl } from '../harness/run-wmctl.js'
import { makeFolder, removeFolder } from '../harness/temporary-folder.js'

const server = 'yaml-language-server'
const isInstalled = await promisify(execFile)('sh', ['-c', `command -v ${server}`]).then(
  () => true,
  () => false,
)
if (!isInstalled) console.log(`skipped: an editor with the schema, since ${server} is not installed`)

const head = 'apiVersion: wmctl/v1\nkind: Configuration\nmetadata: { name: site }\ntargets: host:*\nresources:\n  - name: it\n'
const service = `${head}    cim: Win32_Service\n    key: { Name: Spooler }\n    properties:\n`
const call = `${head}    invoke:\n      cim: Win32_Service\n      key: { Name: Spooler }\n      method: `

describe.skipIf(!isInstalled)(`what ${server} makes of the schema [needs ${server}]`, () => {
  const home = makeFolder()
  let editor: LanguageClient
  beforeAll(async () => {
    const schema = join(home, 'wmctl.schema.json')
    expect(await runWmctl(['schema', '--out', schema], { home })).toMatchObject({ code: 0 })
    const settings = {
      completion: true,
      hover: true,
      schemas: { [pathToFileURL(schema).href]: '*.yaml' },
      schemaStore: { enable: false },
    }
    editor = await LanguageClient.open([server, '--stdio'], 'yaml', settings)
    // It asks for its settings in its own time, and knows no schema before.
    while ((await editor.complete(`${head}    |\n`)).length === 0);
  }, 60_000)
  afterAll(() => {
    editor?.close()
    removeFolder(home)
  })

  test.each([
    ['names of classes', `${head}    cim: Win32_Serv|\n`, ['Win32_Service', 'Win32_Product', 'MSFT_NetRoute']],
    ['keys', `${head}    cim: Win32_Environment\n    key:\n      |\n`, ['Name', 'UserName']],
    ['properties', `${service}      |\n`, ['StartMode', 'State', 'DisplayName']],
    ['values of texts', `${service}      StartMode: |\n`, ['Auto', 'Manual', 'Disabled']],
    ['values that a property can be brought to', `${service}      State: |\n`, ['Running', 'Stopped', 'Paused']],
    [
      'labels of codes',
      `${head}    cim: MSFT_NetFirewallRule\n    namespace: root/standardcimv2\n    properties:\n      Action: |\n`,
      ['Allow', 'Block'],
    ],
    ['methods', `${call}|\n`, ['StartService', 'StopService']],
    ['parameters', `${call}ChangeStartMode\n      arguments:\n        |\n`, ['StartMode']],
    ['arguments', `${call}ChangeStartMode\n      arguments:\n        StartMode: |\n`, ['Automatic', 'Disabled']],
  ])('completes %s', async (_, text, offered) => {
    expect(await editor.complete(text)).toEqual(expect.arrayContaining(offered))
  })

  test('does not offer what cannot be written', async () => {
    expect(await editor.complete(`${service}      |\n`)).not.toContain('ProcessId')
    expect(await editor.complete(`${service}      State: |\n`)).not.toContain('Start Pending')
  })

  test.each([
    [
      'a class',
      service.replace('Win32_S', 'Win32_|S'),
      /Win32\\_Service in root\/cimv2\. Named by Name\. Objects are created by Create/,
    ],
    ['a property', `${service}      Start|Mode: Auto\n`, /string\. Written by ChangeStartMode\./],
    ['a key', service.replace('{ Name', '{ N|ame'), /string\. Names the object\./],
    ['a method', `${call}Change|StartMode\n`, /\(StartMode: string\) returns uint32/],
  ])('tells of %s', async (_, text, told) => {
    const shown = await editor.hover(text)
    expect(shown).toMatch(told)
    // A list of all classes would bury it.
    expect(shown.length).toBeLessThan(1_000)
  })
})
