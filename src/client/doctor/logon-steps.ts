import { MisuseError } from '../../base/errors.js'
import { openHttpConnection } from '../../io/http-client.js'
import { serverEndPointBindings } from '../../protocol/gss/server-end-point.js'
import type { HttpAuthenticator } from '../../protocol/httpauth/http-authenticator.js'
import type { Credential } from '../../session/connection.js'
import { usernameOf } from '../account.js'
import { type Authentication, chooseAuthentication } from '../authentication.js'
import { Channel } from '../wsman/channel.js'
import { describeAnswer, provesAccount } from '../wsman/check-answer.js'
import { readAnswer } from '../wsman/read-answer.js'
import { connectionOf, type Examination } from './examination.js'
import { identifyBody } from './network-steps.js'
import { type DoctorStep, failed, ok, skipped, warning } from './step.js'

type Finding = Omit<DoctorStep, 'step'>

/** The credential is there, and fits what is asked for. Nothing is sent. */
export async function checkCredential(examined: Examination): Promise<Finding> {
  const { endpoint, credentialText } = examined
  const facts = { reference: credentialText }
  try {
    const credential = await examined.credential?.()
    examined.found = credential
    const authentication = authenticationOf(examined)
    authentication.create({ certificate: undefined })
    const { username } = authentication
    return ok(`${username}, ${kinds[credential?.kind ?? 'password']} ${credentialText}`, { ...facts, username })
  } catch (error) {
    return failed(error, endpoint.host, facts)
  }
}

const kinds: Readonly<Record<Credential['kind'], string>> = {
  password: 'password from',
  keytab: 'keys from',
  ccache: 'tickets from',
  certificate: 'certificate from',
}

function authenticationOf(examined: Examination): Authentication {
  const { endpoint, auth, found, clock, random, kerberos } = examined
  return chooseAuthentication({ endpoint, auth, credential: found, clock, random, kerberos })
}

/** One request that needs a logon: here the password is tried, once, unless the KDC has seen it. */
export async function logOn(examined: Examination): Promise<Finding> {
  const { endpoint, auth, signal } = examined
  const authentication = authenticationOf(examined)
  const connection = openHttpConnection(connectionOf(examined))
  let authenticator: HttpAuthenticator | undefined
  const channel = new Channel(() => {
    authenticator = authentication.create(connection)
    return { connection, authenticator, bindsChannel: authentication.bindsChannel }
  })
  try {
    const headers = { 'content-type': 'application/soap+xml;charset=UTF-8', 'user-agent': 'wmctl', 'accept-encoding': 'identity' }
    const request = { path: endpoint.path, headers, body: identifyBody() }
    const answer = await channel.send(request, { signal, onLeg: () => undefined })
    examined.answer = answer
    if (!provesAccount(answer))
      return warning(`the host ${describeAnswer(answer)}`, 'Something in front of the service answered; see the next step.')
    return logonFinding(examined, {
      authenticator,
      certificate: connection.certificate?.der,
      bindsChannel: authentication.bindsChannel,
    })
  } catch (error) {
    return failed(error, endpoint.host, { auth })
  } finally {
    await channel.close()
  }
}

interface Opened {
  readonly authenticator: HttpAuthenticator | undefined
  readonly certificate: Uint8Array | undefined
  readonly bindsChannel: boolean
}

function logonFinding(examined: Examination, { authenticator, certificate, bindsChannel }: Opened): Finding {
  const { endpoint, found, auth } = examined
  const { logon } = authenticator ?? {}
  // A certificate's scheme is a long name of the profile.
  const mechanism = logon?.mechanism ?? (auth === 'certificate' ? auth : authenticator?.scheme) ?? ''
  const sealed = logon?.sealed === true
  const channelBinding =
    logon !== undefined && bindsChannel && certificate !== undefined && serverEndPointBindings(certificate) !== undefined
  const delegated = logon?.delegated === true
  const encrypted = sealed
    ? `messages encrypted by ${mechanism}`
    : endpoint.tls === undefined
      ? 'messages in clear'
      : 'messages encrypted by TLS'
  const facts = {
    mechanism,
    username: found === undefined ? '' : usernameOf(found),
    encryption: sealed ? mechanism : endpoint.tls === undefined ? 'none' : 'TLS',
    channelBinding,
    delegated,
  }
  const parts = [
    `${facts.username} is logged on with ${mechanism}`,
    encrypted,
    ...(channelBinding ? ['bound to the TLS channel'] : []),
    ...(delegated ? [mechanism === 'CredSSP' ? 'the credential handed to the host' : 'a ticket handed to the host'] : []),
  ]
  if (sealed || endpoint.tls !== undefined) return ok(parts.join(', '), facts)
  const advice = 'Anyone on the path can read and change them: use HTTPS, or `auth: negotiate`, and leave `allowUnencrypted` out.'
  return warning(parts.join(', '), advice, facts)
}

/** What the service says to somebody it knows. */
export function readIdentity(examined: Examination): Promise<Finding> {
  const { endpoint, answer } = examined
  if (answer === undefined) throw new MisuseError('the logon comes before its answer')
  const { host, path } = endpoint
  try {
    const response = readAnswer(answer, { peer: host, path, request: { kind: 'identify' } })
    if (response.kind !== 'identify') return Promise.resolve(skipped(`the host answered ${response.kind}`))
    const { productVendor, productVersion: version } = response.identity
    const facts = { productVendor, productVersion: version, protocolVersion: response.identity.protocolVersion }
    return Promise.resolve(ok(`${productVendor}, ${version}`, facts))
  } catch (error) {
    return Promise.resolve(failed(error, host))
  }
}
