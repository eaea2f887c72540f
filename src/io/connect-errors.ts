import { messageOf, TransportError, type TransportPhase } from '../base/errors.js'
import { type HttpConnectionOptions, peerName } from './http-connection.js'

/** Names what failed while a connection was made, and what an administrator can do about it. */
export function connectError(error: unknown, phase: TransportPhase, options: HttpConnectionOptions): TransportError {
  const known = explanations[codeOf(error)]?.(options)
  const { detail, hint } = known ?? { detail: messageOf(error) || codeOf(error), hint: undefined }
  return new TransportError(phase, peerName(options), detail, { cause: error, ...(hint === undefined ? {} : { hint }) })
}

/** What to do when a phase took too long. */
export function timeoutHint(phase: TransportPhase, options: HttpConnectionOptions): string {
  if (phase === 'resolve') return `The name server did not answer for ${options.address}; check it, or give an IP address.`
  if (phase === 'tls') return `The port is open but no TLS handshake came; is port ${options.port} a plain HTTP port?`
  return `Nothing answered on port ${options.port}: check that the host is up and that no firewall drops the connection.`
}

/**
 * `code` of a Node error, the empty string when there is none. Node makes those of TLS from the words of its OpenSSL, which
 * calls alerts of SSL 3 and TLS otherwise since 3.2 (Node 24 and late 22).
 */
export function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code.replace('ERR_SSL_SSL/TLS_ALERT_', 'ERR_SSL_SSLV3_ALERT_') : ''
}

interface Explanation {
  readonly detail: string
  readonly hint: string
}

type Explain = (options: HttpConnectionOptions) => Explanation

const nameNotFound: Explain = ({ address }) => ({
  detail: `the name ${address} was not found`,
  hint: 'Check the spelling and the DNS suffix, or give an IP address as `address`.',
})

const unreachable: Explain = ({ address }) => ({
  detail: `there is no route to ${address}`,
  hint: 'Check that the host is up, and the network or VPN between.',
})

const notTls: Explain = ({ port }) => ({
  detail: `port ${port} does not speak TLS`,
  hint: 'HTTPS listens on 5986, HTTP on 5985 by default; check port and scheme.',
})

const closed: Explain = ({ port }) => ({
  detail: `the connection was closed while it was being made`,
  hint: `Something between refuses port ${port}, or the service is restarting.`,
})

const oldTls: Explain = ({ tls }) => ({
  detail: 'no TLS version in common',
  hint:
    tls?.client === undefined
      ? 'The host offers only old TLS versions; enable TLS 1.2 on it.'
      : 'A client certificate is shown in TLS 1.2, where the host can ask for it at any time; enable TLS 1.2 on the host.',
})

const noAgreement: Explain = ({ tls }) => ({
  detail: 'the host ended the TLS handshake (handshake_failure)',
  hint:
    tls?.client === undefined
      ? 'Both sides have no cipher in common, or the host asks for a client certificate: use `auth: certificate`.'
      : 'Both sides have no cipher in common, or the host takes no certificate of this kind of key.',
})

const explanations: Readonly<Record<string, Explain | undefined>> = {
  ENOTFOUND: nameNotFound,
  ENODATA: nameNotFound,
  EAI_NONAME: nameNotFound,
  EAI_AGAIN: ({ address }) => ({
    detail: `no name server answered for ${address}`,
    hint: 'Check the DNS settings of this machine, or give an IP address as `address`.',
  }),
  ECONNREFUSED: ({ address, port, proxy }) =>
    proxy === undefined
      ? {
          detail: `nothing listens on ${address} port ${port}`,
          hint: 'Is WinRM on? On the host run `winrm quickconfig`, and see its ports with `winrm enumerate winrm/config/listener`.',
        }
      : { detail: 'the proxy refuses connections', hint: 'Check the address of the proxy.' },
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EHOSTDOWN: unreachable,
  ETIMEDOUT: (options) => ({ detail: 'the connection timed out', hint: timeoutHint('connect', options) }),
  ECONNRESET: closed,
  EPIPE: closed,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ERR_SSL_HTTP_REQUEST: notTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: oldTls,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: oldTls,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: noAgreement,
}
