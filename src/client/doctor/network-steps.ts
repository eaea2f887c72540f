import { AuthError, PeerError, TransportError } from '../../base/errors.js'
import { connectError } from '../../io/connect-errors.js'
import { openHttpConnection } from '../../io/http-client.js'
import type { PeerCertificate } from '../../io/peer-certificate.js'
import { isAddress, systemResolver } from '../../io/resolver.js'
import { inspectTls } from '../../io/tls-inspection.js'
import { offeredSchemes } from '../../protocol/httpauth/challenge.js'
import { writeRequest } from '../../protocol/wsman/request-writer.js'
import type { AuthName } from '../../session/connection.js'
import { describeAnswer } from '../wsman/check-answer.js'
import { connectionOf, type Examination } from './examination.js'
import { type DoctorStep, failed, ok, skipped, warning } from './step.js'

type Finding = Omit<DoctorStep, 'step'>

export async function resolveName(examined: Examination): Promise<Finding> {
  const { endpoint, resolver = systemResolver } = examined
  const { address, proxy } = endpoint
  if (proxy !== undefined) return skipped(`the proxy ${proxy} looks ${address} up`)
  if (isAddress(address)) return ok(`${address} is an address`, { addresses: [address] })
  try {
    const addresses = (await resolver.resolve(address)).map((each) => each.address)
    return ok(`${address} is ${addresses.join(', ')}`, { addresses })
  } catch (error) {
    return failed(connectError(error, 'resolve', connectionOf(examined)), endpoint.host)
  }
}

export async function openPort(examined: Examination): Promise<Finding> {
  const { endpoint, otherPort } = examined
  const { port, host } = endpoint
  try {
    await tryPort(examined, port)
    return ok(`port ${port} is open`, { port })
  } catch (error) {
    const found = failed(error, host, { port })
    if (otherPort === undefined || !(await isOpen(examined, otherPort))) return found
    const way = otherPort === 5986 ? '`tls: true`' : '`tls: false`'
    return { ...found, advice: `Port ${otherPort} is open: write ${way} for this host, or \`port: ${otherPort}\`.` }
  }
}

async function tryPort(examined: Examination, port: number): Promise<void> {
  const { tls: _, ...options } = connectionOf(examined)
  const connection = openHttpConnection({ ...options, port })
  try {
    await connection.connect(examined.signal === undefined ? {} : { signal: examined.signal })
  } finally {
    await connection.close()
  }
}

async function isOpen(examined: Examination, port: number): Promise<boolean> {
  try {
    await tryPort(examined, port)
    return true
  } catch (error) {
    if (error instanceof TransportError) return false
    throw error
  }
}

/** A certificate that ends within two weeks, or sooner for a short-lived one, is worth a warning. */
function endsSoon({ validFrom, validTo }: PeerCertificate, now: number): boolean {
  return validTo - now < Math.min(14 * 24 * 3600_000, (validTo - validFrom) / 4)
}

export async function checkTls(examined: Examination): Promise<Finding> {
  const { endpoint, clock, signal } = examined
  if (endpoint.tls === undefined) return skipped('the connection is plain HTTP')
  const options = connectionOf(examined)
  const facts = await tlsFacts(examined)
  const connection = openHttpConnection(options)
  try {
    await connection.connect(signal === undefined ? {} : { signal })
    const { certificate } = connection
    const shown = `${String(facts['version'] ?? 'TLS')}, ${certificate?.subject || 'a certificate without a name'}`
    if (endpoint.tls.insecure === true) {
      const advice = 'Give the authority with `caFile`, or pin the certificate with `fingerprint`, in place of `insecure`.'
      return warning(`${shown}; the certificate is not checked`, advice, facts)
    }
    const how = endpoint.tls.fingerprint === undefined ? 'trusted' : 'pinned by its fingerprint'
    const ends = certificate === undefined ? '' : day(certificate.validTo)
    if (certificate !== undefined && endsSoon(certificate, clock.now())) {
      return warning(`${shown}, ${how}; the certificate ends on ${ends}`, 'Renew it on the host.', facts)
    }
    return ok(`${shown}, ${how}, valid to ${ends}`, facts)
  } catch (error) {
    return failed(error, endpoint.host, facts)
  } finally {
    await connection.close()
  }
}

