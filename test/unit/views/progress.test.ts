import { describe, expect, test } from 'vitest'
import { displayWidth } from '../../../src/views/text/width.js'
import { hostPlan, spooler, started, unchanged } from '../../harness/views/event-samples.js'
import { fakeTicker, humanView, plainStyle } from '../../harness/views/render.js'
import { sampleStreams } from '../../harness/views/sample-streams.js'

describe('progress in a log', () => {
  test('beats when it has been quiet for ten seconds, and only then', () => {
    const ticker = fakeTicker()
    const { view, err } = humanView({ ticker })
    view.event(started('plan', 3))
    view.event({ type: 'host-started', host: 'web01' })
    view.event({ type: 'host-started', host: 'web02' })
    ticker.advance(9_000)
    expect(err()).toBe('')
    ticker.advance(1_000)
    expect(err()).toBe('Planning: 0 of 3 hosts done, working on web01, web02 (2 hosts) (10.0s)\n')
    view.event({ type: 'host-planned', plan: hostPlan('web01', [spooler('web01')]), milliseconds: 9_500 })
    ticker.advance(9_900)
    expect(err().split('\n')).toHaveLength(3)
    ticker.advance(1_000)
    expect(err()).toContain('Planning: 1 of 3 hosts done, working on web02 (20.0s)\n')
    view.end()
    expect(ticker.running).toBe(0)
  })

  test('is silent about hosts without changes, unless asked', () => {
    const plan = hostPlan('web01', [unchanged('web01')])
    for (const verbose of [false, true]) {
      const { view, err } = humanView({ verbose })
      view.event(started('drift', 1))
      view.event({ type: 'host-planned', plan, milliseconds: 100 })
      expect(err()).toBe(verbose ? 'web01: no differences (0.1s)\n' : '')
    }
  })
})

const controls = /(⎋\d*[AJ]|\r|\n)/
const cursorUp = /^⎋(\d+)A$/

/** What a terminal shows after these bytes: lines, with the cursor moved up and the screen cleared below it as asked. */
function screen(bytes: string): readonly string[] {
  const lines: string[] = ['']
  let row = 0
  for (const part of bytes.replaceAll('\u001b[', '⎋').split(controls)) {
    const up = cursorUp.exec(part)
    if (up !== null) row -= Number(up[1])
    else if (part === '⎋J') lines.splice(row, lines.length, '')
    else if (part === '\n') lines[++row] ??= ''
    else if (part !== '\r') lines[row] += part
  }
  return lines
}

describe('progress on a terminal', () => {
  test('paints at most ten frames a second, over itself, and leaves nothing behind', () => {
    const ticker = fakeTicker()
    const { view, err } = humanView({ ticker, live: true })
    view.event(started('apply', 12))
    for (let host = 0; host < 12; host++) view.event({ type: 'host-apply-started', host: `web${host}` })
    view.event({ type: 'change-started', resource: spooler('web3') })
    expect(err()).toBe('')
    ticker.advance(1_000)
    expect(err().match(/Applying/g)).toHaveLength(10)
    const shown = screen(err())
    expect(shown[0]).toBe(`Applying ${'─'.repeat(20)} 0 of 12 hosts  1.0s`)
    expect(shown).toContain('  web3  spooler: set  1.0s')
    expect(shown).toContain('  and 4 more')
    expect(shown).toHaveLength(1 + 8 + 1 + 1)
    const { address, identity } = spooler('web3')
    view.event({ type: 'change-completed', address, identity, action: 'set', milliseconds: 900, warnings: [] })
    view.event({ type: 'host-completed', host: 'web3', state: 'changed' })
    ticker.advance(100)
    expect(screen(err())[0]).toBe('web3: ~ web-baseline/spooler set (0.9s)')
    expect(screen(err())[1]).toBe(`Applying ━━${'─'.repeat(18)} 1 of 12 hosts, 1 changed  1.1s`)
    view.end()
    expect(screen(err()).filter((line) => line !== '')).toEqual(['web3: ~ web-baseline/spooler set (0.9s)'])
    expect(ticker.running).toBe(0)
  })

  test('keeps within the terminal, whatever hosts are called', () => {
    const ticker = fakeTicker()
    const { view, err } = humanView({ ticker, live: true, style: { ...plainStyle, columns: 40 } })
    view.event(started('plan', 2))
    view.event({ type: 'host-started', host: `${'日本'.repeat(30)}\u001b[2J` })
    ticker.advance(100)
    expect(screen(err()).every((line) => displayWidth(line) < 40)).toBe(true)
  })

  test('makes way for results and diagnostics', () => {
    const ticker = fakeTicker()
    const { view, out, err } = humanView({ ticker, live: true })
    for (const event of sampleStreams['plan-fleet'] ?? []) {
      view.event(event)
      ticker.advance(100)
    }
    view.end()
    expect(out()).not.toContain('\u001b')
    expect(out().trimEnd().split('\n').at(-1)).toMatch(/^Plan: 1 to create/)
    expect(screen(err()).join('')).toBe('')
  })
})
