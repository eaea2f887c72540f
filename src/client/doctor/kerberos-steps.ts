import { encryptionTypeName } from '../../protocol/kerberos/crypto/encryption-types.js'
import { principalText } from '../../protocol/kerberos/messages/principal.js'
import { formatName } from '../../protocol/kerberos/messages/principal-name.js'
import { ticketFlag } from '../../protocol/kerberos/messages/ticket.js'
import type { TicketCredential } from '../../protocol/kerberos/ticket-credential.js'
import { hostOf, obstacleOf, serviceOf } from '../kerberos/host-tickets.js'
import { UnknownRealmError } from '../kerberos/kdc-errors.js'
import type { KerberosAccount } from '../kerberos/kerberos-account.js'
import { isRefusal } from '../kerberos/kerberos-client.js'
import type { RealmSource } from '../kerberos/realm-directory.js'
import { type Examination, kerberosUse } from './examination.js'
import { type DoctorStep, failed, ok, skipped, warning } from './step.js'

type Finding = Omit<DoctorStep, 'step'>

/** Who logs on, and where. */
export async function findRealm(examined: Examination): Promise<Finding> {
  const { endpoint, found: credential, kerberos } = examined
  if (credential === undefined || credential.kind === 'certificate') return skipped('a certificate needs no Kerberos')
  try {
    const obstacle = obstacleOf({ endpoint, credential })
    if (obstacle !== undefined) throw obstacle
    const host = hostOf(endpoint)
    const account = await kerberos.account(credential, { peer: endpoint.host, host })
    const service = await serviceOf(endpoint, kerberos)
    examined.account = account
    examined.service = service
    const ofHost = await kerberos.realms.realmOf(host)
    const names = service.names.map(formatName)
    const facts = {
      principal: principalText(account.client),
      realm: account.client.realm,
      ...(ofHost === undefined ? {} : { hostRealm: ofHost.realm, hostRealmSource: ofHost.source }),
      spns: names,
    }
    const where = ofHost === undefined ? '' : `; the host is in ${ofHost.realm} (${sources[ofHost.source]})`
    return ok(`logs on as ${facts.principal}${where}`, facts)
  } catch (error) {
    return elsewhere(error, examined)
  }
}

export async function findKdcs(examined: Examination): Promise<Finding> {
  const { kerberos, endpoint } = examined
  const { realm } = accountOf(examined).client
  try {
    const { kdcs, source, passedOver } = await kerberos.realms.kdcsOf(realm)
    const list = kdcs.map(({ host, port }) => `${host}:${port}`)
    const facts = { kdcs: list, source, passedOver }
    if (kdcs.length === 0) throw new UnknownRealmError({ peer: endpoint.host, realm, step: 'AS exchange' }, passedOver)
    return ok(`KDC of ${realm}: ${list.join(', ')} (${sources[source]})`, facts)
  } catch (error) {
    return elsewhere(error, examined)
  }
}

/** Milliseconds that clocks may be apart before hosts and KDCs refuse ([RFC 4120] 1.6). */
const largestSkew = 5 * 60_000
/** Milliseconds that are worth a word. */
const someSkew = 60_000

/** The first message to a KDC: it answers, and what time it has. */
export async function compareClocks(examined: Examination): Promise<Finding> {
  const { kerberos, endpoint, signal } = examined
  try {
    const { clockOffset, kdc, encryptionTypes } = await kerberos.probe(accountOf(examined), { peer: endpoint.host, signal })
    const facts = {
      kdc,
      ...(clockOffset === undefined ? {} : { clockOffset }),
      ...(encryptionTypes.length === 0 ? {} : { encryptionTypes: encryptionTypes.map(encryptionTypeName) }),
    }
    if (clockOffset === undefined) return ok(`${kdc} answers`, facts)
    const apart = Math.abs(clockOffset)
    if (apart < someSkew) return ok(`${kdc} answers, its clock is the same as here`, facts)
    const seconds = Math.round(apart / 1000)
    const summary = `${kdc} answers, its clock is ${seconds} s ${clockOffset > 0 ? 'ahead of' : 'behind'} the one here`
    const effect = apart < largestSkew ? 'Beyond five minutes' : "wmctl corrects it by the KDC's time, yet"
    const advice = `Set the clock of this machine (\`w32tm /resync\`, \`chronyc makestep\`). ${effect} tickets are refused by programs that do not.`
    return warning(summary, advice, facts)
  } catch (error) {
    return elsewhere(error, examined)
  }
}

/** Where the password is tried, once. */
export async function getTgt(examined: Examination): Promise<Finding> {
  const { kerberos, endpoint, signal } = examined
  const account = accountOf(examined)
  try {
    const tgt = await kerberos.ticketGrantingTicket(account, { peer: endpoint.host, signal })
    const forwardable = (tgt.flags & ticketFlag.forwardable) !== 0
    const facts = { ...ticketFacts(tgt), forwardable }
    if (endpoint.delegate === true) await kerberos.forwardedTicket(account, { peer: endpoint.host, signal })
    const forwarded = endpoint.delegate === true ? ', forwarded for the host' : ''
    return ok(`ticket-granting ticket of ${tgt.server.realm} until ${facts.endTime}${forwarded}`, facts)
  } catch (error) {
    // The KDC has looked at the password: nothing else may try it.
    return isRefusal(error) ? failed(error, endpoint.host) : elsewhere(error, examined)
  }
}

export async function getServiceTicket(examined: Examination): Promise<Finding> {
  const { kerberos, endpoint, service, signal } = examined
  try {
    if (service === undefined) return skipped('there is no service name')
    const ticket = await kerberos.serviceTicket(accountOf(examined), service, { peer: endpoint.host, signal })
    const facts = ticketFacts(ticket)
    return ok(`ticket for ${facts.service} until ${facts.endTime}, ${facts.encryptionType}`, facts)
  } catch (error) {
    return elsewhere(error, examined)
  }
}

/** With `negotiate` there is NTLM in place of Kerberos, for who has a password. */
function elsewhere(error: unknown, examined: Examination): Finding {
  const found = failed(error, examined.endpoint.host)
  if (kerberosUse(examined) === 'required' || examined.found?.kind !== 'password') return found
  const { error: _, ...rest } = found
  const advice = `${found.advice ?? ''} Until then NTLM is used.`.trim()
  return { ...rest, status: 'warning', advice, broken: true }
}

function accountOf({ account }: Examination): KerberosAccount {
  if (account === undefined) throw new Error('the realm comes before its KDC')
  return account
}

function ticketFacts({ server, key, ticket, endTime }: TicketCredential): {
  readonly service: string
  readonly encryptionType: string
  readonly sessionKeyType: string
  readonly endTime: string
} {
  return {
    service: principalText(server),
    encryptionType: encryptionTypeName(ticket.encPart.etype),
    sessionKeyType: encryptionTypeName(key.type.number),
    endTime: new Date(endTime).toISOString(),
  }
}

const sources: Readonly<Record<RealmSource, string>> = {
  inventory: 'by the inventory',
  'krb5.conf': 'by krb5.conf',
  dns: 'by DNS',
  convention: 'by convention',
}
