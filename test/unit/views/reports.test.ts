import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { reportFormats } from '../../../src/views/report/create-report.js'
import { parseXml } from '../../../src/xml/tree.js'
import { delta, hostPlan, planned, runOf, spooler, text, unreachable } from '../../harness/views/event-samples.js'
import { createReport, fixedClock, renderReport } from '../../harness/views/render.js'
import { sampleDrift } from '../../harness/views/sample-fleet.js'
import { sampleStreams, webHosts } from '../../harness/views/sample-streams.js'

const hostile = '</script></pre><img src=x onerror="alert(1)">\'"`&]]>\u0000\u001b[2J\ud800```'

/** Everything a host or a document can say, saying the worst. */
const hostileRun = runOf('drift', [
  hostPlan(hostile, [
    planned(hostile, 'web/x', hostile, {
      action: 'set',
      reason: hostile,
      deltas: [delta(hostile, text(hostile), text(`${hostile}!`)), delta('Lines', text(`${hostile}\na`), text(`${hostile}\nb`))],
      steps: [hostile],
      warnings: [hostile],
    }),
  ]),
  {
    state: 'planned',
    host: `b${hostile}`,
    resources: [],
    failed: [
      { address: { host: 'b', configuration: hostile, resource: hostile }, identity: hostile, message: hostile, hint: hostile },
    ],
  },
  { state: 'unreachable', host: `c${hostile}`, failure: { code: 'WMCTL_PEER', message: hostile, hint: hostile } },
])

describe('a Markdown report', () => {
  test('stays within its bytes, and says what it left out', () => {
    const hosts = Array.from({ length: 800 }, (_, index) => `host-${String.fromCharCode(97 + (index % 26))}${index}`)
    const events = runOf(
      'drift',
      hosts.map((host, index) =>
        hostPlan(host, [
          planned(host, 'web/motd', 'Registry', {
            action: 'set',
            deltas: [delta('V', text('Grüße '.repeat(20)), text(`${index} ${'ü'.repeat(100)}`))],
          }),
        ]),
      ),
    )
    for (const maxBytes of [65_000, 5_000]) {
      const report = renderReport('markdown', events, { maxBytes })
      expect(Buffer.byteLength(report)).toBeLessThanOrEqual(maxBytes)
      const short = Number(/(\d+) groups? shown without details/.exec(report)?.[1] ?? 0)
      const left = Number(/(\d+) groups? with/.exec(report)?.[1] ?? 0)
      const whole = report.match(/<details/g)?.length ?? 0
      expect(whole + short + left).toBe(800)
      expect(report.match(/details left out/g) ?? []).toHaveLength(short)
      expect(report.match(/<details/g)).toHaveLength(report.match(/<\/details>/g)?.length ?? -1)
    }
  })

  test('is whole when it fits', () => {
    expect(renderReport('markdown', sampleStreams['plan-fleet'] ?? [])).not.toContain('Not everything is shown')
  })

  test('lets no text become markup', () => {
    const report = renderReport('markdown', hostileRun)
    const outsideCode = report.replace(/^(`{3,})[^`\n]*\n[\s\S]*?\n\1$/gm, '').replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '')
    expect(outsideCode).not.toMatch(/<img|<script|<\/pre/)
  })
})

describe('a JUnit report', () => {
  test.each(Object.entries({ ...sampleStreams, hostileRun }))('of %s is well-formed, and its counts are true', (_, events) => {
    const root = parseXml(renderReport('junit', events))
    expect(root.local).toBe('testsuites')
    for (const suite of root.children) {
      const count = (name: string) => Number(suite.attributes.find(({ local }) => local === name)?.value)
      const results = suite.children.flatMap((test) => test.children.map(({ local }) => local))
      expect(count('tests')).toBe(suite.children.length)
      expect(count('failures')).toBe(results.filter((local) => local === 'failure').length)
      expect(count('errors')).toBe(results.filter((local) => local === 'error').length)
      expect(count('skipped')).toBe(results.filter((local) => local === 'skipped').length)
    }
  })

  test('has a suite for each host as soon as the host ends', () => {
    const chunks: string[] = []
    const view = createReport('junit', {
      title: 'T',
      command: 'drift',
      clock: fixedClock,
      digest: { sha256: () => '' },
      write: (chunk) => chunks.push(chunk),
    })
    for (const event of runOf(
      'drift',
      webHosts(3).map((host) => hostPlan(host, [spooler(host)])),
    ).slice(0, 3))
      view.event(event)
    expect(chunks.join('')).toContain('<testsuite name="web01" tests="1" failures="1"')
  })

  test('calls a difference a failure in a drift, not in a plan', () => {
    const plans = [hostPlan('web01', [spooler('web01')]), unreachable('web02')]
    expect(renderReport('junit', runOf('drift', plans))).toContain('<failure type="set" message="changed: StartMode, State">')
    expect(renderReport('junit', runOf('plan', plans))).not.toContain('<failure')
    expect(renderReport('junit', runOf('plan', plans))).toContain('<error type="WMCTL_TRANSPORT" message="connection refused">')
  })
})

describe('a page', () => {
  const page = renderReport('html', hostileRun)

  test('lets no text become markup', () => {
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(page.match(/<\/script/g)).toHaveLength(2)
    expect(page).not.toContain('<img')
    const body = page.slice(page.indexOf('<body>'), page.indexOf('<script'))
    expect([...body.matchAll(/<[^>]*>/g)].filter(([tag]) => /onerror/.test(tag))).toEqual([])
    expect(body).not.toMatch(/\p{Cs}|(?![\n])\p{Cc}/u)
  })

  test('may load nothing, and runs the one script it has', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    const hash = (body: string): string => `'sha256-${createHash('sha256').update(body).digest('base64')}'`
    const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? ''
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? ''
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`,
    )
    expect(page).not.toMatch(/https?:\/\/|url\(|@import|style="/)
  })

  test('grows with what there is to say', () => {
    const size = (hosts: number): number => renderReport('html', sampleDrift(hosts)).length
    expect(size(1000)).toBeLessThan(300_000)
    expect(size(10)).toBeLessThan(60_000)
  })
})

test.each(reportFormats)('a %s report of a run that broke off says so', (format) => {
  const report = renderReport(format, (sampleStreams['plan-fleet'] ?? []).slice(0, 6))
  if (format === 'json') expect(JSON.parse(report)).toMatchObject({ complete: false, summary: null })
  else if (format === 'junit') expect(parseXml(report).children).toHaveLength(2)
  else expect(report).toContain('The run broke off')
})

test.each(reportFormats)('a %s report of nothing at all is still one', (format) => {
  expect(() => renderReport(format, [])).not.toThrow()
})
