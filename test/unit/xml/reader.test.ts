import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../src/base/errors.js'
import { attributeOf, type XmlElement } from '../../../src/xml/element.js'
import { readXml, type XmlHandler, XmlReader } from '../../../src/xml/reader.js'
import { parseXml, TreeBuilder } from '../../../src/xml/tree.js'

describe('namespaces', () => {
  it('go by URI, with prefixes redeclared and defaults undone', () => {
    const root = parseXml('<a xmlns="u1" xmlns:p="u2"><p:b p:x="1" x="2"><p:c xmlns:p="u3"/></p:b><d xmlns=""/></a>')
    expect(names(root)).toEqual(['{u1}a', '{u2}b', '{u3}c', '{}d'])
    expect(root.children.map((child) => [attributeOf(child, 'u2', 'x'), attributeOf(child, '', 'x')])[0]).toEqual(['1', '2'])
  })

  it('resolve prefixes of values where the element stands', () => {
    const root = parseXml('<a xmlns:p="u1"><b xmlns:p="u2"/><c/></a>')
    expect(root.children.map((child) => child.scope.lookup('p'))).toEqual(['u2', 'u1'])
    expect(root.scope.lookup('q')).toBeUndefined()
    expect(root.scope.lookup('xml')).toBe('http://www.w3.org/XML/1998/namespace')
  })

  it('are the same when printed over several lines', () => {
    expect(names(parseXml('<p:a xmlns:p="http://x/y/\n z.xsd"/>'))).toEqual(['{http://x/y/z.xsd}a'])
  })

  it.each([
    ['<p:a/>', /prefix 'p' is not bound/],
    ['<a p:x="1"/>', /prefix 'p' is not bound/],
    ['<a xmlns:p="u"><b xmlns:p=""/></a>', /'p' may not be unbound/],
    ['<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', /'x' occurs twice/],
    ['<a xmlns:xmlns="u"/>', /may not be declared/],
    ['<a xmlns:xml="u"/>', /may not be bound/],
    ['<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>', /may not be bound/],
    ['<a xmlns:p="http://www.w3.org/2000/xmlns/"/>', /may not be declared/],
    ['<p:q:a xmlns:p="u"/>', /not a qualified name/],
    ['<p:1 xmlns:p="u"/>', /not a qualified name/],
  ])('%s is refused', (document, message) => {
    expect(() => parseXml(document)).toThrow(message)
    expect(() => parseXml(document)).toThrow(DecodeError)
  })
})

describe('well-formedness', () => {
  it.each([
    '',
    '   ',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a x="1" x="2"/>',
    '<a x=1/>',
    '<a x="<"/>',
    '<a>&nbsp;</a>',
    '<a>&unknown;</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>\u0001</a>',
    '<a>]]></a>',
    '<a><!-- -- --></a>',
    '<a><?xml version="1.0"?></a>',
    ' <?xml version="1.0"?><a/>',
    '<a>&amp</a>',
    '<1/>',
    '<?xml version="2.0"?><a/>',
  ])('%j is refused', (document) => {
    expect(() => parseXml(document)).toThrow(DecodeError)
    expect(() => parseXml(new TextEncoder().encode(document))).toThrow(DecodeError)
  })

  it('keeps text as it is, comments and instructions left out', () => {
    const root = parseXml(
      '<?xml version="1.0"?><a> x&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;<!-- c --><?pi x?><![CDATA[<b>&amp;]]>\r\ny </a>',
    )
    expect(root.text).toBe(' x<&>"\'A\u{1f600}<b>&amp;\ny ')
  })
})

