import { describe, expect, it } from 'vitest'
import { type LocalElement, streamLocalXml } from '../../../src/xml/local-xml.js'
import { parseXml } from '../../../src/xml/tree.js'

function build(root: Omit<LocalElement, 'children'>, children: readonly LocalElement[] = []): string {
  const { start, child, end } = streamLocalXml(root)
  return `${start}${children.map(child).join('')}${end}`
}

describe('streamLocalXml', () => {
  it('keeps attribute values that look like booleans, and leaves out those that are undefined', () => {
    expect(build({ name: 'a', attributes: { skipped: 'true', n: 3, none: undefined } })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a skipped="true" n="3">\n</a>\n',
    )
  })

  it('indents elements and leaves text as it is', () => {
    const suite = {
      name: 'suite',
      children: [
        { name: 'case', attributes: { name: 'x' }, children: [{ name: 'failure', children: ['line 1\n  line 2'] }] },
        { name: 'case' },
      ],
    }
    expect(build({ name: 'root' }, [suite, { name: 'suite' }])).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<root>',
        '  <suite>',
        '    <case name="x">',
        '      <failure>line 1\n  line 2</failure>',
        '    </case>',
        '    <case/>',
        '  </suite>',
        '  <suite/>',
        '</root>\n',
      ].join('\n'),
    )
  })

  it('escapes what XML gives a meaning and replaces what it cannot hold', () => {
    const text = 'a<b>&"c"]]>\r\n\u0000\u001b\ud800 \u{1f600} \u0085'
    const xml = build({ name: 'a', attributes: { v: `${text}\t` } }, [{ name: 'b', children: [text] }])
    const root = parseXml(xml)
    const held = 'a<b>&"c"]]>\r\n??? \u{1f600} \u0085'
    expect(root.children[0]?.text).toBe(held)
    expect(root.attributes[0]?.value).toBe(`${held}\t`)
  })

  it('takes elements named constructor or like the root, and refuses what is not a name', () => {
    const odd = { name: 'constructor', attributes: { constructor: 'x' } }
    expect(build({ name: 'a' }, [odd, { name: 'a' }])).toContain('  <constructor constructor="x"/>\n  <a/>\n')
    expect(() => build({ name: 'a b' })).toThrow(/not a name/)
    expect(() => build({ name: 'a' }, [{ name: 'b', attributes: { 'x y': 1 } }])).toThrow(/not a name/)
  })
})
