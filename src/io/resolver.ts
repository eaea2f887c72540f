import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

export interface ResolvedAddress {
  readonly address: string
  readonly family: 4 | 6
}

/** Name resolution, so that tests need no name server. Rejects as `dns.lookup` does, with `code` ENOTFOUND and the like. */
export interface Resolver {
  resolve(name: string): Promise<readonly ResolvedAddress[]>
}

/** The system's resolver: hosts file, then DNS, in the order the system prefers. */
export const systemResolver: Resolver = {
  async resolve(name) {
    const found = await lookup(name, { all: true, verbatim: true })
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
  },
}

/** Whether a name is an IP address, which needs no resolving. */
export function isAddress(name: string): boolean {
  return isIP(name) !== 0
}
