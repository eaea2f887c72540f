import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { manyRuns } from '../harness/run-wmctl.js'
import { sites } from '../harness/site.js'

const openSite = sites()

test('schema writes what an editor needs, with the classes that were asked for', manyRuns, async () => {
  const at = await openSite({ hosts: 1 })
  const { code, stdout, stderr } = await at.wmctl([
    'schema',
    '--out',
    'wmctl.schema.json',
    '--class',
    'win32_product',
    '--class',
    'root/standardcimv2:MSFT_NetRoute',
  ])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toMatch(/# yaml-language-server: \$schema=wmctl\.schema\.json/)
  const schema = JSON.parse(at.read('wmctl.schema.json'))
  expect(Object.keys(schema.$defs)).toEqual(
    expect.arrayContaining([
      'root.cimv2.Win32_Service.cim',
      'root.cimv2.Win32_Product.cim',
      'root.standardcimv2.MSFT_NetRoute.cim',
    ]),
  )
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false })
  ajv.addVocabulary(['x-expected', 'x-verbatim', 'x-secret', 'x-masked'])
  const validate = ajv.compile(schema)
  expect(validate(at.lab.inventory.document), JSON.stringify(validate.errors)).toBe(true)

  const printed = await at.wmctl(['schema', '--namespace', 'ROOT\\Microsoft\\Windows\\Defender'])
  expect(printed).toMatchObject({ code: 0, stderr: '' })
  expect(Object.keys(JSON.parse(printed.stdout).$defs)).toContain('root.microsoft.windows.defender.MSFT_MpThreat.cim')

  for (const [parameters, message] of [
    [['--class', 'Win32_Sevice'], /no class Win32_Sevice.*\n.*Did you mean Win32_Service\?/],
    [['--class', 'root/cimv2:MSFT_NetRoute'], /no class root\/cimv2:MSFT_NetRoute/],
    [['--namespace', 'root/standardcim2'], /no namespace root\/standardcim2.*\n.*Did you mean root\/standardcimv2\?/],
  ] as const) {
    const refused = await at.wmctl(['schema', ...parameters])
    expect(refused).toMatchObject({ code: 6, stdout: '' })
    expect(refused.stderr).toMatch(message)
  }
})
