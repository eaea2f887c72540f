import { describe, expect, it } from 'vitest'
import { buildLocalXml } from '../../../src/xml/local-xml.js'
import { parseXml } from '../../../src/xml/tree.js'

describe('buildLocalXml', () => {
  it('keeps attribute values that look like booleans', () => {
    expect(buildLocalXml({ name: 'a', attributes: { skipped: 'true', n: 3, none: undefined } })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a skipped="true" n="3"/>\n',
    )
  })

  it('keeps order and text beside elements', () => {
    const xml = buildLocalXml({
      name: 'suite',
      children: [
        { name: 'case', attributes: { name: 'x' }, children: [{ name: 'failure', children: ['line 1\nline 2'] }] },
        { name: 'case' },
      ],
    })
    const root = parseXml(xml)
    expect(root.children.map((child) => child.local)).toEqual(['case', 'case'])
    expect(root.children[0]?.children[0]?.text).toBe('line 1\nline 2')
  })

  it('escapes what XML gives a meaning and replaces what it cannot hold', () => {
    const text = 'a<b>&"c"\r\n\u0000\u001b\ud800 \u{1f600} \u0085'
    const root = parseXml(buildLocalXml({ name: 'a', attributes: { v: `${text}\t` }, children: [text] }))
    const held = 'a<b>&"c"\r\n??? \u{1f600} \u0085'
    expect(root.text).toBe(held)
    expect(root.attributes[0]?.value).toBe(`${held}\t`)
  })

  it('takes an element named constructor and refuses what is not a name', () => {
    expect(buildLocalXml({ name: 'constructor', attributes: { constructor: 'x' } })).toContain('<constructor constructor="x"/>')
    expect(() => buildLocalXml({ name: 'a b' })).toThrow(/not a name/)
  })
})
