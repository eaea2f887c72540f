import { describe, expect, test } from 'vitest'
import { glyphsFor } from '../../../src/views/text/glyphs.js'
import { formatHosts, listHosts } from '../../../src/views/text/host-set.js'
import { visibleLines, visibleText } from '../../../src/views/text/visible.js'
import { clip, displayWidth, hang, wrap } from '../../../src/views/text/width.js'
import { counted, formatDuration, formatTime } from '../../../src/views/text/words.js'
import { webHosts } from '../../harness/views/sample-streams.js'

const unicode = { unicode: true, columns: 100 }
const ascii = { unicode: false, columns: 100 }

describe('host sets', () => {
  test.each([
    [['web01'], 'web01'],
    [webHosts(40), 'web01…web40 (40 hosts)'],
    [['web1', 'web2'], 'web1, web2 (2 hosts)'],
    [['web9', 'web10', 'web11'], 'web9…web11 (3 hosts)'],
    [['web09', 'web010', 'web011'], 'web010, web011, web09 (3 hosts)'.replace('web010, web011, web09', 'web09, web010, web011')],
    [['web03', 'web01', 'web02', 'db1'], 'db1, web01…web03 (4 hosts)'],
    [['web01.corp.example', 'web02.corp.example', 'web03.corp.example'], 'web01.corp.example…web03.corp.example (3 hosts)'],
    [['web01.a', 'web02.a', 'web03.b'], 'web01.a, web02.a, web03.b (3 hosts)'],
    [['10.0.0.9', '10.0.0.10', '10.0.0.11'], '10.0.0.9…10.0.0.11 (3 hosts)'],
    [['dc', 'file'], 'dc, file (2 hosts)'],
    [['srv01-eu', 'srv02-eu', 'srv03-eu'], 'srv01-eu…srv03-eu (3 hosts)'],
    [[], 'no hosts'],
  ])('%j', (hosts, expected) => expect(formatHosts(hosts, unicode)).toBe(expected))

  test('say how many are not named when the line is full', () => {
    const odd = webHosts(60).filter((_, index) => index % 2 === 0)
    const text = formatHosts(odd, { unicode: true, columns: 60 })
    expect(text).toBe('web01, web03, web05, web07, web09 and 25 more (30 hosts)')
    expect(displayWidth(text)).toBeLessThanOrEqual(60)
  })

  test('always name one', () => {
    expect(listHosts(['a-very-long-host-name.corp.example', 'b'], { unicode: true, columns: 20 })).toBe(
      'a-very-long-host-name.corp.example and 1 more',
    )
  })

  test('have an ASCII form', () => expect(formatHosts(webHosts(3), ascii)).toBe('web01..web03 (3 hosts)'))
})

describe('text from hosts', () => {
  test.each([
    ['C:\\Program Files', 'C:\\Program Files', 'C:\\Program Files'],
    ['a\nb\tc', 'a␊b␉c', 'a<LF>b<TAB>c'],
    ['\u001b[31mred\u001b]0;title\u0007', '␛[31mred␛]0;title␇', '<ESC>[31mred<ESC>]0;title<U+0007>'],
    ['a\u202egpj.exe', 'a<U+202E>gpj.exe', 'a<U+202E>gpj.exe'],
    ['zero\u200bwidth', 'zero<U+200B>width', 'zero<U+200B>width'],
    ['\u009b31m', '<U+009B>31m', '<U+009B>31m'],
    ['lone \ud800', 'lone <U+D800>', 'lone <U+D800>'],
    ['Müller 日本', 'Müller 日本', 'M<U+00FC>ller <U+65E5><U+672C>'],
    ['\u2028', '<U+2028>', '<U+2028>'],
  ])('%j is shown, not obeyed', (text, wide, plain) => {
    expect(visibleText(text, { unicode: true })).toBe(wide)
    expect(visibleText(text, { unicode: false })).toBe(plain)
  })

  test('keeps its lines where lines are laid out', () => {
    expect(visibleLines('a\r\nb\tc\n\u001bd', { unicode: true })).toBe('a\nb  c\n␛d')
  })
})

describe('width', () => {
  test.each([
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['', 0],
  ])('%j is %i columns wide', (text, width) => expect(displayWidth(text)).toBe(width))

  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['日本語', 4, '日…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%j in %i columns is %j', (text, columns, expected) => expect(clip(text, columns, glyphsFor(unicode))).toBe(expected))

  test('breaks at spaces, never in words', () => {
    expect(wrap('one two three four five six', 20)).toEqual(['one two three four', 'five six'])
    expect(wrap(`see ${'x'.repeat(30)} there`, 20)).toEqual(['see', 'x'.repeat(30), 'there'])
    expect(wrap('  indented command --with a long tail of flags', 20)).toEqual(['  indented command --with a long tail of flags'])
    expect(hang('one two three four five six', 4, 24)).toBe('one two three four\n    five six')
  })
})

test.each([
  [0, '0.0s'],
  [340, '0.3s'],
  [59_940, '59.9s'],
  [59_960, '1m00s'],
  [125_000, '2m05s'],
  [3_720_000, '1h02m'],
  [-5, '0.0s'],
])('%i ms are %s', (milliseconds, expected) => expect(formatDuration(milliseconds)).toBe(expected))

test('counts and times', () => {
  expect([counted(0, 'host'), counted(1, 'host'), counted(2, 'entry', 'entries')]).toEqual(['0 hosts', '1 host', '2 entries'])
  expect(formatTime(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02 03:04:05 UTC')
})
