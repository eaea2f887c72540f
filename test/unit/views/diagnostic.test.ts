import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/base/diagnostic.js'
import { AuthError, InternalError, TransportError } from '../../../src/base/errors.js'
import { renderDiagnostic } from '../../../src/views/diagnostic/render-diagnostic.js'
import { renderError } from '../../../src/views/diagnostic/render-error.js'
import { displayWidth } from '../../../src/views/text/width.js'
import { plainStyle } from '../../harness/views/render.js'

function finding(lineText: string, from: number, to: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    severity: 'error',
    summary: 'Unknown property',
    detail: 'Win32_Service has no such property.',
    range: { file: 'web.yaml', start: { line: 7, column: from }, end: { line: 7, column: to }, lineText },
    ...more,
  }
}

describe('a diagnostic', () => {
  test('marks the place with carets of its width', () => {
    expect(renderDiagnostic(finding('  日本: x', 7, 8), plainStyle)).toBe(
      [
        'error: Unknown property',
        ' --> web.yaml:7:7',
        '  |',
        '7 |   日本: x',
        '  |         ^',
        '  = Win32_Service has no such property.',
        '',
      ].join('\n'),
    )
  })

  test('without a range is a summary and a detail', () => {
    const { range: _, ...bare } = finding('', 1, 1)
    expect(renderDiagnostic({ ...bare, severity: 'warning' }, plainStyle)).toBe(
      'warning: Unknown property\n = Win32_Service has no such property.\n',
    )
  })

  test('does not ask twice', () => {
    const asked = finding('a: 1', 1, 2, { detail: 'No such property. Did you mean StartMode?', suggestion: 'StartMode' })
    expect(renderDiagnostic(asked, plainStyle).match(/did you mean/gi)).toHaveLength(1)
  })

  test.each([
    ['tabs', '\t\tStartMod: x', 3, 11, '    StartMod: x', '    ^^^^^^^^'],
    ['an end on a later line', 'a: [1,', 4, 1, 'a: [1,', '   ^^^'],
    ['a place behind the end of the line', 'a:', 5, 6, 'a:', '  ^'],
    ['an empty line', '', 1, 1, '', '^'],
  ])('copes with %s', (name, lineText, from, to, line, carets) => {
    const base = finding(lineText, from, to)
    const multi = name === 'an end on a later line'
    const range = base.range && multi ? { ...base.range, end: { line: 8, column: to } } : base.range
    const lines = renderDiagnostic({ ...base, ...(range === undefined ? {} : { range }) }, plainStyle).split('\n')
    expect(lines[3]).toBe(`7 | ${line}`.trimEnd() === '7 |' ? '7 | ' : `7 | ${line}`)
    expect(lines[4]).toBe(`  | ${carets}`)
  })

  test('shows the part of a long line that it is about', () => {
    const lineText = `${'a'.repeat(500)}WRONG${'b'.repeat(500)}`
    const style = { ...plainStyle, columns: 60 }
    const lines = renderDiagnostic(finding(lineText, 501, 506), style).split('\n')
    expect(lines.every((line) => displayWidth(line) <= 60)).toBe(true)
    const at = lines[4]?.indexOf('^') ?? -1
    expect(lines[3]?.slice(at, at + 5)).toBe('WRONG')
    expect(lines[4]?.trim().endsWith('^^^^^')).toBe(true)
  })

  test('obeys nothing that a document holds', () => {
    const text = renderDiagnostic(finding('x\u001b[2J: 1', 1, 2, { detail: 'bad \u001b]0;t\u0007' }), plainStyle)
    expect(text).not.toMatch(/(?!\n)\p{Cc}/u)
  })

  test('colours what is also said in words', () => {
    expect(renderDiagnostic(finding('a', 1, 2), { ...plainStyle, colour: true })).toContain('\u001b[1;31merror\u001b[0m')
  })
})

describe('an error', () => {
  test('says what, why and what to do', () => {
    const cause = new Error('ECONNREFUSED 127.0.0.1:5985')
    const error = new TransportError('connect', 'web01:5985', 'connection refused', {
      hint: 'Start WinRM: winrm quickconfig',
      cause,
    })
    expect(renderError(error, plainStyle)).toBe(
      [
        'error: web01:5985: connection refused [WMCTL_TRANSPORT]',
        '  because: ECONNREFUSED 127.0.0.1:5985',
        '  hint: Start WinRM: winrm quickconfig',
      ].join('\n'),
    )
  })

  test('does not repeat a cause it has said', () => {
    const cause = new Error('the account is locked')
    const error = new AuthError('web01', 'ntlm', 'rejected', 'the account is locked', { cause })
    expect(renderError(error, plainStyle)).not.toContain('because')
  })

  test('wraps under its start', () => {
    const error = new InternalError('one two three four five six seven eight nine ten')
    const lines = renderError(error, { ...plainStyle, columns: 40 }).split('\n')
    expect(lines[0]).toBe('error: one two three four five six seven')
    expect(lines[1]).toMatch(/^ {7}eight/)
  })

  test('follows causes only so far, and takes anything', () => {
    const circular = new Error('again')
    circular.cause = new Error('other', { cause: circular })
    expect(renderError(circular, plainStyle).split('\n').length).toBeLessThan(8)
    expect(renderError('just text', plainStyle)).toBe('error: just text')
    expect(renderError(undefined, plainStyle)).toBe('error: undefined')
  })
})
