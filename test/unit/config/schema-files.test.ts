import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { schemaFiles } from '../../../src/config/schema/schema-files.js'
import { kinds } from './kinds.js'

const files = schemaFiles(kinds)

test.each(Object.keys(files))('schemas/%s is what documents are checked with (node tools/build-schemas.mjs)', (name) => {
  const text = readFileSync(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8')
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(files[name])))
})

test('the schemas are valid themselves and hold their own examples', () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false })
  ajv.addVocabulary(['x-expected', 'x-verbatim', 'x-secret', 'x-masked'])
  for (const [name, schema] of Object.entries(files)) ajv.addSchema(schema, name)
  for (const name of Object.keys(files)) {
    const validate = ajv.getSchema(name)
    if (validate === undefined) throw new Error(`${name} was not added`)
    for (const example of (files[name]?.['examples'] as readonly unknown[] | undefined) ?? []) {
      expect(validate(example), JSON.stringify(validate.errors)).toBe(true)
    }
  }
  expect(ajv.validate('wmctl.schema.json', { apiVersion: 'wmctl/v1', kind: 'Something' })).toBe(false)
})
