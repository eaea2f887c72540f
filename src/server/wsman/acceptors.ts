import type { HttpAcceptor } from '../../protocol/httpauth/http-authenticator.js'

/** The authentication of each connection. The oldest is forgotten when there are too many: its peer has to start over. */
export interface Acceptors {
  of(connection: string): HttpAcceptor
}

export function createAcceptors(create: () => HttpAcceptor, limit = 1_024): Acceptors {
  const acceptors = new Map<string, HttpAcceptor>()
  return {
    of(connection) {
      const acceptor = acceptors.get(connection) ?? create()
      acceptors.delete(connection)
      acceptors.set(connection, acceptor)
      const [oldest] = acceptors.keys()
      if (acceptors.size > limit && oldest !== undefined) acceptors.delete(oldest)
      return acceptor
    },
  }
}
