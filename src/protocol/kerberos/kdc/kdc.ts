import { DecodeError } from '../../../base/errors.js'
import { applicationTag } from '../../asn1/tag.js'
import { ReplayCache } from '../context/replay-cache.js'
import { errorCode } from '../error-codes.table.js'
import { KerberosError } from '../kerberos-error.js'
import { decodeKdcRequest, type KdcRequest } from '../messages/kdc-request.js'
import { messageType } from '../messages/message.js'
import { ticketGrantingService } from '../messages/principal-name.js'
import { answerAsRequest } from './as-service.js'
import type { KdcEvent, KdcOptions } from './kdc-options.js'
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
    const { maximumDatagram = 1465, onAnswer } = this.#options
    const answered = this.#answer(bytes)
    const tooLong = transport === 'udp' && answered.bytes.length > maximumDatagram
    const answer = tooLong ? { ...answered, ...this.#refuse(new KdcRefusal(errorCode.responseTooBig)) } : answered
    const { service, errorCode: code, repeated } = answer
    onAnswer?.({ kind: kindOf(bytes), transport, service, errorCode: code, repeated })
    return answer.bytes
  }

  /** The answer to a message over TCP whose length is out of all bounds ([RFC 4120] 7.2.2). */
  tooLong(): Uint8Array {
    return this.#refuse(new KdcRefusal(errorCode.fieldTooLong)).bytes
  }

  #answer(bytes: Uint8Array): Answer {
    let request: KdcRequest | undefined
    const now = this.#options.clock.now()
    const repeated = this.#answers.find(bytes, { now })
    if (repeated !== undefined) {
      return { bytes: repeated, service: decodeKdcRequest(bytes).body.sname, errorCode: errorCode.none, repeated: true }
    }
    try {
      request = decodeKdcRequest(bytes)
      const environment = { ...this.#options, replays: this.#replays, now }
      const answer = request.kind === 'AS' ? answerAsRequest(request, environment) : answerTgsRequest(request, environment)
      this.#answers.add(bytes, answer, { now })
      return { bytes: answer, service: request.body.sname, errorCode: errorCode.none, repeated: false }
    } catch (error) {
      return { service: request?.body.sname, ...this.#refuse(asRefusal(error), request), repeated: false }
    }
  }

  #refuse(refusal: KdcRefusal, request?: KdcRequest): Pick<Answer, 'bytes' | 'errorCode'> {
    const { realm, clock } = this.#options
    const { sname = ticketGrantingService(realm), cname } = request?.body ?? {}
    return { bytes: encodeRefusal(refusal, { now: clock.now(), realm, sname, cname }), errorCode: refusal.errorCode }
  }
}

interface Answer extends Pick<KdcEvent, 'service' | 'errorCode' | 'repeated'> {
  readonly bytes: Uint8Array
}

function kindOf(bytes: Uint8Array): KdcEvent['kind'] {
  if (bytes[0] === applicationTag(messageType.asReq)) return 'AS'
  return bytes[0] === applicationTag(messageType.tgsReq) ? 'TGS' : undefined
}

function asRefusal(error: unknown): KdcRefusal {
  if (error instanceof KdcRefusal) return error
  if (error instanceof KerberosError) return new KdcRefusal(error.errorCode)
  if (error instanceof DecodeError) return new KdcRefusal(errorCode.generic)
  throw error
}
