import { UsageError } from '../base/errors.js'
import { ConfigError } from '../config/config-error.js'
import type { EndpointSource } from '../config/connection-settings.js'
import { readDocuments } from '../config/documents.js'
import { selectHosts } from '../config/select-hosts.js'

/** What an inventory would say of a host. */
export interface AddressFlags {
  readonly auth: string | undefined
  readonly port: number | undefined
  readonly tls: boolean | undefined
  readonly 'ca-file': string | undefined
  readonly fingerprint: string | undefined
  readonly 'allow-unencrypted': boolean | undefined
  readonly spn: string | undefined
  readonly username: string | undefined
  readonly 'password-env': string | undefined
  readonly 'password-file': string | undefined
  readonly keytab: string | undefined
  readonly ccache: string | undefined
}

/** A host that no inventory knows, by an inventory made of flags: the same rules and defaults hold. Throws UsageError and ConfigError. */
export function hostOfFlags(address: string, flags: AddressFlags): EndpointSource {
  const credential = credentialOf(flags)
  const trust = { caFile: flags['ca-file'], fingerprint: flags.fingerprint }
  const tls = trust.caFile === undefined && trust.fingerprint === undefined ? flags.tls : trust
  const connection = {
    auth: flags.auth,
    port: flags.port,
    tls,
    allowUnencrypted: flags['allow-unencrypted'],
    spn: flags.spn,
    ...(credential === undefined ? {} : { credential: 'given' }),
  }
  const document = {
    apiVersion: 'wmctl/v1',
    kind: 'Inventory',
    hosts: [{ name: address, connection }],
    ...(credential === undefined ? {} : { credentials: { given: credential } }),
  }
  const { inventories, diagnostics } = readDocuments([{ file: '<flags>', text: JSON.stringify(document, undefined, 2) }], [])
  const selected = selectHosts(inventories, [])
  const problems = [...diagnostics, ...selected.diagnostics]
  const [host] = selected.hosts
  if (host === undefined || problems.some(({ severity }) => severity === 'error')) throw new ConfigError(problems)
  return host
}

function credentialOf(flags: AddressFlags): object | undefined {
  const { username, keytab, ccache } = flags
  const [env, file] = [flags['password-env'], flags['password-file']]
  const given = [env, file, keytab, ccache].filter((each) => each !== undefined)
  if (given.length > 1) {
    throw new UsageError('More than one proof of the account was given', {
      hint: 'Give one of --password-env, --password-file, --keytab and --ccache.',
    })
  }
  if (ccache !== undefined) return { username, ccache }
  if (username === undefined) {
    if (given.length === 0) return undefined
    throw new UsageError('No --username was given', {
      hint: 'Name the account: --username CORP\\user, user@corp.example or .\\user.',
    })
  }
  if (keytab !== undefined) return { username, keytab }
  const prompt = `Password of ${username}`
  return { username, password: env !== undefined ? { env } : file !== undefined ? { file } : { prompt } }
}
