import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Secret, writeTextFile } from 'wmctl'
import type { ClientCertificate } from './certificates.js'

/** The files of a lab, by the folder they are in. */
export interface LabFiles {
  readonly inventory: string
  readonly password: string
  readonly authority: string
  readonly clientCertificate: string
  readonly clientKey: string
  readonly krb5Conf: string
}

export function labFiles(folder: string): LabFiles {
  const at = resolve(folder)
  return {
    inventory: join(at, 'inventory.yaml'),
    password: join(at, 'lab-password'),
    authority: join(at, 'lab-ca.pem'),
    clientCertificate: join(at, 'lab-client.pem'),
    clientKey: join(at, 'lab-client.key'),
    krb5Conf: join(at, 'krb5.conf'),
  }
}

export interface LabFileContents {
  readonly inventory: string
  readonly password: Secret
  readonly ca: string | undefined
  readonly client: ClientCertificate | undefined
  /** For programs of MIT krb5, which wmctl itself has no need of. */
  readonly krb5Conf: string
}

/** Writes them; the password and the key are for their owner's eyes alone. */
export async function writeLabFiles(files: LabFiles, contents: LabFileContents): Promise<void> {
  await mkdir(dirname(files.password), { recursive: true, mode: 0o700 })
  await writeTextFile(files.password, `${contents.password.reveal()}\n`, { mode: 0o600 })
  if (contents.ca !== undefined) await writeTextFile(files.authority, contents.ca)
  if (contents.client !== undefined) {
    await writeTextFile(files.clientCertificate, contents.client.certificate, { mode: 0o600 })
    await writeTextFile(files.clientKey, contents.client.key.reveal(), { mode: 0o600 })
  }
  await writeTextFile(files.krb5Conf, contents.krb5Conf)
  await writeTextFile(files.inventory, contents.inventory)
}

/** krb5.conf with one realm, which `KRB5_CONFIG` may name: `kinit`, `curl --negotiate` and others then reach the lab. */
export function krb5Conf({ realm, address }: { readonly realm: string; readonly address: string }): string {
  return `[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
[realms]
  ${realm} = {
    kdc = ${address}
  }
[domain_realm]
  ${realm.toLowerCase()} = ${realm}
  .${realm.toLowerCase()} = ${realm}
`
}
