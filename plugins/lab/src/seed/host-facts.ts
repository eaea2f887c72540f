import type { LabProfile } from '../profile/profile.js'
import { type SeededRandom, seededRandom } from './random.js'

export type HostRole = 'web' | 'app' | 'sql' | 'file' | 'print' | 'mgmt'

export type HostEnvironment = 'prod' | 'stage' | 'test'

/** What is fixed about a host: everything else about it is derived from these and the seed. */
export interface HostFacts {
  /** Name in the inventory, `web01`. */
  readonly name: string
  readonly index: number
  readonly role: HostRole
  readonly environment: HostEnvironment
  readonly profile: LabProfile
  /** DNS domain the host is joined to; undefined for a member of WORKGROUP. */
  readonly domain: string | undefined
  readonly memoryBytes: bigint
  readonly processors: number
  /** Sub-authorities of the machine's SID: `S-1-5-21-…`. */
  readonly machineSid: string
  readonly address: string
  /** Milliseconds since the epoch. */
  readonly installed: number
  readonly booted: number
  random(topic: string): SeededRandom
}

export interface HostSeed {
  readonly seed: string
  readonly index: number
  readonly profile: LabProfile
  /** The host belongs to the domain, whether it would by the seed or not. */
  readonly joined?: boolean
  /** Milliseconds since the epoch; times of the past count from here. */
  readonly now: number
}

export function hostFacts({ seed, index, profile, now, joined = false }: HostSeed): HostFacts {
  const random = seededRandom(seed, index, 'facts')
  const role = roleOf(index)
  return {
    name: `${role}${String(ordinalOf(index)).padStart(2, '0')}`,
    index,
    role,
    environment: environments[index % environments.length] ?? 'prod',
    profile,
    domain: random.chance(0.85) || joined ? labDomain : undefined,
    memoryBytes: BigInt(random.pick([4, 8, 8, 16, 16, 32, 64])) * 1024n ** 3n,
    processors: random.pick([2, 2, 4, 4, 8]),
    machineSid: `S-1-5-21-${random.integer(1e9, 3.9e9)}-${random.integer(1e8, 3.9e9)}-${random.integer(1e8, 3.9e9)}`,
    address: `10.${20 + Math.floor(index / 250)}.${1 + (index % 4)}.${10 + (Math.floor(index / 4) % 240)}`,
    installed: now - random.integer(90, 1400) * day,
    booted: now - random.integer(1, 60) * day - random.integer(0, 86_399) * 1000,
    random: (topic) => seededRandom(seed, index, topic),
  }
}

/** Computer names are NetBIOS names. */
export function computerName(facts: HostFacts): string {
  return facts.name.toUpperCase()
}

/** Its full name in the domain; undefined for a member of WORKGROUP. */
export function dnsName({ name, domain }: HostFacts): string | undefined {
  return domain === undefined ? undefined : `${name}.${domain}`
}

export const labDomain = 'corp.example'

const day = 86_400_000

/** Fixed, not random: a lab of six always has web01, web02, app01, sql01, file01 and app02. */
const roles: readonly HostRole[] = ['web', 'web', 'app', 'sql', 'file', 'app', 'web', 'mgmt', 'app', 'print']

const environments: readonly HostEnvironment[] = ['prod', 'prod', 'prod', 'prod', 'stage', 'test']

function roleOf(index: number): HostRole {
  return roles[index % roles.length] ?? 'app'
}

/** How many hosts of the same role there are up to and with this one. */
function ordinalOf(index: number): number {
  const role = roleOf(index)
  const perRound = roles.filter((candidate) => candidate === role).length
  const before = roles.slice(0, (index % roles.length) + 1).filter((candidate) => candidate === role).length
  return Math.floor(index / roles.length) * perRound + before
}
