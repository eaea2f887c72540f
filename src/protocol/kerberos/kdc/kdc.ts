import { DecodeError } from '../../../base/errors.js'
import { ReplayCache } from '../context/replay-cache.js'
import { errorCode } from '../error-codes.table.js'
import { KerberosError } from '../kerberos-error.js'
import { decodeKdcRequest, type KdcRequest } from '../messages/kdc-request.js'
import { ticketGrantingService } from '../messages/principal-name.js'
import { answerAsRequest } from './as-service.js'
import type { KdcOptions } from './kdc-options.js'
import { encodeRefusal, KdcRefusal } from './kdc-refusal.js'
import { RecentAnswers } from './recent-answers.js'
import { answerTgsRequest } from './tgs-service.js'

/**
 * A key distribution centre ([RFC 4120] 3.1, 3.3; [MS-KILE] 3.3): AS and TGS of one realm. It keeps nothing but what it has seen
 * lately, to refuse replays.
 */
export class Kdc {
  readonly #options: KdcOptions
  readonly #replays = new ReplayCache()
  readonly #answers = new RecentAnswers()

  constructor(options: KdcOptions) {
    this.#options = options
  }

  /** The answer to any bytes: a reply or a KRB-ERROR. */
  answer(bytes: Uint8Array, { transport }: { readonly transport: 'udp' | 'tcp' }): Uint8Array {
    const answer = this.#answer(bytes)
    const { maximumDatagram = 1465 } = this.#options
    return transport === 'udp' && answer.length > maximumDatagram
      ? this.#refuse(new KdcRefusal(errorCode.responseTooBig))
      : answer
  }

  #answer(bytes: Uint8Array): Uint8Array {
    let request: KdcRequest | undefined
    const now = this.#options.clock.now()
    const repeated = this.#answers.find(bytes, { now })
    if (repeated !== undefined) return repeated
    try {
      request = decodeKdcRequest(bytes)
      const environment = { ...this.#options, replays: this.#replays, now }
      const answer = request.kind === 'AS' ? answerAsRequest(request, environment) : answerTgsRequest(request, environment)
      this.#answers.add(bytes, answer, { now })
      return answer
    } catch (error) {
      return this.#refuse(asRefusal(error), request)
    }
  }

  #refuse(refusal: KdcRefusal, request?: KdcRequest): Uint8Array {
    const { realm, clock } = this.#options
    const { sname = ticketGrantingService(realm), cname } = request?.body ?? {}
    return encodeRefusal(refusal, { now: clock.now(), realm, sname, cname })
  }
}

function asRefusal(error: unknown): KdcRefusal {
  if (error instanceof KdcRefusal) return error
  if (error instanceof KerberosError) return new KdcRefusal(error.errorCode)
  if (error instanceof DecodeError) return new KdcRefusal(errorCode.generic)
  throw error
}
