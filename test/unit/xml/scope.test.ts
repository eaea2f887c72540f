import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { readXml, type XmlHandler } from '../../../src/xml/reader.js'
import { NamespaceScope } from '../../../src/xml/scope.js'

const ignoring: XmlHandler = {
  open: () => ignoring,
  text: () => undefined,
  close: () => undefined,
}

test('what one document declares does not hold in the next', () => {
  readXml('<p:a xmlns:p="urn:one" xmlns="urn:default"><b/></p:a>', ignoring)
  expect(NamespaceScope.root().elementName('b')).toEqual({ uri: '', local: 'b' })
  expect(() => readXml('<p:a/>', ignoring)).toThrow("the namespace prefix 'p' is not bound")
  const names: unknown[] = []
  const naming: XmlHandler = {
    ...ignoring,
    open(name) {
      names.push(name)
      return naming
    },
  }
  readXml('<p:a xmlns:p="urn:two"/>', naming)
  expect(names).toEqual([{ uri: 'urn:two', local: 'a' }])
})

test('what documents have in common is kept, until it is too much', () => {
  const before = NamespaceScope.root()
  readXml('<a/>', ignoring)
  expect(NamespaceScope.root()).toBe(before)
  readXml(`<a>${Array.from({ length: 10_000 }, (_, index) => `<name${index}/>`).join('')}</a>`, ignoring)
  expect(NamespaceScope.root()).not.toBe(before)
})

test('a name that is kept does not keep its document', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const filler = '<a>text</a>'.repeat(100_000)
  const used = (): number => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = used()
  for (let index = 0; index < 30; index++)
    readXml(`<root xmlns:prefix${index}="urn:a-name-that-is-long-${index}"><long-name-${index}/>${filler}</root>`, ignoring)
  expect(used() - before).toBeLessThan(10_000_000)
})
