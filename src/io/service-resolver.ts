import { Resolver } from 'node:dns/promises'
import { codeOf } from './connect-errors.js'

/** A record that says where a service is ([RFC 2782]). */
export interface ServiceRecord {
  readonly host: string
  readonly port: number
  /** Lower ones first. */
  readonly priority: number
  readonly weight: number
}

/** Looks for SRV records, so that tests need no name server. */
export interface ServiceResolver {
  /** The records of a name such as `_kerberos._udp.corp.example`; none when there is no such name. Rejects when no name server answers. */
  services(name: string): Promise<readonly ServiceRecord[]>
}

/** The name servers of the system. */
export const systemServices: ServiceResolver = {
  async services(name) {
    const resolver = new Resolver({ timeout: 1_000, tries: 2 })
    try {
      const found = await resolver.resolveSrv(name)
      return found.map(({ name: host, port, priority, weight }) => ({ host, port, priority, weight }))
    } catch (error) {
      if (nothing.has(codeOf(error))) return []
      throw error
    }
  },
}

const nothing = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME'])
