import type { RunCommand, RunCompleted } from '../../../engine/events.js'
import type { OutcomeFold } from '../../fold/outcome-fold.js'
import type { FoldedGroup, PlanFold } from '../../fold/plan-fold.js'
import { summaryOf, summarySentence } from '../../present/summary.js'
import { counted, formatDuration, formatTime } from '../../text/words.js'
import { type HostState, hostStates, stateWord } from '../host-state.js'
import type { ReportOptions } from '../report-options.js'
import { escapeHtml, scriptJson } from './escape-html.js'
import { failureSections, outcomeSections } from './failure-html.js'
import { groupHtml } from './group-html.js'
import { layOutPage, type PageLayout } from './page-layout.js'
import type { ReportHost } from './report-host.js'
import { script } from './script.js'
import { stateGlyphs } from './state-glyphs.js'
import { style } from './style.js'

export interface PageContent {
  readonly options: ReportOptions
  readonly command: RunCommand
  /** Undefined when the run broke off. */
  readonly run: RunCompleted | undefined
  readonly hosts: readonly ReportHost[]
  readonly fold: PlanFold
  readonly outcome: OutcomeFold
}

/** Changes with markup of their own; the rest is counted. */
const maxChanges = 5000

/** The page in pieces: head, summary, fleet, differences, hosts, data, script. */
export function* pageHtml(content: PageContent): Generator<string> {
  const groups = content.fold.groups()
  const layout = layOutPage(groups, maxChanges)
  yield head(content.options)
  yield `<body>\n<a class="skip" href="#differences">Skip to the differences</a>\n${header(content)}\n<main>\n`
  yield tiles(content)
  yield fleet(content)
  yield '<section id="differences" aria-labelledby="differences-title">\n'
  yield `<h2 id="differences-title">${differencesTitle(content.command)}</h2>\n`
  yield differencesLead(content, groups)
  for (const [index, group] of layout.groups.entries())
    yield groupHtml(group, { index, of: layout.groups.length }, content.command)
  if (layout.leftOut.groups > 0) yield leftOut(layout)
  yield '</section>\n'
  yield outcomeSections(content.outcome)
  yield failureSections(content.fold)
  yield hostSection()
  yield `</main>\n<footer><p>Written by wmctl on ${escapeHtml(formatTime(content.options.clock.now()))}. This page is complete in itself and loads nothing.</p></footer>\n`
  yield `<script type="application/json" id="report-data">${scriptJson(pageData(content, layout))}</script>\n`
  yield `<script>${script}</script>\n</body>\n</html>\n`
}

function head(options: ReportOptions): string {
  const hash = (text: string): string => `'sha256-${base64OfHex(options.digest.sha256(text))}'`
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(options.title)}</title>`,
    `<style>${style}</style>`,
    '</head>\n',
  ].join('\n')
}

function base64OfHex(hex: string): string {
  return btoa(hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))))
}

const reportNames: Readonly<Record<RunCommand, string>> = { drift: 'Drift report', plan: 'Plan report', apply: 'Apply report' }

function header({ options, command, run, outcome }: PageContent): string {
  const sentence =
    run === undefined ? 'The run broke off; this is what was known by then.' : summarySentence(summaryOf(run, outcome))
  const took = run === undefined ? '' : ` <span aria-hidden="true">·</span> took ${escapeHtml(formatDuration(run.milliseconds))}`
  return [
    '<header>',
    `<div class="top"><p class="overline">wmctl <span aria-hidden="true">·</span> ${reportNames[command]}</p>`,
    '<button type="button" id="theme" hidden>Dark theme</button></div>',
    `<h1>${escapeHtml(options.title)}</h1>`,
    `<p class="sentence">${escapeHtml(sentence)}</p>`,
    `<p class="meta"><time datetime="${new Date(options.clock.now()).toISOString()}">${escapeHtml(formatTime(options.clock.now()))}</time>${took}</p>`,
    '</header>',
  ].join('\n')
}

function tiles({ command, hosts }: PageContent): string {
  const counts = new Map<HostState, number>()
  for (const host of hosts) counts.set(host.state, (counts.get(host.state) ?? 0) + 1)
  const states = hostStates.filter((state) => state !== 'skipped' || counts.has('skipped'))
  const tile = (state: string, count: number, label: string, glyph: string): string =>
    [
      `<button type="button" class="tile ${state}" data-state="${state}" aria-pressed="${state === 'all'}">`,
      `<span class="number">${count.toLocaleString('en-US')}</span>`,
      `<span class="label">${glyph === '' ? '' : `<span class="glyph" aria-hidden="true">${glyph}</span>`}${escapeHtml(label)}</span></button>`,
    ].join('')
  return [
    '<section aria-labelledby="summary-title">',
    '<h2 id="summary-title" class="visually-hidden">Summary</h2>',
    proportions(hosts.length, states, counts),
    '<div class="tiles" role="group" aria-label="Show hosts by state">',
    tile('all', hosts.length, hosts.length === 1 ? 'Host' : 'All hosts', ''),
    ...states.map((state) => tile(state, counts.get(state) ?? 0, stateWord(command, state), stateGlyphs[state])),
    '</div>\n</section>\n',
  ].join('\n')
}

/** A bar of the shares of each state; the tiles say the same in words. */
function proportions(total: number, states: readonly HostState[], counts: ReadonlyMap<HostState, number>): string {
  if (total === 0) return ''
  let x = 0
  const parts = states.map((state) => {
    const width = ((counts.get(state) ?? 0) / total) * 1000
    const rect = width === 0 ? '' : `<rect class="${state}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="1"/>`
    x += width
    return rect
  })
  return `<svg class="shares" viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">${parts.join('')}</svg>`
}