describe('encodings', () => {
  const text = '<?xml version="1.0"?><a x="ü">\u{1f600} é 漢</a>'

  it.each([
    ['UTF-8', utf8(text)],
    ['UTF-8 with a mark', bytes([0xef, 0xbb, 0xbf], utf8(text))],
    ['UTF-16LE', utf16(text, 'le')],
    ['UTF-16LE with a mark', bytes([0xff, 0xfe], utf16(text, 'le'))],
    ['UTF-16BE', utf16(text, 'be')],
    ['UTF-16BE with a mark', bytes([0xfe, 0xff], utf16(text, 'be'))],
    ['UTF-16 declared', bytes([0xff, 0xfe], utf16(text.replace('?>', ' encoding="utf-16"?>'), 'le'))],
    ['UTF-8 declared', utf8(text.replace('?>', ' encoding="UTF-8"?>'))],
  ])('%s', (_, document) => {
    const root = parseXml(document)
    expect([root.text, root.attributes[0]?.value]).toEqual(['\u{1f600} é 漢', 'ü'])
    expect(summary(bytewise(document))).toEqual(summary(root))
  })

  it.each([
    ['declared as what it is not', utf8(text.replace('?>', ' encoding="utf-16"?>'))],
    ['declared in an unknown encoding', utf8(text.replace('?>', ' encoding="iso-8859-1"?>'))],
    ['UTF-8 cut within a character', utf8('<a>é').slice(0, -1)],
    ['a byte that is not UTF-8', bytes(utf8('<a>'), [0xff], utf8('</a>'))],
    ['an overlong form', bytes(utf8('<a>'), [0xc0, 0xbc], utf8('</a>'))],
    ['half a UTF-16 unit', utf16('<a/>', 'le').slice(0, -1)],
    ['half a surrogate pair', utf16('<a>\ud83d</a>', 'le')],
    ['nothing', new Uint8Array(0)],
    ['a mark alone', bytes([0xff, 0xfe])],
  ])('%s is refused', (_, document) => {
    expect(() => parseXml(document)).toThrow(DecodeError)
    expect(() => bytewise(document)).toThrow(DecodeError)
  })
})

describe('limits', () => {
  it.each([
    ['maxBytes', { maxBytes: 10 }, '<a>12345678</a>'],
    ['maxDepth', { maxDepth: 2 }, '<a><b><c/></b></a>'],
    ['maxAttributes', { maxAttributes: 2 }, '<a x="1" y="2" xmlns:p="3"/>'],
    ['maxElements', { maxElements: 2 }, '<a><b/><c/></a>'],
    ['maxText of text', { maxText: 3 }, '<a>1234</a>'],
    ['maxText of CDATA', { maxText: 3 }, '<a><![CDATA[1234]]></a>'],
    ['maxText of an attribute', { maxText: 3 }, '<a x="1234"/>'],
  ])('%s', (_, limits, document) => {
    expect(() => parseXml(document, limits)).toThrow(/not accepted/)
    expect(() => parseXml(document)).not.toThrow()
  })

  it.each([
    '<a>\ud800</a>',
    '<a>\udc00</a>',
    '<a x="\ud83dx"/>',
    '<\ud800/>',
    '<a/>\ud800',
    '<!\ud800',
    '<!DOCTYPE \ud83d',
    '\udc00',
  ])('is text with half a character: %j', (document) => {
    expect(() => parseXml(document)).toThrow(/^XML: half of a surrogate pair stands alone/)
    const reader = new XmlReader(ignore)
    const inPieces = (): void => {
      for (const unit of document.split('')) reader.write(unit)
      reader.end()
    }
    expect(inPieces).toThrow(DecodeError)
  })

  it('stays refused', () => {
    const reader = new XmlReader(ignore)
    const failed = (): void => reader.write('<a></b>')
    expect(failed).toThrow(DecodeError)
    expect(failed).toThrow(/unexpected|tag/i)
    expect(() => reader.write('<a/>')).toThrow(DecodeError)
    expect(() => reader.end()).toThrow(DecodeError)
  })

  it('lets an error of the handler pass as it is', () => {
    const broken: XmlHandler = {
      ...ignore,
      open: () => ignore,
      text: () => {
        throw new RangeError('mine')
      },
    }
    expect(() => new XmlReader({ ...ignore, open: () => broken }).write('<a>x</a>')).toThrow(RangeError)
  })
})

