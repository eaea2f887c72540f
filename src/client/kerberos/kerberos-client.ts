import { AuthError } from '../../base/errors.js'
import type { Clock, RandomSource } from '../../base/ports.js'
import type { KdcLimits } from '../../io/kdc-client.js'
import type { Resolver } from '../../io/resolver.js'
import { type ServiceResolver, systemServices } from '../../io/service-resolver.js'
import {
  type AcquireOptions,
  acquireServiceTicket,
  acquireTicketGrantingTicket,
} from '../../protocol/kerberos/client/acquire-ticket.js'
import { type KdcProbe, probeKdc } from '../../protocol/kerberos/client/probe-kdc.js'
import { forwardedTicket } from '../../protocol/kerberos/client/service-ticket.js'
import { defaultEncryptionTypes, rc4EncryptionType } from '../../protocol/kerberos/crypto/encryption-types.js'
import { errorCode } from '../../protocol/kerberos/error-codes.table.js'
import type { Krb5Conf } from '../../protocol/kerberos/files/krb5-conf.js'
import { KerberosError } from '../../protocol/kerberos/kerberos-error.js'
import { principalText } from '../../protocol/kerberos/messages/principal.js'
import { formatName, type PrincipalName } from '../../protocol/kerberos/messages/principal-name.js'
import { ticketFlag } from '../../protocol/kerberos/messages/ticket.js'
import type { TicketCredential } from '../../protocol/kerberos/ticket-credential.js'
import type { KerberosSettings } from '../../session/connection.js'
import type { AccountPlace } from './client-principal.js'
import { KdcUnreachableError, UnknownRealmError } from './kdc-errors.js'
import { type ConverseOptions, KdcPump } from './kdc-pump.js'
import { type KerberosAccount, KerberosAccounts, type KerberosCredential } from './kerberos-account.js'
import { RealmDirectory } from './realm-directory.js'
import { SingleFlight } from './single-flight.js'

export interface KerberosClientOptions {
  /** What the inventory says. */
  readonly settings?: KerberosSettings | undefined
  /** The system's krb5.conf, read when it is first needed. */
  readonly conf: () => Promise<Krb5Conf | undefined>
  readonly clock: Clock
  readonly random: RandomSource
  readonly services?: ServiceResolver
  readonly resolver?: Resolver
  readonly limits?: Partial<KdcLimits>
}

/** The service a ticket is for. */
export interface KerberosService {
  /** Names to try, most likely first. */
  readonly names: readonly PrincipalName[]
  /** Where it is known; otherwise the KDCs say where to go. */
  readonly realm?: string | undefined
}

/**
 * Kerberos in the client role for a whole run: finds realms and KDCs, gets tickets, and keeps them for all hosts. What many
 * hosts need at the same time is got once.
 */
export class KerberosClient {
  readonly realms: RealmDirectory
  readonly #options: KerberosClientOptions
  readonly #accounts: KerberosAccounts
  readonly #pump: KdcPump
  readonly #flights = new SingleFlight<TicketCredential>()
  readonly #numbers = new WeakMap<KerberosAccount, number>()
  #count = 0
  readonly #forwarded = new WeakMap<TicketCredential, TicketCredential>()

  constructor(options: KerberosClientOptions) {
    this.#options = options
    const { settings, conf, clock, random, services = systemServices, resolver, limits } = options
    this.realms = new RealmDirectory({ settings, conf, services, random })
    this.#accounts = new KerberosAccounts(this.realms)
    this.#pump = new KdcPump({ realms: this.realms, clock, resolver, limits })
  }

  /** Messages sent to KDCs so far. */
  get messages(): number {
    return this.#pump.messages
  }

  /** Who logs on to a host with a credential. Raises AuthError when that cannot be told. */
  account(credential: KerberosCredential, place: AccountPlace): Promise<KerberosAccount> {
    return this.#accounts.find(credential, place)
  }

  /**
   * What a KDC of the account's realm says to whoever asks, no password being used. Raises KerberosError for an account it does not
   * know, KdcUnreachableError and UnknownRealmError.
   */
  async probe({ client }: KerberosAccount, { peer, signal }: ConverseOptions): Promise<KdcProbe & { readonly kdc: string }> {
    const { clock, random } = this.#options
    const found = await this.#pump.converse(probeKdc({ client, clock, random }), { peer, signal })
    const kdc = this.#pump.answeredBy(client.realm)
    return {
      ...found,
      kdc: kdc === undefined ? '' : `${kdc.host}:${kdc.port}${kdc.transport === undefined ? '' : `/${kdc.transport}`}`,
    }
  }

  /** The KDC's time, in milliseconds since 1970, as far as its clock is known. */
  now({ cache, client }: KerberosAccount): number {
    return this.#options.clock.now() + cache.clockOffset(client.realm)
  }

