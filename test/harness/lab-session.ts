import type { Lab } from '@wmctl/lab'
import type { Secret } from '../../src/base/secret.js'
import { openWsmanSession } from '../../src/client/connect.js'
import { CredentialGate } from '../../src/client/credential-gate.js'
import type { KerberosClient } from '../../src/client/kerberos/kerberos-client.js'
import type { WsmanSession } from '../../src/client/wsman-session.js'
import { systemClock } from '../../src/io/system-clock.js'
import { systemRandom } from '../../src/io/system-random.js'
import type { AuthName } from '../../src/session/connection.js'
import { defined } from './defined.js'

export interface LabSessionChoice {
  readonly auth: AuthName
  /** Number of the host; the first unless given. */
  readonly host?: number
  /** The lab's account unless given. */
  readonly username?: string
  readonly password?: Secret
  readonly gate?: CredentialGate
  /** Left out: there is no Kerberos. */
  readonly kerberos?: KerberosClient | undefined
  readonly allowUnencrypted?: boolean
  /** Goes here instead of to the host itself. */
  readonly port?: number
  readonly spn?: string
  /** Of CredSSP. */
  readonly minimumVersion?: number
}

/** A session of the product to a host of a lab; to be closed by the caller. */
export function openLabSession(at: Lab, choice: LabSessionChoice): WsmanSession {
  const host = defined(at.hosts[choice.host ?? 0])
  const url = new URL(host.url)
  return openWsmanSession({
    endpoint: {
      host: host.name,
      address: url.hostname,
      port: choice.port ?? Number(url.port),
      path: '/wsman',
      tls: at.ca === undefined ? undefined : { ca: at.ca },
      connectTimeout: 10_000,
      operationTimeout: 20_000,
      allowUnencrypted: choice.allowUnencrypted ?? false,
      ...(choice.spn === undefined ? {} : { spn: choice.spn }),
      ...(choice.minimumVersion === undefined ? {} : { credssp: { minimumVersion: choice.minimumVersion } }),
    },
    auth: choice.auth,
    credential: { kind: 'password', username: choice.username ?? at.username, password: choice.password ?? at.password },
    classes: host.cim.classes,
    clock: systemClock,
    random: systemRandom,
    gate: choice.gate ?? new CredentialGate(),
    maxConnections: 2,
    kerberos: choice.kerberos,
  })
}
