import type { Diagnostic } from '../base/diagnostic.js'
import type { SecretReference } from '../engine/document.js'
import type { AuthName } from '../session/connection.js'
import type { CredentialReference } from './connection-settings.js'
import { errorAt, placeOf } from './problem.js'
import { child, keyRange, type MapEntry, type MapNode, plainOf, type SourceNode, textOf } from './source-node.js'

/** One entry of `credentials:`. */
export interface CredentialDocument {
  readonly name: string
  /** Undefined when its fields do not go together, which was told. */
  readonly reference: CredentialReference | undefined
  readonly map: MapNode
  readonly entry: MapEntry
}

/** What an account can prove itself with; exactly one of these is given. */
const proofs = ['password', 'keytab', 'ccache', 'certificate'] as const

type Proof = (typeof proofs)[number]

/** Reads a mapping that has passed the schema. */
export function readCredentials(node: SourceNode | undefined, diagnostics: Diagnostic[]): readonly CredentialDocument[] {
  if (node?.kind !== 'map') return []
  return [...node.entries.values()].map((entry) => {
    const problem = checkFields(node, entry)
    if (problem !== undefined) diagnostics.push(problem)
    return { name: entry.name, reference: problem === undefined ? readReference(entry) : undefined, map: node, entry }
  })
}

/** Credentials by name; a name is given once in all inventories. */
export function indexCredentials(
  documents: readonly CredentialDocument[],
  diagnostics: Diagnostic[],
): ReadonlyMap<string, CredentialDocument> {
  const byName = new Map<string, CredentialDocument>()
  for (const document of documents) {
    const { name } = document
    const first = byName.get(name)
    if (first === undefined) byName.set(name, document)
    else {
      const detail = `The credential '${name}' is already given at ${placeOf(keyRange(first.map, first.entry))}. Keep one of the two.`
      diagnostics.push(errorAt(keyRange(document.map, document.entry), 'Duplicate credential', detail))
    }
  }
  return byName
}

/** Why a credential cannot serve a mechanism, in full sentences; undefined when it can. */
export function unfitCredential(reference: CredentialReference, auth: AuthName): string | undefined {
  const proof = proofOf(reference)
  const named = `The credential '${reference.name}'`
  if (!servedBy[proof].includes(auth)) {
    const others = auths.filter((name) => servedBy[proof].includes(name)).map((name) => `\`${name}\``)
    const what = proof === 'password' || proof === 'certificate' ? `a ${proof}` : `a Kerberos ${proof}`
    const wanted = auth === 'certificate' ? 'a certificate' : 'a password'
    return `${named} is ${what}, and \`auth: ${auth}\` needs ${wanted}. With this credential \`auth\` can be ${others.join(', ')}.`
  }
  if (auth === 'kerberos' && reference.username?.startsWith('.\\') === true) {
    return `${named} is an account of the host itself (${reference.username}), which Kerberos does not know. Use \`auth: negotiate\`, or an account of a domain.`
  }
  return undefined
}

const auths: readonly AuthName[] = ['auto', 'kerberos', 'negotiate', 'ntlm', 'basic', 'digest', 'credssp', 'certificate']

const servedBy: Readonly<Record<Proof, readonly AuthName[]>> = {
  password: ['auto', 'kerberos', 'negotiate', 'ntlm', 'basic', 'digest', 'credssp'],
  keytab: ['auto', 'kerberos', 'negotiate'],
  ccache: ['auto', 'kerberos', 'negotiate'],
  certificate: ['certificate'],
}

function proofOf(reference: CredentialReference): Proof {
  return proofs.find((proof) => proof in reference) ?? 'password'
}

function checkFields(map: MapNode, entry: MapEntry): Diagnostic | undefined {
  const has = (name: string): boolean => child(entry.value, name) !== undefined
  const problem = (summary: string, detail: string): Diagnostic => errorAt(keyRange(map, entry), summary, detail)
  const given = proofs.filter(has)
  const named = `The credential '${entry.name}'`
  if (given.length !== 1)
    return problem('Not exactly one field', `${named} needs exactly one of the fields ${proofs.join(', ')}.`)
  if ((has('password') || has('keytab')) && !has('username')) {
    return problem('Missing field', `${named} needs the field 'username'. For example: CORP\\svc-wmctl.`)
  }
  return checkCertificate(entry, problem)
}

function checkCertificate(
  { name, value }: MapEntry,
  problem: (summary: string, detail: string) => Diagnostic,
): Diagnostic | undefined {
  const file = textOf(child(child(value, 'certificate'), 'file'))
  const key = child(value, 'key')
  const named = `The credential '${name}'`
  if (file === undefined) {
    const extra = key === undefined ? 'passphrase' : 'key'
    if (child(value, extra) === undefined) return undefined
    return problem('Missing field', `${named} needs the field 'certificate', since it has a ${extra}.`)
  }
  if (isPkcs12(file)) {
    if (key === undefined) return undefined
    return problem('Field too many', `${named} has a PKCS #12 file, which holds the key; the field 'key' is for PEM files.`)
  }
  if (key !== undefined) return undefined
  return problem(
    'Missing field',
    `${named} needs the field 'key', since it has a certificate. A file that holds both has the extension .pfx or .p12.`,
  )
}

/** By its extension, as certificates are exported on Windows. */
function isPkcs12(file: string): boolean {
  return /\.(pfx|p12)$/i.test(file)
}

function readReference({ name, value }: MapEntry): CredentialReference {
  const username = textOf(child(value, 'username'))
  const maybe = username === undefined ? {} : { username }
  const keytab = textOf(child(value, 'keytab'))
  if (keytab !== undefined) return { name, username: username ?? '', keytab }
  const ccache = textOf(child(value, 'ccache'))
  if (ccache !== undefined) return { name, ...maybe, ccache }
  const certificate = textOf(child(child(value, 'certificate'), 'file'))
  if (certificate !== undefined) {
    const [key, passphrase] = [child(value, 'key'), child(value, 'passphrase')]
    return {
      name,
      ...maybe,
      certificate: { file: certificate },
      ...(key === undefined ? {} : { key: secretOf(key) }),
      ...(passphrase === undefined ? {} : { passphrase: secretOf(passphrase) }),
    }
  }
  return { name, username: username ?? '', password: secretOf(child(value, 'password')) }
}

function secretOf(node: SourceNode | undefined): SecretReference {
  return { secret: (node === undefined ? {} : plainOf(node)) as SecretReference['secret'] }
}
