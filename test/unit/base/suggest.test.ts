import { expect, test } from 'vitest'
import { suggest } from '../../../src/base/suggest.js'

test.each([
  ['StartMod', ['StartName', 'StartMode', 'State'], 'StartMode'],
  ['statrmode', ['StartName', 'StartMode', 'State'], 'StartMode'],
  ['Win32_Servcie', ['Win32_Service', 'Win32_BaseService'], 'Win32_Service'],
  ['win32_service', ['Win32_Servicf', 'Win32_Service'], 'Win32_Service'],
  ['abs', ['abc', 'abd'], 'abc'],
  ['Color', ['StartMode', 'State'], undefined],
  ['x', ['ab'], undefined],
  ['', ['a'], 'a'],
  ['anything', [], undefined],
])('%s among %j is %s', (word, candidates, expected) => {
  expect(suggest(word, candidates)).toBe(expected)
})
