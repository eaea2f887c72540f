import { isIP } from 'node:net'
import { messageOf } from '../base/errors.js'
import { codeOf } from './connect-errors.js'
import { askOverTcp, askOverUdp, type KdcAttempt, type KdcTarget } from './kdc-attempt.js'
import { onAbort } from './on-abort.js'
import { type Resolver, systemResolver } from './resolver.js'
import { cancellation } from './system-clock.js'

/** Where a KDC listens. */
export interface KdcAddress {
  readonly host: string
  readonly port: number
  /** Undefined: both. */
  readonly transport?: 'udp' | 'tcp' | undefined
}

export interface KdcQuestion {
  /** In the order in which to try them. */
  readonly kdcs: readonly KdcAddress[]
  /** The one that answered before, and how: it is asked first that way. */
  readonly preferred?: KdcAddress | undefined
  readonly message: Uint8Array
  /** `tcp` when the answer is known to be too long for UDP. */
  readonly transport: 'any' | 'tcp'
  /** Why an answer is none, so that another KDC is asked. */
  readonly declined?: (answer: Uint8Array) => string | undefined
  readonly resolver?: Resolver
  readonly limits?: Partial<KdcLimits>
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds. */
export interface KdcLimits {
  /** How long one address is waited for before the next is asked too. */
  readonly stagger: number
  /** How long after the last was asked all of them are waited for. */
  readonly patience: number
}

export type KdcOutcome =
  | { readonly kind: 'answered'; readonly bytes: Uint8Array; readonly kdc: KdcAddress & { readonly transport: 'udp' | 'tcp' } }
  /** What became of each address that was tried. */
  | { readonly kind: 'unreachable'; readonly attempts: readonly KdcFailure[] }

export interface KdcFailure {
  /** `dc1.corp.example (10.0.0.1) port 88 over UDP`. */
  readonly address: string
  readonly detail: string
}

const defaultLimits: KdcLimits = { stagger: 1_000, patience: 6_000 }

/** Bytes beyond which a request goes over TCP first, since its pieces might be lost on the way ([MIT krb5] udp_preference_limit). */
const largestDatagram = 1_465

/** Addresses of one name that are tried. */
const mostAddresses = 8

/**
 * Asks the KDCs of a realm: over UDP one after the other, then over TCP ([RFC 4120] 7.2). Whoever has been asked may still
 * answer while others are; the first answer counts. Rejects only when the signal aborts.
 */
export async function askKdcs(question: KdcQuestion): Promise<KdcOutcome> {
  const run = new KdcRun(question)
  const stopListening = onAbort(question.signal, () => run.cancel())
  try {
    if (question.signal?.aborted) throw cancellation(question.signal)
    return await run.go()
  } finally {
    stopListening()
    run.close()
  }
}

interface Try {
  readonly kdc: KdcAddress
  readonly transport: 'udp' | 'tcp'
}

class KdcRun {
  readonly #question: KdcQuestion
  readonly #limits: KdcLimits
  readonly #open: KdcAttempt[] = []
  readonly #pending = new Map<string, Promise<void>>()
  readonly #failures: KdcFailure[] = []
  readonly #answered: Promise<KdcOutcome>
  readonly #timers = new Set<NodeJS.Timeout>()
  #win: (outcome: KdcOutcome) => void = () => undefined
  #fail: (error: unknown) => void = () => undefined

  constructor(question: KdcQuestion) {
    this.#question = question
    this.#limits = { ...defaultLimits, ...question.limits }
    this.#answered = new Promise((resolve, reject) => {
      this.#win = resolve
      this.#fail = reject
    })
    this.#answered.catch(() => undefined)
  }

  async go(): Promise<KdcOutcome> {
    for (const each of tries(this.#question)) {
      const targets = await this.#orAnswered(this.#resolve(each))
      if (!Array.isArray(targets)) return targets
      for (const target of targets) {
        const ended = this.#begin(each, target)
        const outcome = await this.#orAnswered(Promise.race([ended, this.#sleep(this.#limits.stagger)]))
        if (outcome !== undefined) return outcome
      }
    }
    const all = Promise.all(this.#pending.values()).then(() => undefined)
    const outcome = await this.#orAnswered(Promise.race([all, this.#sleep(this.#limits.patience)]))
    if (outcome !== undefined) return outcome
    const silent = [...this.#pending.keys()].map((address) => ({ address, detail: 'no answer' }))
    return { kind: 'unreachable', attempts: [...this.#failures, ...silent] }
  }

  cancel(): void {
    this.#fail(cancellation(this.#question.signal))
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    for (const attempt of this.#open) attempt.close()
  }

  #begin({ kdc, transport }: Try, target: KdcTarget): Promise<void> {
    const { message, declined } = this.#question
    const address = `${addressText(kdc, target)} over ${transport.toUpperCase()}`
    const attempt = (transport === 'udp' ? askOverUdp : askOverTcp)(target, message)
    this.#open.push(attempt)
    const ended = attempt.answer
      .then((bytes) => {
        const why = declined?.(bytes)
        if (why !== undefined) throw new Error(why)
        this.#win({ kind: 'answered', bytes, kdc: { host: kdc.host, port: kdc.port, transport } })
      })
      .catch((error: unknown) => void this.#failures.push({ address, detail: messageOf(error) }))
      .finally(() => {
        this.#pending.delete(address)
        attempt.close()
      })
    this.#pending.set(address, ended)
    return ended
  }

  /** The addresses of a KDC; none when its name is not found, which is told once. */
  async #resolve({ kdc }: Try): Promise<KdcTarget[]> {
    const { host, port } = kdc
    const family = isIP(host)
    if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4, port }]
    try {
      const found = await (this.#question.resolver ?? systemResolver).resolve(host)
      return found.slice(0, mostAddresses).map((each) => ({ ...each, port }))
    } catch (error) {
      const detail = codeOf(error) === 'EAI_AGAIN' ? 'no name server answered' : 'the name was not found'
      if (!this.#failures.some(({ address }) => address === host)) this.#failures.push({ address: host, detail })
      return []
    }
  }

  #orAnswered<T>(work: Promise<T>): Promise<T | KdcOutcome> {
    return Promise.race([this.#answered, work])
  }

  #sleep(ms: number): Promise<undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        resolve(undefined)
      }, ms)
      this.#timers.add(timer)
    })
  }
}

function tries({ kdcs, preferred, message, transport }: KdcQuestion): readonly Try[] {
  const isPreferred = ({ kdc, transport: over }: Try): boolean =>
    kdc.host === preferred?.host && kdc.port === preferred.port && over === preferred.transport
  const over = (wanted: Try['transport']): Try[] =>
    kdcs.filter((kdc) => (kdc.transport ?? wanted) === wanted).map((kdc) => ({ kdc, transport: wanted }))
  const preferredFirst = (list: readonly Try[]): Try[] => [
    ...list.filter(isPreferred),
    ...list.filter((each) => !isPreferred(each)),
  ]
  if (transport === 'tcp') return preferredFirst(over('tcp'))
  if (message.length > largestDatagram) return [...preferredFirst(over('tcp')), ...over('udp')]
  return preferredFirst([...over('udp'), ...over('tcp')])
}

function addressText({ host, port }: KdcAddress, { address }: KdcTarget): string {
  return host === address ? `${host} port ${port}` : `${host} (${address}) port ${port}`
}
