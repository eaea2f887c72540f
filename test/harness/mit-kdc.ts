import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from './kdc-transport.js'

const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`

const serverPrograms = ['krb5kdc', 'kdb5_util', 'kadmin.local'] as const

export const hasMitKdc = [...serverPrograms, 'kinit'].every(
  (program) => spawnSync('which', [program], { env: { ...process.env, PATH: path }, stdio: 'ignore' }).status === 0,
)

/** A realm of MIT krb5 of its own, in a folder, on a port of the loopback. */
export interface MitRealm {
  readonly port: number
  /** For programs that should know the realm. */
  readonly environment: Readonly<Record<string, string>>
  /** Commands of kadmin. */
  administrate(...commands: readonly string[]): Promise<void>
  close(): Promise<void>
}

export async function startMitRealm(folder: string, realm: string): Promise<MitRealm> {
  const port = await freePort()
  const environment = writeConfiguration({ folder, realm, port })
  await runProgram('kdb5_util', ['create', '-s', '-r', realm, '-P', 'master'], environment)
  const child = spawn(serverPrograms[0], ['-n', '-r', realm], {
    env: { ...process.env, PATH: path, ...environment },
    stdio: 'ignore',
  })
  await untilListening(port, child)
  return {
    port,
    environment,
    administrate: async (...commands) => {
      await runProgram('kadmin.local', ['-r', realm], environment, `${commands.join('\n')}\n`)
    },
    close: async () => {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

/** krb5.conf that names one KDC; what programs of MIT krb5 need to use it. */
export function clientEnvironment({ folder, realm, port }: Place): Record<string, string> {
  const conf = join(folder, 'krb5.conf')
  writeFileSync(
    conf,
    `[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  permitted_enctypes = aes256-cts aes128-cts aes256-sha2 aes128-sha2 rc4
  allow_rc4 = true
[realms]
  ${realm} = {
    kdc = 127.0.0.1:${port}
  }
[domain_realm]
  localhost = ${realm}
`,
  )
  return {
    KRB5_CONFIG: conf,
    KRB5CCNAME: `FILE:${join(folder, 'cc')}`,
    KRB5_KTNAME: join(folder, 'service.keytab'),
    KRB5RCACHENAME: 'none:',
  }
}

/** Runs a program of MIT krb5 to its end; what it is to read goes in `input`. */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<string> {
  return await new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { env: { ...process.env, PATH: path, LC_ALL: 'C', ...environment } },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${program}: ${stderr}${stdout}`))
      },
    )
    // It may end before it has read all.
    child.stdin?.on('error', () => undefined).end(input)
  })
}

interface Place {
  readonly folder: string
  readonly realm: string
  readonly port: number
}

function writeConfiguration(place: Place): Record<string, string> {
  const { folder, realm, port } = place
  const state = join(folder, 'kdc')
  mkdirSync(state)
  const profile = join(state, 'kdc.conf')
  writeFileSync(
    profile,
    `[kdcdefaults]
  kdc_listen = 127.0.0.1:${port}
  kdc_tcp_listen = 127.0.0.1:${port}
[realms]
  ${realm} = {
    database_name = ${state}/principal
    key_stash_file = ${state}/stash
    acl_file = ${state}/acl
    master_key_type = aes256-cts
    supported_enctypes = aes256-cts:normal aes128-cts:normal aes256-sha2:normal aes128-sha2:normal rc4-hmac:normal
    max_life = 10h
    default_principal_flags = +preauth
  }
[logging]
  kdc = FILE:${state}/log
  admin_server = FILE:${state}/log
  default = FILE:${state}/log
`,
  )
  return { ...clientEnvironment(place), KRB5_KDC_PROFILE: profile }
}

/** Comes back when a server is there, and raises an error when it ends before. */
export async function untilListening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1')
    const connected = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    })
    socket.destroy()
    if (connected) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${child.spawnfile} ended with ${child.exitCode}`)
}
