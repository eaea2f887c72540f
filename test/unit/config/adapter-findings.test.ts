import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createCatalog } from '../../../src/catalog/catalog.js'
import { readAdapters } from '../../../src/config/adapters.js'
import { brief } from './helpers.js'

const schemas = new URL('../../../schemas/', import.meta.url)
const classes = createCatalog((file) => readFileSync(new URL(`catalog/${file}`, schemas), 'utf8'))
const head = 'apiVersion: wmctl/v1\nkind: ClassAdapter\nnamespace: root/cimv2\nclass: '

function findings(className: string, body: string): readonly string[] {
  const { source, diagnostics } = readAdapters([{ file: 'x.yaml', text: `${head}${className}\n${body}` }], classes)
  // What is refused is not used.
  if (diagnostics.length > 0) expect(source.find('root/cimv2', className)).toBeUndefined()
  return diagnostics.map(brief)
}

describe('an adapter that maps a wrong type is refused at the place', () => {
  test.each([
    [
      'a text that is no number, for a number',
      'Win32_Service',
      'create: { method: Create, arguments: { ServiceType: { constant: many } } }',
      'x.yaml:5:53 error Wrong type',
    ],
    [
      'what a map makes of a value',
      'Win32_Service',
      'writes: [{ properties: [ErrorControl], method: Change, arguments: { ErrorControl: { property: ErrorControl, map: { Normal: one } } } }]',
      'x.yaml:5:83 error Wrong type',
    ],
    [
      'a default out of the range of its type',
      'Win32_Service',
      'create: { method: Create, arguments: { ErrorControl: { property: ErrorControl, map: { Normal: 1 }, default: 256 } } }',
      'x.yaml:5:54 error Wrong type',
    ],
    [
      'a list for one value',
      'Win32_NetworkAdapterConfiguration',
      'writes: [{ properties: [IPAddress], method: SetDNSDomain, arguments: { DNSDomain: IPAddress } }]',
      'x.yaml:5:83 error Wrong type',
    ],
    [
      'elements of what is no list',
      'Win32_NetworkAdapterConfiguration',
      'writes: [{ properties: [DNSDomain], add: { method: SetDNSDomain }, remove: { method: SetDNSDomain } }]',
      'x.yaml:5:25 error Wrong type',
    ],
  ])('%s', (_, className, body, found) => {
    expect(findings(className, body)).toContain(found)
  })
})

describe('an adapter that could go on for ever is refused at the place', () => {
  const starts = (more: string): string =>
    `writes: [{ properties: [State], cases: { Running: { method: StartService, ${more} } } }]`
  test.each([
    ['a wait of more than an hour', starts('waitFor: { State: Running, timeout: 61m }'), 'Wait without end'],
    ['a job of more than an hour', starts('job: { timeout: 2h }'), 'Wait without end'],
    [
      'looks as far apart as the whole wait',
      starts('waitFor: { State: Running, timeout: 10s, interval: 10s }'),
      'Wait without end',
    ],
    ['looks without a pause', starts('waitFor: { State: Running, interval: 1ms }'), 'Wait without pause'],
    ['a value that the property never has', starts('waitFor: { State: Started }'), 'Wait without end'],
    [
      'a value on the way that the property never has',
      starts('waitFor: { State: Running, pending: [Starting] }'),
      'Wait without end',
    ],
    ['the value itself as one on the way to it', starts('waitFor: { State: Running, pending: [Running] }'), 'Wait without end'],
    ['another value than the one that is written', starts('waitFor: { State: Stopped }'), 'Wait without end'],
    ['asking again after success', starts('returnCodes: { 0: retry }'), 'Retry without end'],
    ['asking again after success, of every method', 'returnCodes: { 0: retry }', 'Retry without end'],
    [
      'asking again for more than an hour',
      starts('returnCodes: { 11: retry }, retry: { times: 10, interval: 10m }'),
      'Wait without end',
    ],
    ['on its way, and nothing tells when it is there', starts('returnCodes: { 10: pending }'), 'Pending without wait'],
    ['on its way, for every method', 'returnCodes: { 10: pending }', 'Pending without wait'],
    [
      'on its way, of a method that documents call',
      'methods: { StartService: { returnCodes: { 10: pending } } }',
      'Pending without wait',
    ],
  ])('%s', (_, body, found) => {
    const [first, ...others] = findings('Win32_Service', body).filter((one) => one.includes(found))
    expect(first).toMatch(new RegExp(`^x\\.yaml:5:\\d+ error ${found}`))
    // A value that is never there is not the one that is written either.
    expect(others.every((one) => one === first)).toBe(true)
  })
})

describe('names of what documents may use', () => {
  test.each([
    ['namedBy: [Nam]', 'x.yaml:5:11 error Unknown property (→ Name)'],
    ['create: { method: Create, only: { Nme: x } }', 'x.yaml:5:35 error Unknown property (→ Name)'],
    ['writes: [{ properties: [State], add: { method: StartService } }]', 'error Not exactly one field'],
  ])('%s', (body, found) => {
    expect(findings('Win32_Service', body)).toEqual([expect.stringContaining(found)])
  })
})