/** Facts that hold also for a certificate that is not trusted; none when there is no handshake at all. */
async function tlsFacts(examined: Examination): Promise<DoctorStep['facts']> {
  try {
    const { version, cipher, certificate, trusted } = await inspectTls(connectionOf(examined), examined.signal)
    return {
      version,
      cipher,
      trusted,
      ...(certificate === undefined
        ? {}
        : {
            subject: certificate.subject,
            issuer: certificate.issuer,
            names: certificate.names,
            validFrom: day(certificate.validFrom),
            validTo: day(certificate.validTo),
            sha256: certificate.sha256,
          }),
    }
  } catch {
    // The connection that follows says why.
    return {}
  }
}

/** What the host lists when it is asked without a credential. */
export async function askMechanisms(examined: Examination): Promise<Finding> {
  const { endpoint, auth, signal } = examined
  const connection = openHttpConnection(connectionOf(examined))
  try {
    const request = { method: 'POST', path: endpoint.path, headers: { 'content-type': contentType }, body: identifyBody() }
    const answer = await connection.send(request, signal === undefined ? {} : { signal })
    if (answer.status !== 401) throw unexpected(describeAnswer(answer), examined)
    examined.offered = offeredSchemes(answer.headers)
  } catch (error) {
    return failed(error, endpoint.host)
  } finally {
    await connection.close()
  }
  const { offered } = examined
  const facts = { offered }
  const list = offered.join(', ') || 'nothing'
  const wanted = schemesOf[auth]
  if (wanted === undefined || wanted.some((scheme) => isOffered(scheme, offered))) {
    return ok(`the host offers ${list}`, { ...facts, auth })
  }
  const hint = hints[auth] ?? 'Choose one of those with `auth`.'
  const detail = `the host offers ${list}, and \`auth: ${auth}\` needs ${wanted.join(' or ')}`
  return failed(new AuthError(endpoint.host, auth, 'unsupported', detail, { hint }), endpoint.host, facts)
}

function unexpected(came: string, { endpoint }: Examination): PeerError {
  return new PeerError(`${endpoint.host}: it ${came}, where a request without a credential is refused`, {
    hint: 'Check that address, port and path are those of Windows Remote Management, and that no proxy answers for it.',
  })
}

const contentType = 'application/soap+xml;charset=UTF-8'

export function identifyBody(): Uint8Array {
  return new TextEncoder().encode(writeRequest({ kind: 'identify' }, { to: '', messageId: '' }))
}

/** Schemes of which one is enough. A certificate is shown in TLS, and not listed. */
const schemesOf: Readonly<Record<AuthName, readonly string[] | undefined>> = {
  auto: ['Negotiate', 'Basic'],
  kerberos: ['Negotiate'],
  negotiate: ['Negotiate'],
  ntlm: ['Negotiate'],
  basic: ['Basic'],
  digest: ['Digest'],
  credssp: ['CredSSP'],
  certificate: undefined,
}

const allow = (name: string): string =>
  `Allow it on the host: \`winrm set winrm/config/service/auth @{${name}="true"}\`, or choose another one with \`auth\`.`

const hints: Readonly<Partial<Record<AuthName, string>>> = {
  basic: allow('Basic'),
  kerberos: allow('Negotiate'),
  negotiate: allow('Negotiate'),
  ntlm: allow('Negotiate'),
  credssp: 'Allow it on the host with `Enable-WSManCredSSP -Role Server`, or choose another one with `auth`.',
  digest: 'The service of Windows does not offer Digest; choose `negotiate`, or `basic` over HTTPS.',
}

function isOffered(scheme: string, offered: readonly string[]): boolean {
  return offered.some((each) => each.toLowerCase() === scheme.toLowerCase())
}

function day(time: number): string {
  return Number.isNaN(time) ? 'an unknown day' : new Date(time).toISOString().slice(0, 10)
}
