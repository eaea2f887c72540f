// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a reference is one of the texts.
import { expect, test } from 'vitest'
import { readText } from '../../../src/config/read-text.js'
import { plainOf } from '../../../src/config/source-node.js'
import { toYaml, toYamlStream } from '../../../src/config/to-yaml.js'

const document = {
  apiVersion: 'wmctl/v1',
  kind: 'Configuration',
  metadata: { name: 'exported' },
  resources: [
    { name: 'spooler', cim: 'Win32_Service', key: { Name: 'Spooler' }, properties: { StartMode: 'Disabled', State: 'Stopped' } },
    {
      name: 'big',
      cim: 'X',
      key: { Id: 18446744073709551615n },
      properties: { Flag: true, Ratio: 0.5, Nothing: null, Many: ['a', 'b'] },
    },
  ],
}

test('documents are printed in block style with short mappings on one line', () => {
  expect(toYaml(document)).toBe(`apiVersion: wmctl/v1
kind: Configuration
metadata: { name: exported }
resources:
  - name: spooler
    cim: Win32_Service
    key: { Name: Spooler }
    properties: { StartMode: Disabled, State: Stopped }
  - name: big
    cim: X
    key: { Id: 18446744073709551615 }
    properties:
      Flag: true
      Ratio: 0.5
      Nothing: null
      Many: [ a, b ]
`)
})

test.each([
  'yes',
  'null',
  '',
  ' ',
  '1',
  '0x10',
  '1e3',
  '12:30:00',
  '2026-01-01',
  '- a',
  'a: b',
  'a #b',
  '*x',
  '&x',
  '!x',
  '{',
  '%TEMP%',
  'C:\\Windows\\System32',
  '"q"',
  "it's",
  'a\nb',
  'tab\there',
  '\u0085\u2028',
  '${vars.x}',
])('the text %j reads back as itself', (text) => {
  const printed = toYamlStream([{ value: text, list: [text] }, { [text]: 1n }])
  expect(readText({ file: 'x', text: printed }).documents.map(plainOf)).toEqual([{ value: text, list: [text] }, { [text]: 1n }])
})
