import type { Failure } from '../../../engine/plan.js'
import type { OutcomeFold } from '../../fold/outcome-fold.js'
import type { PlanFold } from '../../fold/plan-fold.js'
import { actionSigns } from '../../text/glyphs.js'
import { formatHosts } from '../../text/host-set.js'
import { visibleText } from '../../text/visible.js'
import { escapeHtml } from './escape-html.js'

/** What could not be compared, each reason once with its hosts and what to do about it. */
export function failureSections(fold: PlanFold): string {
  const hosts = fold
    .failedHosts()
    .map(({ state, failure, hosts }) => card(state, state === 'failed' ? 'Failed' : 'Unreachable', hosts, failure))
  const resources = fold
    .failedResources()
    .map(({ resource, hosts }) =>
      card('failed', resource.identity, hosts, resource, `${resource.address.configuration} / ${resource.address.resource}`),
    )
  return section('not-compared', 'Could not be compared', [...hosts, ...resources])
}

/** What an apply could not do, or did with a warning. */
export function outcomeSections(outcome: OutcomeFold): string {
  const failed = [
    ...outcome
      .hosts()
      .map(({ state, failure, hosts }) => card(state, state === 'failed' ? 'Failed' : 'Unreachable', hosts, failure)),
    ...outcome
      .failed()
      .map(({ item, hosts }) =>
        card('failed', `${actionSigns[item.action]} ${item.identity}`, hosts, item.failure, place(item.address)),
      ),
  ]
  const skipped = outcome
    .skipped()
    .map(({ item, hosts }) =>
      card('skipped', `${actionSigns[item.action]} ${item.identity}`, hosts, { message: item.detail }, place(item.address)),
    )
  const warnings = outcome
    .warnings()
    .map(({ item, hosts }) => card('differ', 'Warning', hosts, { message: item.warning }, place(item)))
  return (
    section('not-done', 'Failed changes', failed) +
    section('skipped', 'Skipped changes', skipped) +
    section('warnings', 'Warnings', warnings)
  )
}

function place(address: { readonly configuration: string; readonly resource: string }): string {
  return `${address.configuration} / ${address.resource}`
}

function section(id: string, title: string, cards: readonly string[]): string {
  if (cards.length === 0) return ''
  return `<section aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n${cards.join('')}</section>\n`
}

function card(
  state: string,
  title: string,
  hosts: readonly string[],
  reason: Pick<Failure, 'message' | 'hint'> & { readonly code?: string },
  address?: string,
): string {
  return [
    `<article class="failure ${state}">`,
    `<h3>${show(title)}</h3>`,
    `<p class="hosts">${escapeHtml(formatHosts(hosts, { unicode: true, columns: 160 }))}</p>`,
    address === undefined ? '' : `<p class="address">${show(address)}</p>`,
    `<p class="message">${show(reason.message)}${reason.code === undefined ? '' : ` <code>${show(reason.code)}</code>`}</p>`,
    reason.hint === undefined ? '' : `<p class="hint"><strong>What to do</strong> ${show(reason.hint)}</p>`,
    '</article>\n',
  ].join('')
}

function show(text: string): string {
  return escapeHtml(visibleText(text, { unicode: true }))
}
