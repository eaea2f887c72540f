import { MisuseError, PeerError, WmctlError } from '../../base/errors.js'
import type { Clock } from '../../base/ports.js'
import { askKdcs, type KdcAddress, type KdcFailure, type KdcLimits } from '../../io/kdc-client.js'
import type { Resolver } from '../../io/resolver.js'
import { applicationTag } from '../../protocol/asn1/tag.js'
import type { KdcConversation, KdcMessage } from '../../protocol/kerberos/client/kdc-conversation.js'
import { errorCode, errorCodes } from '../../protocol/kerberos/error-codes.table.js'
import { decodeKrbError, isKrbError } from '../../protocol/kerberos/messages/krb-error.js'
import { messageType } from '../../protocol/kerberos/messages/message.js'
import { KdcUnreachableError, UnknownRealmError } from './kdc-errors.js'
import type { RealmDirectory } from './realm-directory.js'

export interface KdcPumpOptions {
  readonly realms: Pick<RealmDirectory, 'kdcsOf'>
  readonly clock: Pick<Clock, 'elapsed'>
  readonly resolver?: Resolver | undefined
  readonly limits?: Partial<KdcLimits> | undefined
}

export interface ConverseOptions {
  /** Name of the host in messages. */
  readonly peer: string
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds for which a realm whose KDCs did not answer is not asked again: a fleet need not wait for each host. */
const silence = 30_000

/** Runs conversations with the KDCs of realms, and remembers which of them answers. */
export class KdcPump {
  readonly #options: KdcPumpOptions
  readonly #preferred = new Map<string, KdcAddress>()
  readonly #silent = new Map<string, { readonly until: number; readonly attempts: readonly KdcFailure[] }>()
  #messages = 0

  constructor(options: KdcPumpOptions) {
    this.#options = options
  }

  /** Messages sent to KDCs so far, each counted once however often it had to be sent. */
  get messages(): number {
    return this.#messages
  }

  /** The KDC of a realm that answered last, and how. */
  answeredBy(realm: string): KdcAddress | undefined {
    return this.#preferred.get(realm.toLowerCase())
  }

  /** Raises KdcUnreachableError, UnknownRealmError and what the conversation raises. */
  async converse<T>(conversation: KdcConversation<T>, options: ConverseOptions): Promise<T> {
    let step = conversation.next()
    while (step.done !== true) {
      const answer = await this.#ask(step.value, options)
      try {
        step = conversation.next(answer)
      } catch (error) {
        throw error instanceof PeerError ? namedPeer(error, options.peer) : error
      }
    }
    return step.value
  }

  async #ask(message: KdcMessage, { peer, signal }: ConverseOptions): Promise<Uint8Array> {
    const { realms, clock, resolver, limits } = this.#options
    const { realm, bytes, transport } = message
    const place = { peer, realm, step: stepOf(bytes) }
    const key = realm.toLowerCase()
    const silent = this.#silent.get(key)
    if (silent !== undefined && clock.elapsed() < silent.until) throw new KdcUnreachableError(place, silent.attempts)
    const { kdcs, passedOver } = await realms.kdcsOf(realm)
    if (kdcs.length === 0) throw new UnknownRealmError(place, passedOver)
    this.#messages++
    const outcome = await askKdcs({
      kdcs,
      preferred: this.#preferred.get(key),
      message: bytes,
      transport,
      declined,
      signal,
      ...(resolver === undefined ? {} : { resolver }),
      ...(limits === undefined ? {} : { limits }),
    })
    if (outcome.kind === 'unreachable') {
      this.#silent.set(key, { until: clock.elapsed() + silence, attempts: outcome.attempts })
      throw new KdcUnreachableError(place, outcome.attempts)
    }
    // What had to go over TCP says nothing of UDP.
    if (transport === 'any' || !this.#preferred.has(key)) this.#preferred.set(key, outcome.kdc)
    return outcome.bytes
  }
}

/** Why an answer is none: another KDC may do better. */
function declined(answer: Uint8Array): string | undefined {
  if (!answers.has(answer[0] ?? 0)) return 'what answered is no KDC'
  if (!isKrbError(answer)) return undefined
  try {
    if (decodeKrbError(answer).errorCode !== errorCode.serviceUnavailable) return undefined
  } catch (error) {
    if (error instanceof WmctlError) return 'the answer cannot be read'
    throw error
  }
  return errorCodes.get(errorCode.serviceUnavailable)?.meaning ?? 'not available'
}

const answers = new Set([messageType.asRep, messageType.tgsRep, messageType.krbError].map(applicationTag))

function stepOf(message: Uint8Array): 'AS exchange' | 'TGS exchange' {
  if (message[0] === applicationTag(messageType.asReq)) return 'AS exchange'
  if (message[0] === applicationTag(messageType.tgsReq)) return 'TGS exchange'
  throw new MisuseError('Kerberos: only requests go to a KDC')
}

function namedPeer(error: PeerError, peer: string): PeerError {
  return new PeerError(`${peer}: ${error.message}`, {
    cause: error,
    hint: 'What answers at the address of the KDC is none, or something on the way changes its messages.',
  })
}
