import type { WmctlError } from '../../base/errors.js'
import { withoutPeer } from '../fold/failure-fold.js'
import { formatHosts } from '../text/host-set.js'
import type { TextStyle } from '../text/style.js'
import { renderError } from './render-error.js'

/** What went wrong on hosts, each error once with the hosts that have it. */
export class HostErrors {
  readonly #errors = new Map<string, { readonly error: WmctlError; readonly hosts: string[] }>()

  add(host: string, error: WmctlError): void {
    const key = JSON.stringify([error.code, withoutPeer(error.message, host), error.hint])
    const known = this.#errors.get(key)
    if (known === undefined) this.#errors.set(key, { error, hosts: [host] })
    else known.hosts.push(host)
  }

  /** A paragraph for each; the empty text when there are none. */
  render(style: TextStyle): string {
    return [...this.#errors.values()].map(({ error, hosts }) => `${line(error, hosts, style)}\n`).join('')
  }
}

function line(error: WmctlError, hosts: readonly string[], style: TextStyle): string {
  const [first = ''] = hosts
  if (hosts.length === 1) return `${error.message.startsWith(first) ? '' : `${first}: `}${renderError(error, style)}`
  const text = renderError(error, style)
  const common = withoutPeer(error.message, first)
  return `${formatHosts(hosts, style)}: ${text.replace(error.message, () => common)}`
}
