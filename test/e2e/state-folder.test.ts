import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configuration, sites } from '../harness/site.js'

const openSite = sites()

test('an apply removes plans that killed runs left, and all but the newest 200 journals', async () => {
  const at = await openSite({ hosts: 1 })
  const state = (path: string): string => join('state', 'wmctl', path)
  const leftovers = ['plans/x.wmplan', 'plans/y.wmplan.00ff00ff00ff.tmp'].map(state)
  const stranger = state('plans/notes.txt')
  for (const path of [...leftovers, stranger]) at.write(path, 'x')
  for (let number = 0; number < 205; number++) {
    const stamp = new Date(Date.UTC(2020, 0, 1) + number * 1000).toISOString().replace(/[:.]/g, '-')
    at.write(state(`journal/${stamp}-${number}.jsonl`), '')
  }
  const variable =
    '- name: a\n  cim: Win32_Environment\n  key: { Name: A, UserName: <SYSTEM> }\n  properties: { VariableValue: x }\n'
  at.write('site.yaml', configuration(variable))
  expect(await at.wmctl(['apply', '-f', 'site.yaml', '-i', 'inventory.yaml', '--yes'])).toMatchObject({ code: 0 })
  expect(leftovers.filter((path) => existsSync(join(at.folder, path)))).toEqual([])
  expect(existsSync(join(at.folder, stranger))).toBe(true)
  expect(at.journals()).toHaveLength(201)
  expect(at.journals().at(-1)).not.toBe('')
})
