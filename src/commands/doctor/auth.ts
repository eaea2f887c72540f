import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.js'
import { doctorAuth } from '../../cli/doctor-auth.js'
import { durationFlag } from '../../cli/duration-flag.js'
import { hostFlags, runFlags } from '../../cli/flags.js'

const group = { helpGroup: 'WITHOUT AN INVENTORY' }

export default class DoctorAuth extends BaseCommand {
  static override summary = 'Find out whether one can log on to a host, and why not.'
  static override description =
    'Walks name resolution, port, TLS, the mechanisms offered, the credential, for Kerberos realm, KDC, clock and tickets, and the ' +
    'logon itself, and says in plain words what fails and what to do. A password is tried once. Nothing is changed on the host. ' +
    'Exit code: 0 all is well, 4 not reachable, 9 not logged on, 6 usage, 1 another error.'
  static override examples = [
    '<%= config.bin %> doctor auth web01 -i inventory.yaml',
    '<%= config.bin %> doctor auth web01 -i inventory.yaml --json',
    '<%= config.bin %> doctor auth web01.corp.example --auth kerberos --username svc@corp.example --password-env WMCTL_PASSWORD',
    '<%= config.bin %> doctor auth 10.0.0.5 --auth ntlm --tls --fingerprint 3f…e1 --username .\\\\admin',
  ]
  static override args = {
    host: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'A host of the inventory; without -i a DNS name or address.',
    }),
  }
  static override flags = {
    inventory: hostFlags.inventory,
    auth: Flags.option({
      options: ['auto', 'kerberos', 'negotiate', 'ntlm', 'basic', 'digest', 'credssp'] as const,
      description: 'How to log on. Default: auto.',
      ...group,
    })(),
    username: Flags.string({
      helpValue: 'NAME',
      description: 'CORP\\user, user@corp.example, or .\\user of the host.',
      ...group,
    }),
    'password-env': Flags.string({
      helpValue: 'NAME',
      description: 'Environment variable with the password. Default: ask.',
      ...group,
    }),
    'password-file': Flags.string({ helpValue: 'PATH', description: 'File with the password.', ...group }),
    keytab: Flags.string({ helpValue: 'PATH', description: 'Keytab with the keys of the account.', ...group }),
    ccache: Flags.string({ helpValue: 'NAME', description: 'Credential cache: a path, or default.', ...group }),
    port: Flags.integer({ min: 1, max: 65_535, description: 'Default: 5985 for HTTP, 5986 for HTTPS.', ...group }),
    tls: Flags.boolean({ allowNo: true, description: 'HTTPS or HTTP. Default: HTTPS on ports 5986 and 443.', ...group }),
    'ca-file': Flags.string({ helpValue: 'PATH', description: 'Authorities to trust (PEM); means --tls.', ...group }),
    fingerprint: Flags.string({ helpValue: 'SHA256', description: 'The certificate to trust; means --tls.', ...group }),
    'allow-unencrypted': Flags.boolean({ description: 'Messages, and Basic, over HTTP in clear.', ...group }),
    spn: Flags.string({ helpValue: 'NAME', description: 'Service principal name to ask a ticket for.', ...group }),
    json: Flags.boolean({ description: 'Print one JSON document a step instead of text.', helpGroup: 'OUTPUT' }),
    timeout: runFlags.timeout,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DoctorAuth)
    const { inventory, json, timeout, auth, username, port, tls, fingerprint, spn, keytab, ccache } = flags
    const address = {
      auth,
      username,
      port,
      tls,
      fingerprint,
      spn,
      keytab,
      ccache,
      'password-env': flags['password-env'],
      'password-file': flags['password-file'],
      'ca-file': flags['ca-file'],
      'allow-unencrypted': flags['allow-unencrypted'],
    }
    const options = { host: args.host, inventory, flags: address, json, timeout: durationFlag('timeout', timeout) }
    this.finish(await doctorAuth(options, this.terminal(flags)))
  }
}
