import type { Clock, RandomSource } from '../../base/ports.js'
import type { HttpConnectionOptions } from '../../io/http-connection.js'
import type { Resolver } from '../../io/resolver.js'
import type { AuthName, Credential, Endpoint } from '../../session/connection.js'
import { connectionOptions } from '../connect.js'
import type { KerberosAccount } from '../kerberos/kerberos-account.js'
import type { KerberosClient, KerberosService } from '../kerberos/kerberos-client.js'
import type { ChannelAnswer } from '../wsman/channel-answer.js'

export interface DoctorOptions {
  readonly endpoint: Endpoint
  readonly auth: AuthName
  /** The credential the inventory names: resolved when its turn comes. Undefined: none is named. */
  readonly credential: (() => Promise<Credential>) | undefined
  /** How the credential is referred to, in words; nothing secret. */
  readonly credentialText: string
  /** A port to look at when the one of the endpoint is only the usual one, and closed. */
  readonly otherPort?: number | undefined
  readonly kerberos: KerberosClient
  readonly clock: Clock
  readonly random: RandomSource
  readonly resolver?: Resolver | undefined
  readonly signal?: AbortSignal | undefined
}

/** What the steps have found out for those that follow. */
export interface Examination extends DoctorOptions {
  offered: readonly string[]
  found: Credential | undefined
  account: KerberosAccount | undefined
  service: KerberosService | undefined
  /** What the host answered to the request that was authenticated. */
  answer: ChannelAnswer | undefined
}

export function connectionOf({ endpoint, resolver, found }: Examination): HttpConnectionOptions {
  return connectionOptions(endpoint, resolver, found)
}

/** Whether Kerberos is the way, may be it, or is out of the question. */
export function kerberosUse({ auth, found, offered }: Examination): 'required' | 'preferred' | 'none' {
  if (auth === 'kerberos') return 'required'
  if (auth === 'negotiate') return 'preferred'
  const negotiates = offered.some((scheme) => scheme.toLowerCase() === 'negotiate')
  return auth === 'auto' && negotiates && found?.kind !== 'certificate' ? 'preferred' : 'none'
}
