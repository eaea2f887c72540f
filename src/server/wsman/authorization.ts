import { DecodeError } from '../../base/errors.js'
import type { AcceptedMessage } from '../../protocol/httpauth/http-authenticator.js'
import type { KeytabEntry } from '../../protocol/kerberos/files/keytab.js'
import { accountName } from '../../protocol/ntlm/credential.js'
import { decodeLogonInfo, sidsOf } from '../../protocol/pac/logon-info.js'
import { decodePac, pacType } from '../../protocol/pac/pac.js'
import { hasServerSignature } from '../../protocol/pac/signature.js'
import type { AccountDirectory } from '../accounts.js'
import type { Logon } from '../logon.js'

export interface WsmanAuthorizationOptions {
  readonly accounts: AccountDirectory
  /** Keys of the host's account in its domain, which PACs are signed with. */
  readonly keytab?: readonly KeytabEntry[] | undefined
  /** The SIDs of the host's own groups, by the SIDs of their members. */
  readonly localGroups?: ReadonlyMap<string, readonly string[]>
  /** Told of each logon but those of Basic and Digest, which every request repeats. */
  readonly loggedOn?: (event: LogonEvent) => void
}

export interface LogonEvent {
  readonly account: string
  /** `Kerberos`, `NTLM`, `CredSSP` or `Certificate`. */
  readonly mechanism: string
  /** The client has handed its credentials on. */
  readonly delegated: boolean
}

/**
 * Who authenticated clients are, for `createWsmanEndpoint`. The domain says it in the PAC of a ticket; of other clients it is the
 * directory that knows. Those whose account may not log on, and those whose PAC is not the domain's, are nobody.
 */
export function wsmanAuthorization(options: WsmanAuthorizationOptions): (accepted: AcceptedMessage) => Logon | undefined {
  const { accounts, keytab = [], localGroups = new Map<string, readonly string[]>(), loggedOn } = options
  const keys = keytab.map(({ key }) => key)
  // A logon lasts as long as its security context.
  const known = new WeakMap<object, Logon>()

  function decide({ username, context }: AcceptedMessage): Logon | undefined {
    const pac = context?.authorization
    return pac === undefined ? ofDirectory(username, accounts) : ofPac(pac, keys)
  }

  return (accepted) => {
    const proof = accepted.logon ?? accepted.context
    const before = proof === undefined ? undefined : known.get(proof)
    if (before !== undefined) return before
    const decided = decide(accepted)
    if (decided === undefined) return undefined
    const groups = decided.sids.flatMap((sid) => localGroups.get(sid) ?? [])
    const logon = { account: decided.account, sids: [...new Set([...decided.sids, ...groups])] }
    if (proof !== undefined) {
      known.set(proof, logon)
      loggedOn?.({ account: logon.account, mechanism: proof.mechanism, delegated: proof.delegated })
    }
    return logon
  }
}

function ofDirectory(username: string, accounts: AccountDirectory): Logon | undefined {
  const account = accounts.find(accountName(username, ''))
  if (account === undefined) return undefined
  if (account.state !== undefined) {
    accounts.logonRefused?.(account.name, account.state)
    return undefined
  }
  return { account: account.name, sids: account.sids ?? [] }
}

/** Undefined when the PAC is not signed with the host's key, or cannot be read. */
function ofPac(pac: Uint8Array, keys: Parameters<typeof hasServerSignature>[1]): Logon | undefined {
  try {
    if (!hasServerSignature(pac, keys)) return undefined
    const part = decodePac(pac).find(({ type }) => type === pacType.logonInfo)
    if (part === undefined) return undefined
    const info = decodeLogonInfo(part.bytes)
    return { account: `${info.logonDomainName}\\${info.effectiveName}`, sids: sidsOf(info) }
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
