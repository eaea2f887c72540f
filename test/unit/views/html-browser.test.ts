import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineEvent } from '../../../src/engine/events.js'
import { type Browser, type BrowserPage, findChromium, type PageOptions, startChromium } from '../../harness/views/chromium.js'
import { delta, hostPlan, planned, runOf, text } from '../../harness/views/event-samples.js'
import { renderReport } from '../../harness/views/render.js'
import { sampleDrift } from '../../harness/views/sample-fleet.js'
import { sampleStreams } from '../../harness/views/sample-streams.js'

const chromium = findChromium()
if (chromium === undefined) console.log('skipped: the page in a browser, because no Chromium or Chrome is on the PATH')

const desktop: PageOptions = { width: 1280, height: 900, scheme: 'light' }
const phone: PageOptions = { width: 375, height: 800, scheme: 'dark' }

/** WCAG 2.1 contrast of every piece of text against what is painted behind it; returns what is below AA. */
const lowContrast = `
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => { const c = v / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !element.checkVisibility() || element.closest('script, noscript, .visually-hidden')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parse(style.color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) low.push(element.className + ' ' + element.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return [...new Set(low)];`

describe.skipIf(chromium === undefined)('the page in a browser [needs chromium]', () => {
  let folder: string
  let browser: Browser
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wmctl-page-'))
    browser = startChromium(chromium ?? '')
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await browser.close()
  })

  async function open(name: string, events: readonly EngineEvent[], options: PageOptions): Promise<BrowserPage> {
    const path = join(folder, `${name}.html`)
    writeFileSync(path, renderReport('html', events))
    return await browser.open(pathToFileURL(path).href, options)
  }

  const fleets = { 0: [], 10: sampleDrift(10), 100: sampleDrift(100), 1000: sampleDrift(1000) } as const

  describe.each([0, 10, 100, 1000] as const)('with %i hosts', (size) => {
    test.each([
      ['desktop', desktop],
      ['phone', phone],
    ])('is quiet, whole, legible and named on a %s', async (name, options) => {
      const page = await open(`fleet-${size}-${name}`, fleets[size], options)
      const seen = await page.evaluate<{ cells: number; rows: number; wide: boolean; scripted: boolean }>(`return {
        cells: document.querySelectorAll('#fleet button').length,
        rows: document.querySelectorAll('#host-list details').length,
        wide: document.documentElement.scrollWidth > innerWidth,
        scripted: document.documentElement.classList.contains('scripted'),
      }`)
      expect(seen).toEqual({ cells: size, rows: Math.min(size, 250), wide: false, scripted: true })
      await page.evaluate(`for (const d of document.querySelectorAll('details')) d.open = true`)
      expect(await page.evaluate(lowContrast)).toEqual([])
      const controls = (await page.accessibleNodes()).filter(({ role }) =>
        /^(button|link|searchbox|textbox|DisclosureTriangle|heading)$/.test(role),
      )
      expect(controls.length).toBeGreaterThan(4)
      expect(controls.filter((control) => control.name.trim() === '')).toEqual([])
      expect(page.complaints).toEqual([])
      expect(page.requests).toEqual([])
    })
  })

  test('has landmarks, one first heading, and no level left out', async () => {
    const page = await open('structure', fleets[100], desktop)
    const found = await page.evaluate<{ levels: number[]; landmarks: number[]; lang: string }>(`return {
      levels: [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1])),
      landmarks: ['header', 'main', 'footer'].map((tag) => document.querySelectorAll('body > ' + tag).length),
      lang: document.documentElement.lang,
    }`)
    expect(found.landmarks).toEqual([1, 1, 1])
    expect(found.lang).toBe('en')
    expect(found.levels.filter((level) => level === 1)).toEqual([1])
    for (const [index, level] of found.levels.entries()) expect(level - (found.levels[index - 1] ?? 0)).toBeLessThanOrEqual(1)
  })

  test('filters by what is typed, and by state', async () => {
    const page = await open('filter', fleets[100], desktop)
    const state = () =>
      page.evaluate<{ said: string; rows: number; cells: number; groups: number }>(`return {
        said: document.getElementById('count').textContent,
        rows: document.querySelectorAll('#host-list details').length,
        cells: [...document.querySelectorAll('#fleet li')].filter((cell) => !cell.hidden).length,
        groups: [...document.querySelectorAll('details.group')].filter((group) => !group.hidden).length,
      }`)
    expect(await state()).toMatchObject({ said: '100 hosts', rows: 100, cells: 100 })
    await page.press('/')
    await page.type('java_home')
    expect(await state()).toMatchObject({ said: 'Showing 7 of 100 hosts', rows: 7, cells: 7 })
    await page.evaluate(
      `document.getElementById('filter').value = ''; document.getElementById('filter').dispatchEvent(new Event('input'))`,
    )
    await page.evaluate(`document.querySelector('.tile.unreachable').focus()`)
    await page.press('Enter')
    expect(await state()).toEqual({ said: 'Showing 5 of 100 hosts', rows: 5, cells: 5, groups: 0 })
    expect(
      await page.evaluate(`return [...document.querySelectorAll('.tile[aria-pressed="true"]')].map((t) => t.dataset.state)`),
    ).toEqual(['unreachable'])
    await page.press('Enter')
    expect(await state()).toMatchObject({ said: '100 hosts', rows: 100 })
    await page.press('/')
    await page.type('no such thing')
    expect(await state()).toMatchObject({ said: 'Showing 0 of 100 hosts', rows: 0, cells: 0 })
    expect(await page.evaluate(`return document.getElementById('host-list').textContent`)).toBe('No host matches this filter.')
  })

  test('shows the rest of a long list when asked', async () => {
    const page = await open('more', fleets[1000], desktop)
    expect(await page.evaluate(`return document.getElementById('more').textContent`)).toBe('Show 250 more of 750')
    await page.evaluate(`document.getElementById('more').focus()`)
    for (let at = 0; at < 3; at++) await page.press('Enter')
    expect(
      await page.evaluate(
        `return [document.querySelectorAll('#host-list details').length, document.getElementById('more').hidden]`,
      ),
    ).toEqual([1000, true])
  })

  test('works by keyboard: details, the fleet, and from a cell to its host', async () => {
    const page = await open('keyboard', fleets[100], desktop)
    await page.evaluate(`document.querySelector('details.group > summary').focus()`)
    const isOpen = () => page.evaluate(`return document.querySelector('details.group').open`)
    expect(await isOpen()).toBe(true)
    await page.press('Enter')
    expect(await isOpen()).toBe(false)
    await page.press('Space')
    expect(await isOpen()).toBe(true)
    await page.evaluate(`document.querySelector('#fleet button').focus()`)
    expect(await page.evaluate(`return document.querySelectorAll('#fleet button[tabindex="0"]').length`)).toBe(1)
    const focused = () => page.evaluate<string>(`return document.activeElement.textContent`)
    expect(await focused()).toBe('≠app01')
    await page.press('ArrowRight')
    expect(await focused()).toBe('✓app02')
    await page.press('End')
    expect(await focused()).toBe('✓web25')
    await page.press('Home')
    await page.press('Enter')
    const host = await page.evaluate<{ name: string; changes: number; focus: boolean }>(`
      const row = document.querySelector('details.host[open]');
      return { name: row.querySelector('.name').textContent, changes: row.querySelectorAll('.change').length, focus: document.activeElement === row.firstElementChild };`)
    expect(host).toEqual({ name: 'app01', changes: 3, focus: true })
  })

  test('follows the system’s theme until a person chooses', async () => {
    const page = await open('theme', fleets[10], { ...desktop, scheme: 'dark' })
    const shade = () =>
      page.evaluate(`return [getComputedStyle(document.body).backgroundColor, document.getElementById('theme').textContent]`)
    expect(await shade()).toEqual(['rgb(16, 19, 23)', 'Light theme'])
    await page.evaluate(`document.getElementById('theme').click()`)
    expect(await shade()).toEqual(['rgb(246, 247, 249)', 'Dark theme'])
    expect(await page.evaluate(lowContrast)).toEqual([])
  })

  test('shows a host its own values where others come from different ones', async () => {
    const page = await open('variants', fleets[100], desktop)
    expect(await page.evaluate(`return document.querySelector('.variants > summary').textContent`)).toBe(
      '9 different starting points',
    )
    const host = await page.evaluate<string>(`
      const row = [...document.querySelectorAll('details.host')].find((one) => one.querySelector('.name').textContent === 'web04');
      row.open = true;
      return new Promise((resolve) => row.addEventListener('toggle', () => resolve(row.querySelector('.changes').textContent)));`)
    expect(host).toMatch(/InitialSizeLive1072Desired4096/)
    expect(host).not.toContain('different values')
  })

  test('says so when there is nothing', async () => {
    const page = await open('nothing', sampleStreams['drift-nothing'] ?? [], desktop)
    expect(await page.evaluate(`return document.querySelector('#differences .empty .title').textContent`)).toBe('No drift')
  })

  test('opens what is folded for paper', async () => {
    const page = await open('print', fleets[100], desktop)
    const closed = () => page.evaluate<number>(`return document.querySelectorAll('details.group:not([open])').length`)
    await page.evaluate(`document.querySelectorAll('details.group')[1].open = false`)
    const before = await closed()
    expect(before).toBe(1)
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`)
    expect(await closed()).toBe(0)
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`)
    expect(await closed()).toBe(before)
  })

  test('runs nothing that a host said', async () => {
    const hostile = `</script><img src=x onerror="window.owned=1"><svg onload=alert(1)>`
    const change = planned(hostile, 'web/x', hostile, {
      action: 'set',
      deltas: [delta(hostile, text(hostile), text(`${hostile}2`))],
      warnings: [hostile],
    })
    const page = await open(
      'hostile',
      runOf('drift', [
        hostPlan(hostile, [change]),
        { state: 'unreachable', host: `${hostile}2`, failure: { code: 'WMCTL_PEER', message: hostile, hint: hostile } },
      ]),
      desktop,
    )
    await page.evaluate(`document.getElementById('expand').click()`)
    const found = await page.evaluate(
      `return [typeof window.owned, document.querySelectorAll('main img, main svg[onload]').length, document.querySelector('#host-list .name').textContent]`,
    )
    expect(found).toEqual(['undefined', 0, hostile])
    expect(page.complaints).toEqual([])
    expect(page.requests).toEqual([])
  })
})
