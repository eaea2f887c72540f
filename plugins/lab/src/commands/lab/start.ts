import { resolve } from 'node:path'
import process from 'node:process'
import { Flags } from '@oclif/core'
import { hostLines } from '../../cli/host-lines.js'
import { LabCommand } from '../../cli/lab-command.js'
import { labAuths } from '../../lab/lab-auth.js'
import { profileNames } from '../../profile/profile.js'

export default class LabStart extends LabCommand {
  static override summary = 'Start simulated Windows hosts on this machine.'
  static override description =
    'Serves WS-Management on loopback for every host and stays in the foreground: Ctrl-C or `wmctl lab stop` ends it. Writes ' +
    'inventory.yaml, with the password or the key in a file beside it, for the other commands of wmctl. The same seed gives the same hosts.'
  static override examples = [
    '<%= config.bin %> lab start',
    '<%= config.bin %> lab start --hosts 200 --profile 2012r2,2022 --seed demo --out ./lab',
    { description: 'Kerberos, with the KDC of the lab:', command: '<%= config.bin %> lab start --auth kerberos' },
    {
      description: 'HTTPS, and a certificate to log on with:',
      command: '<%= config.bin %> lab start --tls --auth certificate',
    },
    { description: 'HTTPS, each host on an address of its own:', command: '<%= config.bin %> lab start --tls --port 5986' },
  ]
  static override flags = {
    hosts: Flags.integer({ default: 6, min: 1, max: 2000, description: 'Number of hosts.' }),
    profile: Flags.option({ options: profileNames, multiple: true, multipleNonGreedy: true, delimiter: ',' })({
      helpValue: 'RELEASE',
      description: `Windows release: ${profileNames.join(', ')}. Several, separated by commas or repeated: hosts take turns. Default: 2022.`,
    }),
    seed: Flags.string({ default: 'lab', helpValue: 'TEXT', description: 'What the hosts are made from.' }),
    out: Flags.string({ default: '.wmctl-lab', helpValue: 'DIR', description: 'Folder for inventory.yaml and the password.' }),
    auth: Flags.option({ options: labAuths, default: 'basic' as const })({
      helpValue: 'MECHANISM',
      description: `How the inventory says to log on: ${labAuths.join(', ')}. certificate needs --tls.`,
    }),
    tls: Flags.boolean({ description: 'Serve HTTPS, with certificates made for this run.' }),
    port: Flags.integer({
      min: 1,
      max: 65_535,
      description:
        'One port for all hosts, each on an address of its own in 127.66.0.0/16. Default: 127.0.0.1 and a free port each.',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(LabStart)
    const { runLab } = await import('../../cli/run-lab.js')
    const [first, ...rest] = flags.profile ?? []
    await runLab({
      lab: {
        hosts: flags.hosts,
        seed: flags.seed,
        auth: flags.auth,
        tls: flags.tls,
        folder: resolve(flags.out),
        ...(first === undefined ? {} : { profiles: [first, ...rest] }),
        ...(flags.port === undefined ? {} : { addresses: { kind: 'each', port: flags.port } }),
      },
      statePath: this.statePath(flags),
      started: (status) => {
        for (const line of hostLines(status.hosts)) this.log(line)
        this.log(`\nInventory: ${status.inventory}`)
        this.log(`Try: wmctl probe -i ${status.inventory}`)
        if (flags.auth === 'kerberos')
          this.log(`For kinit, curl and others: export KRB5_CONFIG=${resolve(flags.out, 'krb5.conf')}`)
        this.log(`${status.hosts.length} hosts are up. Ctrl-C or \`wmctl lab stop\` ends them.`)
      },
      stopping: () => this.logToStderr('Stopping.'),
    })
    process.exitCode = 0
  }
}