  /**
   * The ticket-granting ticket of an account, kept or new. Raises KerberosError, KdcUnreachableError and UnknownRealmError; a
   * password that the KDC refused is not tried again.
   */
  ticketGrantingTicket(account: KerberosAccount, options: ConverseOptions): Promise<TicketCredential> {
    return this.#shared('TGT', account, options, async (shared) => {
      if (account.refusal !== undefined) throw account.refusal
      try {
        return await this.#pump.converse(acquireTicketGrantingTicket(await this.#acquiring(account, shared)), shared)
      } catch (error) {
        if (!(error instanceof KerberosError)) throw error
        const explained = explainRefusal(error, account)
        if (explained.step === 'AS exchange' && explained.reason === 'rejected') account.refusal = explained
        throw explained
      }
    })
  }

  /** A ticket for a service that was got before and is still good for a while. */
  keptTicket(account: KerberosAccount, { names }: KerberosService): TicketCredential | undefined {
    const { cache, client } = account
    const now = this.now(account)
    for (const service of names) {
      const found = cache.find({ client, service, now })
      if (found !== undefined) return found
    }
    return undefined
  }

  /** A ticket for the first of the names that the realm knows, kept or new. Raises as `ticketGrantingTicket` does. */
  async serviceTicket(account: KerberosAccount, service: KerberosService, options: ConverseOptions): Promise<TicketCredential> {
    const { names, realm } = service
    const kept = this.keptTicket(account, service)
    if (kept !== undefined) return kept
    await this.ticketGrantingTicket(account, options)
    const key = [realm ?? '', ...names.map(formatName)].join(' ').toLowerCase()
    return this.#shared(key, account, options, async (shared) => {
      const acquiring = await this.#acquiring(account, shared)
      return this.#pump.converse(acquireServiceTicket(names, { ...acquiring, realm }), shared)
    })
  }

  /** A ticket-granting ticket that a service may act with as the user. Raises AuthError when the account may not be delegated. */
  async forwardedTicket(account: KerberosAccount, options: ConverseOptions): Promise<TicketCredential> {
    const tgt = await this.ticketGrantingTicket(account, options)
    const kept = this.#forwarded.get(tgt)
    if (kept !== undefined) return kept
    if ((tgt.flags & ticketFlag.forwardable) === 0) throw notForwardable(account, options)
    return this.#shared('forwarded', account, options, async (shared) => {
      const clockOffset = account.cache.clockOffset(account.client.realm)
      const forwarded = await this.#pump.converse(
        forwardedTicket(tgt, { ...(await this.#acquiring(account, shared)), clockOffset }),
        shared,
      )
      this.#forwarded.set(tgt, forwarded)
      return forwarded
    })
  }

  /** A service refused a ticket: the next one is got anew. */
  forget({ cache }: KerberosAccount, ticket: TicketCredential): void {
    cache.forget(ticket)
  }

  async #acquiring({ client, secret, cache }: KerberosAccount, { peer }: ConverseOptions): Promise<AcquireOptions> {
    const { clock, random } = this.#options
    return { cache, client, secret, peer, clock, random, encryptionTypes: await this.#encryptionTypes() }
  }

  /** RC4 only where the inventory allows it, whatever krb5.conf says. */
  async #encryptionTypes(): Promise<readonly number[]> {
    const allowed = this.#options.settings?.allowRc4 === true
    const conf = await this.realms.conf()
    const types = (conf?.encryptionTypes ?? defaultEncryptionTypes).filter((type) => type !== rc4EncryptionType)
    const usable = types.length === 0 ? defaultEncryptionTypes : types
    return allowed ? [...usable, rc4EncryptionType] : usable
  }

  /** Done once for all hosts that want it at the same time; each is told of a failure as its own. */
  async #shared(
    what: string,
    account: KerberosAccount,
    { peer, signal }: ConverseOptions,
    work: (options: ConverseOptions) => Promise<TicketCredential>,
  ): Promise<TicketCredential> {
    const key = `${this.#numberOf(account)} ${what}`
    try {
      return await this.#flights.run(key, (shared) => work({ peer, signal: shared }), signal)
    } catch (error) {
      throw error instanceof KerberosError || error instanceof KdcUnreachableError || error instanceof UnknownRealmError
        ? error.with({ peer })
        : error
    }
  }

  #numberOf(account: KerberosAccount): number {
    const number = this.#numbers.get(account) ?? ++this.#count
    this.#numbers.set(account, number)
    return number
  }
}

/** Whether the KDC has looked at the proof of the account, and said no: whatever else takes the same password must not try it. */
export function isRefusal(error: unknown): error is KerberosError {
  return (
    error instanceof KerberosError &&
    error.step === 'AS exchange' &&
    error.reason === 'rejected' &&
    error.errorCode !== errorCode.clientUnknown
  )
}

function explainRefusal(error: KerberosError, { client, secret }: KerberosAccount): KerberosError {
  if (error.errorCode !== errorCode.preauthFailed || secret?.kind !== 'keys') return error
  const versions = new Set(
    secret.keys.filter(({ principal }) => principalText(principal) === principalText(client)).map(({ kvno }) => kvno),
  )
  return error.with({
    detail: `the key of the keytab (version ${[...versions].join(', ')}) is not the one of the account`,
    hint: 'The password of the account was changed since the keytab was written, or the keytab was made with a wrong password: export it again.',
  })
}

function notForwardable({ client }: KerberosAccount, { peer }: ConverseOptions): AuthError {
  return new AuthError(
    peer,
    'Kerberos',
    'unsupported',
    `the ticket-granting ticket of ${principalText(client)} may not be forwarded`,
    {
      hint: 'Run `kinit -f`, let the account be delegated ("Account is sensitive and cannot be delegated" off), or leave `delegate` out.',
    },
  )
}