function fleet({ command, hosts }: PageContent): string {
  const empty = hosts.length === 0 ? ' hidden' : ''
  const legend = hostStates
    .filter((state) => hosts.some((host) => host.state === state))
    .map(
      (state) =>
        `<li class="${state}"><span class="glyph" aria-hidden="true">${stateGlyphs[state]}</span>${stateWord(command, state)}</li>`,
    )
  return [
    `<section aria-labelledby="fleet-title" class="needs-script"${empty}>`,
    '<h2 id="fleet-title">Fleet</h2>',
    '<ul id="fleet" class="fleet" aria-labelledby="fleet-title"></ul>',
    `<ul class="legend" aria-label="Legend">${legend.join('')}</ul>`,
    '</section>\n',
  ].join('\n')
}

function differencesTitle(command: RunCommand): string {
  return command === 'drift' ? 'Drift' : 'Changes'
}

function differencesLead({ command, hosts, run }: PageContent, groups: readonly FoldedGroup[]): string {
  if (groups.length > 0) {
    const changes = groups.reduce((sum, group) => sum + group.changes.length, 0)
    const what = command === 'drift' ? 'difference' : 'change'
    return `<p class="lead">${counted(changes, `distinct ${what}`)}, the same on many hosts shown once. Most hosts first.</p>\n`
  }
  const matching = hosts.filter((host) => host.state === 'match').length
  const title = matching === 0 ? 'Nothing to show' : command === 'drift' ? 'No drift' : 'No changes'
  const text =
    matching === 0
      ? hosts.length === 0 && run !== undefined
        ? 'No host was selected.'
        : command === 'apply'
          ? 'No change was made.'
          : 'No host could be compared.'
      : `${counted(matching, 'host')} ${matching === 1 ? 'matches' : 'match'} the configuration.`
  const mark = matching === 0 ? '–' : '✓'
  return `<div class="empty"><p class="mark${matching === 0 ? ' none' : ''}" aria-hidden="true">${mark}</p><p class="title">${title}</p><p>${text}</p></div>\n`
}

function leftOut({ leftOut: { changes, groups } }: PageLayout): string {
  return `<p class="left-out">${counted(changes, 'more difference')} in ${counted(groups, 'group')} of hosts are left out to keep this page readable; the JSON report has all of them.</p>\n`
}

function hostSection(): string {
  return [
    '<section id="hosts" aria-labelledby="hosts-title" class="needs-script">',
    '<h2 id="hosts-title">Hosts</h2>',
    '<div class="controls">',
    '<label for="filter" class="visually-hidden">Filter hosts by name, resource or value</label>',
    '<input id="filter" type="search" placeholder="Filter by host, resource or value" autocomplete="off" spellcheck="false">',
    '<button type="button" id="expand">Expand all</button>',
    '<button type="button" id="collapse">Collapse all</button>',
    '</div>',
    '<p id="count" class="lead" role="status"></p>',
    '<div id="host-list"></div>',
    '<button type="button" id="more" hidden></button>',
    '</section>',
    '<noscript><p class="left-out">The list of hosts and the filter need JavaScript; everything above does not.</p></noscript>\n',
  ].join('\n')
}

/** What the script needs, hosts against the numbers of their changes: no text of a change is repeated. */
function pageData(content: PageContent, layout: PageLayout): unknown {
  return {
    words: Object.fromEntries(hostStates.map((state) => [state, stateWord(content.command, state)])),
    glyphs: stateGlyphs,
    noun: content.command === 'drift' ? 'difference' : 'change',
    hosts: content.hosts.map((host) => ({
      name: host.name,
      state: host.state,
      matching: host.matching,
      changes: layout.changesOf.get(host.name) ?? [],
      ...(host.failure === undefined
        ? {}
        : { failure: { message: host.failure.message, hint: host.failure.hint, code: host.failure.code } }),
      ...(host.failed.length === 0
        ? {}
        : { failed: host.failed.map(({ identity, message, hint }) => ({ identity, message, hint })) }),
    })),
  }
}
