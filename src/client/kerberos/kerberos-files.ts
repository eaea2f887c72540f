import { DecodeError, UsageError } from '../../base/errors.js'
import { oncePer } from '../../base/once-per.js'
import { SecretBytes } from '../../base/secret.js'
import { readBytesFile } from '../../io/read-bytes.js'
import { readTextFile } from '../../io/read-text.js'
import { readCredentialCache } from '../../protocol/kerberos/files/credential-cache.js'
import { readKeytab } from '../../protocol/kerberos/files/keytab.js'
import { type Krb5Conf, parseKrb5Conf } from '../../protocol/kerberos/files/krb5-conf.js'
import type { CredentialCacheCredential, KeytabCredential } from '../../session/connection.js'

/** What of a process decides where Kerberos keeps its files. */
interface KerberosPlace {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Undefined where users have no numbers. */
  readonly userId: number | undefined
}

/** Bytes of a keytab or a credential cache that are read. */
const fileLimit = 16 << 20

/** The keys of a keytab, read once for each credential. */
export const keysOf = oncePer((keytab: SecretBytes) => readKeytab(keytab.reveal()))

/** The tickets of a credential cache, read once for each credential. */
export const ticketsOf = oncePer((ccache: SecretBytes) => readCredentialCache(ccache.reveal()))

/** Raises UsageError when the file is missing, is no keytab or has no key that can be used. */
export async function loadKeytab(username: string, name: string): Promise<KeytabCredential> {
  const file = name.replace(/^(FILE|WRFILE):/, '')
  const keytab = new SecretBytes(await readBytesFile(file, { limit: fileLimit }))
  if (usable(file, () => keysOf(keytab)).length === 0) {
    throw new UsageError(`Cannot use ${file}: the keytab has no key of a type that is supported`, {
      hint: 'Export it again with AES keys (`ktpass /crypto AES256-SHA1 …`, or `samba-tool domain exportkeytab`).',
    })
  }
  return { kind: 'keytab', username, file, keytab }
}

interface CredentialCacheName {
  /** `default`, a path, `FILE:path`, `DIR:path` or `DIR::path`. */
  readonly name: string
  /** Whom the tickets must be for. */
  readonly username?: string | undefined
}

/** Raises UsageError when the file is missing or no credential cache. */
export async function loadCredentialCache(
  { name, username }: CredentialCacheName,
  place: KerberosPlace,
): Promise<CredentialCacheCredential> {
  const file = await cacheFile(name === 'default' ? await defaultCacheName(place) : name)
  const ccache = new SecretBytes(await readBytesFile(file, { limit: fileLimit }))
  usable(file, () => ticketsOf(ccache))
  return { kind: 'ccache', ...(username === undefined ? {} : { username }), file, ccache }
}

/** The krb5.conf that KRB5_CONFIG names, or the system's; undefined when there is none. The first file that can be read of several counts. */
export async function loadKrb5Conf({ env }: Pick<KerberosPlace, 'env'>): Promise<Krb5Conf | undefined> {
  const named = env['KRB5_CONFIG']
  const paths = named === undefined || named === '' ? [systemConf] : named.split(':')
  for (const path of paths) {
    const text = await readTextFile(path).catch((error: unknown) => {
      if (error instanceof UsageError) return undefined
      throw error
    })
    if (text !== undefined) return usable(path, () => parseKrb5Conf(text))
  }
  return undefined
}

const systemConf = '/etc/krb5.conf'

async function defaultCacheName(place: KerberosPlace): Promise<string> {
  const named = place.env['KRB5CCNAME']
  if (named !== undefined && named !== '') return named
  const configured = (await loadKrb5Conf(place))?.credentialCacheName
  if (configured !== undefined) return expand(configured, place)
  if (place.userId === undefined) {
    throw new UsageError('There is no default credential cache on this system', {
      hint: 'Set KRB5CCNAME, or give the path: `ccache: PATH`.',
    })
  }
  return `/tmp/krb5cc_${place.userId}`
}

/** The parameters of krb5.conf(5) "Parameter expansion" that name users. */
function expand(name: string, { env, userId }: KerberosPlace): string {
  const values: Readonly<Record<string, string | undefined>> = {
    uid: userId === undefined ? undefined : String(userId),
    euid: userId === undefined ? undefined : String(userId),
    USERID: userId === undefined ? undefined : String(userId),
    username: env['USER'],
    TEMP: env['TMPDIR'] ?? '/tmp',
    null: '',
  }
  return name.replace(/%\{(\w+)\}/g, (whole, parameter: string) => values[parameter] ?? whole)
}

/** Caches are files, or collections of files with the name of one in `primary`. */
async function cacheFile(name: string): Promise<string> {
  const [, type = 'FILE', rest = name] = /^([A-Za-z]{2,}):(.*)$/s.exec(name) ?? []
  if (type.toUpperCase() === 'FILE') return rest
  if (type.toUpperCase() === 'DIR') {
    if (rest.startsWith(':')) return rest.slice(1)
    const primary = (await readTextFile(`${rest}/primary`)).trim()
    if (!/^tkt[^/]*$/.test(primary)) throw new UsageError(`Cannot use ${rest}/primary: it names no credential cache`)
    return `${rest}/${primary}`
  }
  throw new UsageError(`Cannot read the credential cache ${name}: only those in files can be read, not ${type}`, {
    hint: 'Write the tickets to a file (`kinit -c FILE:/path`) and name it with `ccache` or KRB5CCNAME.',
  })
}

function usable<Content>(file: string, read: () => Content): Content {
  try {
    return read()
  } catch (error) {
    if (error instanceof DecodeError) throw new UsageError(`Cannot use ${file}: ${error.message}`, { cause: error })
    throw error
  }
}
