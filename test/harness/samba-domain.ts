import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type KeytabEntry, readKeytab } from '../../src/protocol/kerberos/files/keytab.js'
import { freePort } from './kdc-transport.js'
import { clientEnvironment, runProgram, untilListening } from './mit-kdc.js'

/** Active Directory by Samba, and the schema it makes a domain from: packages of their own. */
export const hasSamba =
  existsSync('/usr/share/samba/setup/ad-schema') &&
  ['samba', 'samba-tool'].every(
    (program) => spawnSync('which', [program], { env: { ...process.env, PATH: path() }, stdio: 'ignore' }).status === 0,
  )

/** A domain of Samba in a folder, whose KDC is on a port of the loopback; nothing else of it is served. */
export interface SambaDomain {
  readonly port: number
  /** For programs of MIT krb5 that should know the realm. */
  readonly environment: Readonly<Record<string, string>>
  /** Runs samba-tool to its end, and gives what it printed. */
  tool(...args: readonly string[]): Promise<string>
  /** The keys of a principal as `samba-tool domain exportkeytab` gives them, and the file they are in. */
  exportKeytab(principal: string): Promise<{ readonly file: string; readonly keys: readonly KeytabEntry[] }>
  close(): Promise<void>
}

/** Takes some ten seconds. */
export async function startSambaDomain(folder: string, realm: string, netbiosName: string): Promise<SambaDomain> {
  const state = join(folder, 'samba')
  mkdirSync(state)
  const provision = ['domain', 'provision', `--realm=${realm}`, `--domain=${netbiosName}`, '--adminpass=Passw0rd!admin']
  const shape = ['--server-role=dc', '--dns-backend=NONE', '--host-name=dc1', '--host-ip=127.0.0.1', `--targetdir=${state}`]
  await runProgram('samba-tool', [...provision, ...shape], {})
  const port = await freePort()
  const configuration = writeConfiguration({ state, realm, netbiosName, port })
  // It ends when its input does, so that it cannot outlive the tests.
  const child = spawn('samba', ['-i', '-s', configuration, '-M', 'single', '--no-process-group'], {
    env: { ...process.env, PATH: path() },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  await untilListening(port, child)
  const tool = (...args: readonly string[]): Promise<string> => runProgram('samba-tool', [...args, '-s', configuration], {})
  return {
    port,
    environment: clientEnvironment({ folder, realm, port }),
    tool,
    exportKeytab: async (principal) => {
      const file = join(folder, `${principal.replace(/\W/g, '_')}.keytab`)
      await tool('domain', 'exportkeytab', file, `--principal=${principal}`)
      return { file, keys: readKeytab(readFileSync(file)) }
    },
    close: async () => {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

interface Place {
  readonly state: string
  readonly realm: string
  readonly netbiosName: string
  readonly port: number
}

function writeConfiguration({ state, realm, netbiosName, port }: Place): string {
  const file = join(state, 'kdc.conf')
  for (const each of ['run', 'cache']) mkdirSync(join(state, each), { recursive: true })
  writeFileSync(
    file,
    `[global]
  workgroup = ${netbiosName}
  realm = ${realm}
  netbios name = DC1
  server role = active directory domain controller
  server services = kdc
  interfaces = 127.0.0.1
  bind interfaces only = yes
  krb5 port = ${port}
  kpasswd port = 0
  kdc default domain supported enctypes = aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96
  private dir = ${state}/private
  state directory = ${state}/state
  cache directory = ${state}/cache
  lock directory = ${state}
  pid directory = ${state}/run
  ncalrpc dir = ${state}/ncalrpc
  binddns dir = ${state}/bind-dns
  log file = ${state}/log
  logging = file
`,
  )
  return file
}

function path(): string {
  return `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`
}
