import { AuthError, ConnectError, UsageError, type WmctlError } from '../base/errors.js'
import { diagnoseLogon } from '../client/doctor/diagnose.js'
import { type CredentialReference, type EndpointSource, endpointOf } from '../config/connection-settings.js'
import { quietOutcome, type RunOutcome } from '../engine/run-outcome.js'
import { systemClock } from '../io/system-clock.js'
import { systemRandom } from '../io/system-random.js'
import { createDoctorView } from '../views/doctor/doctor-view.js'
import { type AddressFlags, hostOfFlags } from './doctor-host.js'
import { findHosts } from './find-hosts.js'
import { readAuthority } from './read-authority.js'
import { guardRun } from './run-guard.js'
import { secretResolver } from './secret-resolver.js'
import { openKerberos, resolveCredential } from './sessions.js'
import type { Terminal } from './terminal.js'

export interface DoctorAuthOptions {
  /** A host of the inventory, or an address. */
  readonly host: string
  readonly inventory: string | undefined
  /** What an inventory would say of an address. */
  readonly flags: AddressFlags
  readonly json: boolean
  readonly timeout: number | undefined
}

/** `doctor auth`: whether and how one can log on to a host, and where it fails. Returns the exit code. */
export async function doctorAuth(options: DoctorAuthOptions, terminal: Terminal): Promise<number> {
  const host = options.inventory === undefined ? hostOfFlags(options.host, options.flags) : await inventoryHost(options)
  return guardRun(options.timeout, terminal, async (signal) => {
    const { connection } = host
    const { credential, port, auth, kerberos } = connection
    const endpoint = endpointOf(host, await readAuthority(connection))
    const resolver = secretResolver(terminal, signal)
    const view = createDoctorView({
      host: {
        name: host.name,
        endpoint: `${endpoint.tls === undefined ? 'http' : 'https'}://${endpoint.address}:${endpoint.port}`,
        auth,
      },
      json: options.json,
      verbose: terminal.verbose,
      write: terminal.out,
      style: terminal.style,
    })
    const steps = diagnoseLogon({
      endpoint,
      auth,
      credential: credential === undefined ? undefined : () => resolveCredential(credential, resolver),
      credentialText: credential === undefined ? '' : referenceText(credential),
      otherPort: port === undefined ? (endpoint.tls === undefined ? 5986 : 5985) : undefined,
      kerberos: openKerberos(kerberos),
      clock: systemClock,
      random: systemRandom,
      signal,
    })
    const failures: WmctlError[] = []
    for await (const step of steps) {
      view.step(step)
      if (step.error !== undefined) failures.push(step.error)
    }
    view.end()
    return outcomeOf(failures)
  })
}

async function inventoryHost({ host, inventory, flags }: DoctorAuthOptions): Promise<EndpointSource> {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined)
  if (given.length > 0) {
    throw new UsageError(`--${given[0]?.[0] ?? ''} and --inventory were given`, {
      hint: 'What an inventory says of a host is changed there; the flags are for an address without one.',
    })
  }
  const [found] = await findHosts(inventory, [host])
  if (found === undefined) throw new UsageError(`There is no host ${host} in the inventory`)
  return found
}

/** Where the secret comes from: never what it is. */
function referenceText(reference: CredentialReference): string {
  if ('keytab' in reference) return `the keytab ${reference.keytab}`
  if ('ccache' in reference)
    return reference.ccache === 'default' ? 'the default credential cache' : `the credential cache ${reference.ccache}`
  if ('certificate' in reference) return `the file ${reference.certificate.file}`
  const { secret } = reference.password
  if ('env' in secret) return `the environment variable ${secret.env}`
  if ('file' in secret) return `the file ${secret.file}`
  if ('command' in secret) return `the command ${secret.command[0] ?? ''}`
  return 'the terminal'
}

/** Of one host: what cannot be reached is not what refuses a logon. */
function outcomeOf(failures: readonly WmctlError[]): RunOutcome {
  const unreachable = failures.filter((error) => error instanceof ConnectError && !(error instanceof AuthError))
  return {
    ...quietOutcome,
    usage: failures.some((error) => error instanceof UsageError),
    unauthenticated: failures.some((error) => error instanceof AuthError),
    error: failures.some((error) => !(error instanceof ConnectError) && !(error instanceof UsageError)),
    unreachableHosts: unreachable.length,
  }
}
