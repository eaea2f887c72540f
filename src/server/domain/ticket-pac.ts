import { DecodeError } from '../../base/errors.js'
import { errorCode } from '../../protocol/kerberos/error-codes.table.js'
import type { PacRequest } from '../../protocol/kerberos/kdc/kdc-options.js'
import { KdcRefusal } from '../../protocol/kerberos/kdc/kdc-refusal.js'
import { decodeClientInfo } from '../../protocol/pac/client-info.js'
import { decodePac, type PacBuffer, pacType } from '../../protocol/pac/pac.js'
import { hasKdcSignature, hasServerSignature, signPac } from '../../protocol/pac/signature.js'
import { clientInfoOf, composePac, type PacSubject } from './compose-pac.js'
import type { DomainAccount } from './domain-account.js'

export interface TicketPacOptions {
  readonly domain: PacSubject['domain']
  /** The user a client is; undefined for a computer. */
  readonly accountOf: (request: PacRequest) => DomainAccount | undefined
}

/**
 * The PAC of a ticket ([MS-KILE] 3.3.5.6.4, 3.3.5.7.4): a new one for a ticket-granting ticket, and for other tickets the one of
 * that, signed anew. Undefined for accounts that are no users. Throws KdcRefusal for one that is not of this KDC.
 */
export function ticketPac(request: PacRequest, { domain, accountOf }: TicketPacOptions): Uint8Array | undefined {
  const { client, authTime, previous, serviceKey, kdcKey } = request
  if (previous === undefined) {
    const account = accountOf(request)
    return account === undefined
      ? undefined
      : signPac(composePac({ account, client, authTime, domain }), { serverKey: serviceKey, kdcKey })
  }
  try {
    // The ticket-granting ticket's service is the KDC itself.
    if (!hasServerSignature(previous, [kdcKey]) || !hasKdcSignature(previous, [kdcKey])) throw new KdcRefusal(errorCode.modified)
    const parts = decodePac(previous)
    if (!isOf(parts, request)) throw new KdcRefusal(errorCode.modified)
    const facts = parts.filter(({ type }) => type !== pacType.serverChecksum && type !== pacType.kdcChecksum)
    return signPac(facts, { serverKey: serviceKey, kdcKey })
  } catch (error) {
    if (error instanceof DecodeError) throw new KdcRefusal(errorCode.modified)
    throw error
  }
}

/** Whether the PAC was made for this ticket and not for another one of somebody else. */
function isOf(parts: readonly PacBuffer[], request: PacRequest): boolean {
  const part = parts.find(({ type }) => type === pacType.clientInfo)
  if (part === undefined) return false
  const [found, expected] = [decodeClientInfo(part.bytes), clientInfoOf(request)]
  return found.authTime === expected.authTime && found.name === expected.name
}
