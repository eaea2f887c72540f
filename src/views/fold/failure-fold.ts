import type { Failure } from '../../engine/plan.js'
import { compareHostSets } from './host-order.js'

/** Why hosts could not be planned or changed, each reason once with its hosts. */
export interface FoldedFailure {
  readonly state: 'unreachable' | 'failed'
  readonly failure: Failure
  readonly hosts: readonly string[]
}

export interface FailureFold {
  add(host: string, state: FoldedFailure['state'], failure: Failure): void
  all(): readonly FoldedFailure[]
}

export function createFailureFold(): FailureFold {
  const byReason = new Map<string, { state: FoldedFailure['state']; failure: Failure; hosts: string[] }>()
  return {
    add(host, state, failure) {
      const message = withoutPeer(failure.message, host)
      const key = JSON.stringify([state, failure.code, message, failure.hint])
      const known = byReason.get(key)
      if (known !== undefined) known.hosts.push(host)
      else byReason.set(key, { state, failure: { ...failure, message }, hosts: [host] })
    },
    all: () => [...byReason.values()].sort((a, b) => compareHostSets(a.hosts, b.hosts)),
  }
}

/** Messages begin with the peer they are about; it stands beside the message already, and would keep equal reasons apart. */
export function withoutPeer(message: string, host: string): string {
  const match = /^(\S+): (?=\S)/.exec(message)
  const peer = match?.[1]
  if (match === null || peer === undefined) return message
  const isPeer = peer.includes(host) || /^https?:\/\//.test(peer) || /^(\[[0-9a-f:.]+\]|[\w.-]+):\d+$/i.test(peer)
  return isPeer ? message.slice(match[0].length) : message
}
