import { expect, test } from 'vitest'
import { checkConflicts } from '../../../src/engine/conflicts.js'
import { documentParser } from '../../../src/engine/document-parser.js'
import { memoryKinds, target } from '../../harness/engine-run.js'
import { resource } from '../../harness/memory-host.js'

function at(line: number) {
  return { file: 'site.yaml', start: { line, column: 1 }, end: { line, column: 9 } }
}

const first = resource('one', { fields: { key: 'Temp' }, range: at(3) })
const second = resource('two', { configuration: 'other', fields: { key: 'TEMP' }, range: at(9) })

test('a conflict that many hosts have is found once, with both places', () => {
  const hosts = ['a', 'b', 'c'].map((name) => target(name, [first, second, resource('free')]))
  expect(checkConflicts(hosts, documentParser(memoryKinds))).toEqual([
    {
      severity: 'error',
      summary: 'Object wanted more than once',
      detail: expect.stringContaining('on a and 2 more: by base/one (site.yaml:3) and other/two (site.yaml:9).'),
      address: 'a/other/two',
      range: at(9),
    },
  ])
})

test('the same object on different hosts, or for different kinds, is no conflict', () => {
  const call = resource('call', { kind: 'call', fields: { key: 'Temp' } })
  const hosts = [target('a', [first, call]), target('b', [second])]
  expect(checkConflicts(hosts, documentParser(memoryKinds))).toEqual([])
})
