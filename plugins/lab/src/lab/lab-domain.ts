import { type Clock, createDomain, type Domain, type DomainAccount, domainGroup, listenKdc, systemRandom } from 'wmctl'
import { labDomain } from '../seed/host-facts.js'
import { seededRandom } from '../seed/random.js'
import { accountPlace, labDomainName } from './account-name.js'
import { type KdcCounter, kdcCounter } from './kdc-counter.js'
import { builtinGroup, type LabAccount } from './lab-accounts.js'

export interface LabDomainOptions {
  readonly seed: string
  readonly accounts: readonly LabAccount[]
  readonly lockoutAfter: number | undefined
  readonly clock: Pick<Clock, 'now'>
}

/** The domain of a lab, and its KDC on the loopback until `close`. */
export interface LabDomain extends Pick<KdcCounter, 'requests'> {
  readonly domain: Domain
  /** The groups of hosts that groups of the domain belong to, by SID. */
  readonly localGroups: ReadonlyMap<string, readonly string[]>
  /** `127.0.0.1:port`. */
  readonly address: string
  close(): Promise<void>
}

/** Raises TransportError when the KDC cannot listen. */
export async function startDomain({ seed, accounts, lockoutAfter, clock }: LabDomainOptions): Promise<LabDomain> {
  const random = seededRandom(seed, 'domain')
  const sid = `S-1-5-21-${random.integer(1e9, 3.9e9)}-${random.integer(1e8, 3.9e9)}-${random.integer(1e8, 3.9e9)}`
  const counter = kdcCounter()
  const domain = createDomain({
    name: labDomain,
    netbiosName: labDomainName,
    sid,
    accounts: accounts.flatMap(domainAccount),
    lockoutAfter,
    onKdcAnswer: (event) => counter.count(event),
    clock,
    random: systemRandom,
  })
  const listener = await listenKdc({ host: '127.0.0.1', port: 0 }, domain)
  return {
    domain,
    localGroups: new Map([
      [`${sid}-${domainGroup.admins}`, [builtinGroup.administrators]],
      [`${sid}-${remoteManagers}`, [builtinGroup.remoteManagementUsers]],
    ]),
    address: `${listener.host}:${listener.port}`,
    requests: () => counter.requests(),
    close: () => listener.close(),
  }
}

/** A group of the domain whose members are among the Remote Management Users of every host. */
const remoteManagers = 1103

/** The last part of the first user's SID. */
const firstRid = 1104

function domainAccount(account: LabAccount, index: number): readonly DomainAccount[] {
  const { kind, user } = accountPlace(account.username)
  if (kind === 'local') return []
  const { password, state, fullName, sensitive = false, rights = 'administrator' } = account
  const special = { administrator: [domainGroup.admins], reader: [remoteManagers], none: [] }
  return [
    {
      name: user,
      password,
      rid: firstRid + index,
      groups: [domainGroup.users, ...special[rights]],
      state,
      sensitive,
      ...(fullName === undefined ? {} : { fullName }),
    },
  ]
}
