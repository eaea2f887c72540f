import { describe, expect, it } from 'vitest'
import { MisuseError } from '../../../src/base/errors.js'
import { parseXml } from '../../../src/xml/tree.js'
import { prepareElements, XmlWriter } from '../../../src/xml/writer.js'

describe('XmlWriter', () => {
  it('writes elements, attributes and text', () => {
    const writer = new XmlWriter()
    writer
      .open('s:a', { 'xmlns:s': 'u', x: '1', y: undefined, 'xml:lang': 'en' })
      .element('s:b', 'text')
      .element('s:c')
      .text('t')
      .close()
    expect(writer.finish()).toBe('<s:a xmlns:s="u" x="1" xml:lang="en"><s:b>text</s:b><s:c/>t</s:a>')
  })

  it('escapes what XML gives a meaning, and writes ? for what it cannot hold', () => {
    const text = '<&>"\'\t\r\n\u0000\u0008\u001f\ud800x\udc00\ufffe \u007f\u{1f600}'
    const document = new XmlWriter().element('a', text, { v: text }).finish()
    const root = parseXml(document)
    expect(root.text).toBe('<&>"\'\t\r\n????x?? \u007f\u{1f600}')
    expect(root.attributes[0]?.value).toBe(root.text)
    expect(document).not.toContain(']]>')
  })

  it('refuses names that are none, prefixes that are not declared and elements left open', () => {
    expect(() => new XmlWriter().element('a b')).toThrow(MisuseError)
    expect(() => new XmlWriter().element('a', '', { 'x>': '1' })).toThrow(MisuseError)
    expect(() => new XmlWriter().element('p:a')).toThrow(/prefix of 'p:a'/)
    expect(() => new XmlWriter().element('a', '', { 'p:x': '1' })).toThrow(/prefix of 'p:x'/)
    expect(() => new XmlWriter().open('a', { 'xmlns:p': 'u' }).close().element('p:b')).toThrow(/prefix of 'p:b'/)
    expect(() => new XmlWriter().open('a').finish()).toThrow(/'a' is not closed/)
    expect(() => new XmlWriter().close()).toThrow(MisuseError)
  })

  it('keeps an outer declaration when an inner one of the same prefix ends', () => {
    const writer = new XmlWriter().open('p:a', { 'xmlns:p': 'u' }).open('p:b', { 'xmlns:p': 'v' }).close().element('p:c').close()
    expect(parseXml(writer.finish()).children.map(({ uri }) => uri)).toEqual(['v', 'u'])
  })

  it('writes prepared elements where their prefixes are declared, and nowhere else', () => {
    const prepared = prepareElements(['p'], (writer) =>
      writer.open('p:x', { 'xmlns:q': 'v' }).element('q:y', '<').close().element('z'),
    )
    const writer = new XmlWriter().open('a', { 'xmlns:p': 'u' }).elements(prepared).element('p:b').elements(prepared).close()
    const inside = '<p:x xmlns:q="v"><q:y>&lt;</q:y></p:x><z/>'
    expect(writer.finish()).toBe(`<a xmlns:p="u">${inside}<p:b/>${inside}</a>`)
    expect(() => new XmlWriter().open('a').elements(prepared)).toThrow(/prefix of 'p' is not declared/)
    expect(() => new XmlWriter().open('a', { 'xmlns:p': 'u' }).elements(prepared).element('q:y')).toThrow(/prefix of 'q:y'/)
    expect(() => prepareElements([], (unprepared) => unprepared.open('a'))).toThrow(/'a' is not closed/)
  })
})
