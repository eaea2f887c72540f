import { expect, test } from 'vitest'
import { withAdapterSite } from '../harness/adapter-site.js'

/** Values of every type: text, which is read alike as expandable text, is told from it by listing the key. */
const values = {
  Text: 'plain',
  Path: { type: 'expandString', value: '%SystemRoot%\\acme' },
  List: ['a', 'b'],
  Number: 1,
  Large: { type: 'qword', value: 2 },
  Bytes: { type: 'binary', value: '00ff' },
}

test('the registry costs at most a request for each declared value and one for each key', () =>
  withAdapterSite('2022', 'web01', async (site) => {
    const keys = ['One', 'Two', 'Three'].map((name) => ({
      name: name.toLowerCase(),
      registry: `HKLM\\SOFTWARE\\Acme\\${name}`,
      values,
      purge: name !== 'Three',
    }))
    const [first = {}, ...others] = keys
    const document = await site.open(first, ...others)
    await document.plan()
    expect(await document.apply()).toEqual([])
    site.tamper({ action: 'set', path: 'HKLM\\SOFTWARE\\Acme\\Two', values: { Stray: '1' } })

    site.host.requests.clear()
    expect((await document.plan()).changes).toEqual(['two set: Stray'])
    const sent = site.host.requests.records().filter(({ operation }) => operation === 'invoke')
    expect(sent.length).toBe(keys.length * (Object.keys(values).length + 1))
    expect(await document.apply()).toEqual([])
    expect((await document.plan()).changes).toEqual([])
  }))