describe('attacks', () => {
  const doctype = '<!DOCTYPE a [<!ENTITY x "y">]>'
  it.each([
    ['a document type', `${doctype}<a/>`],
    ['an entity', `${doctype}<a>&x;</a>`],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['an external subset', '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>'],
    ['a parameter entity', '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]><a/>'],
    ['ten times ten times … laughs', laughs()],
    ['100,000 levels', '<a>'.repeat(100_000)],
    ['100,000 attributes', `<a ${Array.from({ length: 100_000 }, (_, index) => `x${index}="1"`).join(' ')}/>`],
    ['100,000 declarations', `<a ${Array.from({ length: 100_000 }, (_, index) => `xmlns:x${index}="u"`).join(' ')}/>`],
    ['10 MB of text', `<a>${'x'.repeat(10_000_000)}</a>`],
    ['10 MB of attribute', `<a x="${'x'.repeat(10_000_000)}"/>`],
    ['10 MB of name', `<${'x'.repeat(10_000_000)}`],
    ['10 MB of references', `<a>${'&#65;'.repeat(2_000_000)}`],
    ['40 MB', `<a>${'<b/>'.repeat(10_000_000)}`],
  ])('%s: refused at once', (_, document) => {
    const started = performance.now()
    expect(() => parseXml(document)).toThrow(DecodeError)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

const ignore: XmlHandler = {
  open: () => ignore,
  text: () => undefined,
  close: () => undefined,
}

function laughs(): string {
  const levels = Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`)
  return `<!DOCTYPE a [<!ENTITY l0 "lol">${levels.join('')}]><a>&l9;</a>`
}

function names(element: XmlElement): string[] {
  return [`{${element.uri}}${element.local}`, ...element.children.flatMap(names)]
}

function summary(element: XmlElement): unknown {
  return [element.uri, element.local, element.attributes, element.text, element.children.map(summary)]
}

function bytewise(document: Uint8Array): XmlElement {
  const builder = new TreeBuilder()
  const reader = new XmlReader(builder)
  for (const byte of document) reader.write(Uint8Array.of(byte))
  reader.end()
  return builder.root!
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), order === 'le')
  return new Uint8Array(view.buffer)
}

function bytes(...parts: ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)))
}

describe('documents read one after another', () => {
  const names = (document: Uint8Array | string, limits = {}): readonly string[] => {
    const found: string[] = []
    const handler: XmlHandler = {
      open(name) {
        found.push(`{${name.uri}}${name.local}`)
        return handler
      },
      text: (text) => found.push(text),
      close: () => found.push('/'),
    }
    readXml(document, handler, limits)
    return found
  }
  const plain = ['{u}a', 'x', '/']

  it.each([
    ['was cut', '<a xmlns="u"><b>'],
    ['is not well-formed', '<a xmlns="u"></b>'],
    ['has a wrong encoding', bytes([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])],
    ['is too large', `<a>${'<b/>'.repeat(40)}</a>`],
  ])('are as if alone, after one that %s', (_, broken) => {
    for (let round = 0; round < 3; round++) {
      expect(() => names(broken, { maxElements: 20 })).toThrow(DecodeError)
      expect(names('<?xml version="1.0" encoding="utf-8"?><a xmlns="u">x</a>')).toEqual(plain)
    }
  })

  it('are counted each for itself, with limits of its own', () => {
    for (let round = 0; round < 5; round++) expect(names('<a><b/><b/></a>', { maxElements: 3 })).toHaveLength(6)
    expect(names(`<a>${'<b/>'.repeat(40)}</a>`)).toHaveLength(82)
  })

  it('may be in different encodings', () => {
    for (let round = 0; round < 3; round++) {
      expect(names(bytes([0xff, 0xfe], utf16('<a xmlns="u">x</a>', 'le')))).toEqual(plain)
      expect(names(new TextEncoder().encode('<a xmlns="u">x</a>'))).toEqual(plain)
    }
  })

  it('may be inside one another', () => {
    const outer: string[] = []
    const handler: XmlHandler = {
      open(name) {
        outer.push(name.local, ...names('<i xmlns="v">y</i>'))
        return handler
      },
      text: (text) => outer.push(text),
      close: () => outer.push('/'),
    }
    readXml('<a><b>x</b></a>', handler)
    const inner = ['{v}i', 'y', '/']
    expect(outer).toEqual(['a', ...inner, 'b', ...inner, 'x', '/', '/'])
    expect(names('<a xmlns="u">x</a>')).toEqual(plain)
  })

  it('do not stay in memory with whoever took them', () => {
    let taken = new WeakRef<XmlHandler>(ignore)
    const readOne = (): void => {
      const handler: XmlHandler = { ...ignore, open: () => handler }
      taken = new WeakRef(handler)
      readXml('<a/>', handler)
    }
    readOne()
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    return new Promise(setImmediate).then(() => {
      collect()
      expect(taken.deref()).toBeUndefined()
    })
  })
})
