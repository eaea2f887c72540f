import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestCertificate {
  /** PEM. */
  readonly key: string
  readonly cert: string
}

/** An authority, a certificate of it for `lab01.example` and 127.0.0.1, and a self-signed one; undefined without the `openssl` program. */
export interface TestCertificates {
  readonly authority: TestCertificate
  readonly server: TestCertificate
  readonly expired: TestCertificate
  readonly selfSigned: TestCertificate
}

/** Makes them with openssl in a temporary folder. Says why not when there is no openssl. */
export function makeCertificates(): TestCertificates | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'wmctl-certificates-'))
  try {
    return generate(folder)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    console.warn('TLS tests are skipped: there is no openssl program')
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function generate(folder: string): TestCertificates {
  const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const read = (name: string): TestCertificate => ({
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
    cert: readFileSync(join(folder, `${name}.pem`), 'utf8'),
  })
  function selfSign(name: string, ...more: string[]): void {
    openssl('req', '-x509', ...key, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`, ...more)
  }
  function issue(name: string, days: string): void {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=lab01.example/O=Test lab')
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'authority.pem',
      '-CAkey',
      'authority.key',
      '-CAcreateserial',
      '-days',
      days,
      '-extfile',
      'names',
      '-out',
      `${name}.pem`,
    )
  }
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:lab01.example,IP:127.0.0.1\n')
  selfSign('authority', '-days', '2')
  issue('server', '2')
  issue('expired', '-1')
  selfSign('selfSigned', '-days', '2', '-addext', 'subjectAltName=IP:127.0.0.1')
  return { authority: read('authority'), server: read('server'), expired: read('expired'), selfSigned: read('selfSigned') }
}

/** Whether there is an openssl program to make certificates with. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The DER of a self-signed certificate with a key and a signature as these options of `openssl req` ask for. */
export function signedCertificate(options: readonly string[]): Uint8Array {
  const fixed = ['-x509', '-nodes', '-keyout', '/dev/null', '-outform', 'DER', '-subj', '/CN=web01.example', '-days', '2']
  return new Uint8Array(execFileSync('openssl', ['req', ...fixed, ...options], { stdio: ['ignore', 'pipe', 'ignore'] }))
}
