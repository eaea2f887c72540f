import type { Diagnostic } from '../base/diagnostic.js'

/** Findings made for one host after another: the same finding for many hosts is kept once, with the hosts it is about. */
export class HostFindings {
  readonly #found = new Map<string, { readonly diagnostic: Diagnostic; readonly hosts: Set<string> }>()

  add(host: string, diagnostic: Diagnostic): void {
    const start = diagnostic.range?.start
    const key = [diagnostic.range?.file, start?.line, start?.column, diagnostic.summary, diagnostic.detail].join('\n')
    const known = this.#found.get(key)
    if (known === undefined) this.#found.set(key, { diagnostic, hosts: new Set([host]) })
    else known.hosts.add(host)
  }

  /** `checked`: how many hosts were looked at; a finding on all of them needs no list. */
  all(checked: number): readonly Diagnostic[] {
    return [...this.#found.values()].map(({ diagnostic, hosts }) => {
      if (hosts.size === checked && checked > 1) return diagnostic
      return { ...diagnostic, detail: `${diagnostic.detail} (${hostWords([...hosts])})` }
    })
  }
}

function hostWords(hosts: readonly string[]): string {
  const shown = hosts.slice(0, shownHosts).join(', ')
  return hosts.length <= shownHosts ? `on ${shown}` : `on ${shown} and ${hosts.length - shownHosts} more hosts`
}

const shownHosts = 3
