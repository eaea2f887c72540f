import type { RunCommand } from '../../../engine/events.js'
import type { FoldedGroup, ShownChange } from '../../fold/plan-fold.js'
import { actionWord } from '../../present/summary.js'
import { actionSigns } from '../../text/glyphs.js'
import { listHosts } from '../../text/host-set.js'
import { visibleText } from '../../text/visible.js'
import { counted } from '../../text/words.js'
import { changeHtml, type SideNames } from './change-html.js'
import { escapeHtml } from './escape-html.js'
import type { LaidOutChange, LaidOutGroup } from './page-layout.js'

const sides: Readonly<Record<RunCommand, SideNames>> = {
  drift: { before: 'Live', after: 'Desired' },
  plan: { before: 'Now', after: 'Planned' },
  apply: { before: 'Before', after: 'Planned' },
}

/** Groups that are open from the start: what most hosts share, or all when there are few. */
const openGroups = 3
const fewGroups = 6
/** Resources that a closed group names. */
const maxNames = 6
/** Changes above which even those start closed. */
const openChanges = 12

/** Changes that the same hosts share, under a heading that names the hosts. */
export function groupHtml(
  group: LaidOutGroup,
  place: { readonly index: number; readonly of: number },
  command: RunCommand,
): string {
  const { index } = place
  const open = (index < openGroups || place.of <= fewGroups) && group.changes.length <= openChanges ? ' open' : ''
  const what = command === 'drift' ? 'difference' : 'change'
  return [
    `<details class="group" id="group-${index}" data-group="${index}"${open}>`,
    '<summary>',
    `<h3>${heading(group, command)}</h3>`,
    group.hosts.length === 1 ? '' : `<span class="hosts">${hostNames(group.hosts)}</span>`,
    `<span class="resources">${resourceNames(group)}</span>`,
    `<span class="count">${counted(group.changes.length, what)}</span>`,
    '</summary>',
    '<div class="changes">',
    ...group.parts.map((part) => partHtml(part, command)),
    '</div>',
    '</details>\n',
  ].join('\n')
}

/** A change, and below it what it stands for where hosts come from different values. */
function partHtml({ change, variants, variantsLeftOut }: LaidOutChange, command: RunCommand): string {
  const html = (one: ShownChange): string => changeHtml(one, title(one.change.action, command), sides[command])
  if (change.variants === undefined) return html(change)
  const more = variantsLeftOut === 0 ? '' : `<p class="left-out">${counted(variantsLeftOut, 'more way')} in the JSON report.</p>`
  return [
    html(change),
    `<details class="variants"><summary><span>${counted(change.variants.length, 'different starting point')}</span></summary>`,
    ...variants.map(
      (variant) => `<div class="variant"><p class="hosts">${hostNames(variant.hosts)}</p>${html(variant.change)}</div>`,
    ),
    `${more}</details>`,
  ].join('\n')
}

function hostNames(hosts: readonly string[]): string {
  return escapeHtml(listHosts(hosts, { unicode: true, columns: 110 }))
}

function heading(group: FoldedGroup, command: RunCommand): string {
  const what = command === 'drift' ? 'drift' : group.changes.length === 1 ? 'change' : 'changes'
  const only = group.hosts.length === 1 ? group.hosts[0] : undefined
  if (only !== undefined) return `Only on ${escapeHtml(visibleText(only, { unicode: true }))}`
  return `The same ${what} on ${group.hosts.length.toLocaleString('en-US')} hosts`
}

/** What a closed group is about. */
function resourceNames(group: FoldedGroup): string {
  const names = group.changes.slice(0, maxNames).map(({ address, change }) => {
    const sign = `<span class="sign ${change.action}" aria-hidden="true">${escapeHtml(actionSigns[change.action])}</span>`
    return `<span class="resource">${sign}${escapeHtml(visibleText(address.resource, { unicode: true }))}</span>`
  })
  const more = group.changes.length - names.length
  return [...names, ...(more > 0 ? [`<span class="resource">and ${more} more</span>`] : [])].join(' ')
}

function title(action: FoldedGroup['changes'][number]['change']['action'], command: RunCommand): string {
  return action === 'none' ? 'warning' : actionWord(command === 'drift' ? 'drift' : 'plan', action)
}
