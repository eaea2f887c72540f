import type { Secret } from '../../../base/secret.js'
import { encryptionType, encryptionTypeName } from '../crypto/encryption-types.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import { errorCode } from '../error-codes.table.js'
import type { KeytabEntry } from '../files/keytab.js'
import { KerberosError } from '../kerberos-error.js'
import type { EtypeInfo } from '../messages/pa-data.js'
import { type Principal, principalText, samePrincipal } from '../messages/principal.js'

/** What an account proves itself with. */
export type ClientSecret =
  | { readonly kind: 'password'; readonly password: Secret }
  | { readonly kind: 'keys'; readonly keys: readonly KeytabEntry[] }

/** More take seconds: a KDC that asks for them is out to waste our time. */
const mostIterations = 1_000_000

export interface KeyRequest {
  readonly peer: string
  readonly client: Principal
  readonly secret: ClientSecret
  /** What the KDC says about the keys of the account, best first. */
  readonly infos: readonly EtypeInfo[]
  /** The types we offered. */
  readonly offered: readonly number[]
}

/** The key for the first type the KDC names that we offered ([RFC 4120] 3.1.3). Raises KerberosError. */
export function clientKey({ peer, client, secret, infos, offered }: KeyRequest): KerberosKey {
  const usable = infos.filter(({ etype }) => offered.includes(etype) && encryptionType(etype) !== undefined)
  const fail = (code: number, detail?: string, hint?: string): KerberosError =>
    new KerberosError({
      peer,
      step: 'AS exchange',
      subject: principalText(client),
      errorCode: code,
      ...(detail === undefined ? {} : { detail }),
      ...(hint === undefined ? {} : { hint }),
    })
  const [first] = usable
  if (first === undefined) {
    const named = infos.map(({ etype }) => encryptionTypeName(etype)).join(', ')
    throw fail(errorCode.etypeNotSupported, infos.length === 0 ? undefined : `the account has only keys of ${named}`)
  }
  if (secret.kind === 'password') {
    const iterations = readIterations(first)
    if (iterations === 'refused')
      throw fail(errorCode.etypeNotSupported, 'the KDC asks for an unreasonable number of iterations', '')
    const salt = first.salt ?? defaultSalt(client)
    return KerberosKey.ofPassword(first.etype, secret.password.reveal(), salt, iterations)
  }
  for (const { etype } of usable) {
    const key = newest(secret.keys.filter((entry) => entry.key.type.number === etype && samePrincipal(entry.principal, client)))
    if (key !== undefined) return key
  }
  const wanted = usable.map(({ etype }) => encryptionTypeName(etype)).join(', ')
  throw fail(errorCode.noKey, `the keytab has no key of ${wanted} for this account`, 'Export the keytab again, with AES keys.')
}

/** Realm and name in one ([RFC 4120] 4). */
function defaultSalt({ realm, name }: Principal): Uint8Array {
  return new TextEncoder().encode(realm + name.components.join(''))
}

function newest(entries: readonly KeytabEntry[]): KerberosKey | undefined {
  return entries.toSorted((left, right) => right.kvno - left.kvno)[0]?.key
}

/**
 * The parameters of string-to-key ([RFC 3962] 4): undefined for the type's own number. Fewer than that would make it easy to
 * guess the password from the exchange, for one who answers in place of the KDC.
 */
function readIterations({ etype, parameters }: EtypeInfo): number | undefined | 'refused' {
  const least = encryptionType(etype)?.iterations
  if (parameters === undefined || least === undefined) return undefined
  if (parameters.length !== 4) return 'refused'
  const count = new DataView(parameters.buffer, parameters.byteOffset, 4).getUint32(0)
  return count >= least && count <= mostIterations ? count : 'refused'
}
