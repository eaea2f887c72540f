import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, removeFolder } from './temporary-folder.js'

/** Files that openssl made: an authority, certificates of it for a server and for clients, and a client's of nobody known. */
export interface ClientCertificates {
  /** The path of a file: `client.pem`, `client.key`, `client.enc.key` and `client.pfx` (passphrase `geheim`), `expired.pem` … */
  path(name: string): string
  text(name: string): string
  bytes(name: string): Uint8Array
  remove(): void
}

export const passphrase = 'geheim'

export function makeClientCertificates(): ClientCertificates {
  const folder = makeFolder()
  const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  function selfSign(name: string): void {
    openssl('req', '-x509', ...key, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-days', '2')
  }
  function issue(name: string, { subject = name, days = '2', by = 'authority', extensions = 'client.ext' } = {}): void {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${subject}`)
    const signer = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial']
    openssl('x509', '-req', '-in', `${name}.csr`, ...signer, '-days', days, '-extfile', extensions, '-out', `${name}.pem`)
  }
  const upn = 'otherName:1.3.6.1.4.1.311.20.2.3;UTF8:ann@corp.example'
  writeFileSync(join(folder, 'client.ext'), `extendedKeyUsage=clientAuth\nsubjectAltName=${upn}\n`)
  writeFileSync(join(folder, 'server.ext'), 'subjectAltName=IP:127.0.0.1\n')
  selfSign('authority')
  selfSign('stranger')
  issue('server', { extensions: 'server.ext' })
  issue('client', { subject: 'Ann, Administrator' })
  issue('expired', { days: '-1' })
  issue('unknown', { by: 'stranger' })
  const out = ['-passout', `pass:${passphrase}`]
  openssl('pkey', '-in', 'client.key', '-aes256', '-out', 'client.enc.key', ...out)
  openssl('pkcs12', '-export', '-in', 'client.pem', '-inkey', 'client.key', '-out', 'client.pfx', ...out)
  openssl('pkcs12', '-export', '-legacy', '-in', 'client.pem', '-inkey', 'client.key', '-out', 'legacy.pfx', ...out)
  return {
    path: (name) => join(folder, name),
    text: (name) => readFileSync(join(folder, name), 'utf8'),
    bytes: (name) => new Uint8Array(readFileSync(join(folder, name))),
    remove: () => removeFolder(folder),
  }
}
