import { Args, Flags } from '@oclif/core'
import { UsageError } from 'wmctl'
import { readAssignments } from '../../cli/assignments.js'
import { faultForms, faultOperations, readFault } from '../../cli/fault-flag.js'
import { LabCommand } from '../../cli/lab-command.js'
import { controlClient } from '../../control/control-client.js'
import type { TamperRequest } from '../../control/messages.js'
import { readState } from '../../control/state-file.js'
import type { Tampering } from '../../tamper/tampering.js'

export default class LabTamper extends LabCommand {
  static override summary = 'Change hosts of the running lab behind the back of wmctl.'
  static override description =
    'Edits CIM objects and registry keys directly, as somebody at the console would, makes random changes, or lets requests fail. ' +
    'Without --host it acts on every host.'
  static override examples = [
    `<%= config.bin %> lab tamper --host web01 --set 'Win32_Service.Name="Spooler"' StartMode=Auto State=Running`,
    `<%= config.bin %> lab tamper --host 'web*' --delete 'Win32_Environment.Name="JAVA_HOME",UserName="<SYSTEM>"'`,
    `<%= config.bin %> lab tamper --set 'HKLM\\SOFTWARE\\Example' Level=3`,
    '<%= config.bin %> lab tamper --random 5 --seed friday',
    '<%= config.bin %> lab tamper --host app01 --fault http=503 --operation enumerate --times 2',
  ]
  static override strict = false
  static override args = {
    assignments: Args.string({
      ignoreStdin: true,
      required: false,
      description: 'NAME=VALUE for --set and --create. Lists are separated by commas; null is no value.',
    }),
  }
  static override flags = {
    host: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
      description: 'Only these hosts; * and ? are wildcards. Repeatable.',
    }),
    set: Flags.string({
      exclusive: ['create', 'delete'],
      helpValue: 'PATH',
      description: 'Set properties of this object, or values of this registry key (HKLM\\…).',
    }),
    create: Flags.string({ exclusive: ['set', 'delete'], helpValue: 'PATH', description: 'Create this object.' }),
    delete: Flags.string({
      exclusive: ['set', 'create'],
      helpValue: 'PATH',
      description: 'Delete this object, registry key, or registry value (KEY::VALUE).',
    }),
    random: Flags.integer({
      min: 1,
      max: 100,
      helpValue: 'N',
      description: 'Make N changes of the kind people make by hand, on each host.',
    }),
    seed: Flags.string({ default: 'tamper', helpValue: 'TEXT', description: 'What --random draws from.' }),
    fault: Flags.string({ helpValue: 'FAULT', description: `Let requests go wrong: ${faultForms.join(', ')}.` }),
    operation: Flags.option({ options: faultOperations, multiple: true, multipleNonGreedy: true })({
      dependsOn: ['fault'],
      helpValue: 'NAME',
      description: `Requests that --fault strikes: ${faultOperations.join(', ')}. Default: all but connect.`,
    }),
    resource: Flags.string({ dependsOn: ['fault'], helpValue: 'CLASS', description: 'Only requests for this class.' }),
    times: Flags.integer({ dependsOn: ['fault'], min: 1, description: 'How many requests --fault strikes. Default: all.' }),
    'clear-faults': Flags.boolean({ description: 'Let requests succeed again.' }),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(LabTamper)
    const change = changeOf(flags, readAssignments(argv.map(String)))
    const operationsStruck = flags.operation ?? (flags.fault === 'refuse' ? (['connect'] as const) : undefined)
    const request: TamperRequest = {
      hosts: flags.host ?? [],
      ...(change === undefined ? {} : { changes: [change] }),
      ...(flags.random === undefined ? {} : { random: { count: flags.random, seed: flags.seed } }),
      ...(flags['clear-faults'] ? { clearFaults: true } : {}),
      ...(flags.fault === undefined
        ? {}
        : {
            fault: {
              fault: readFault(flags.fault),
              ...(operationsStruck === undefined ? {} : { operations: operationsStruck }),
              ...(flags.resource === undefined ? {} : { resource: flags.resource }),
              ...(flags.times === undefined ? {} : { times: flags.times }),
            },
          }),
    }
    if (Object.keys(request).length === 1) {
      throw new UsageError('There is nothing to do', {
        hint: 'Give one of --set, --create, --delete, --random, --fault and --clear-faults.',
      })
    }
    const { done } = await controlClient(await readState(this.statePath(flags))).tamper(request)
    for (const { host, what } of done) this.log(`${host}: ${what}`)
  }
}

function changeOf(
  flags: { readonly set?: string | undefined; readonly create?: string | undefined; readonly delete?: string | undefined },
  values: Readonly<Record<string, string>>,
): Tampering | undefined {
  const given = Object.keys(values).length > 0
  if (flags.set !== undefined) {
    if (!given) throw new UsageError('--set needs something to set', { hint: 'Add Name=value, as in StartMode=Auto.' })
    return { action: 'set', path: flags.set, values }
  }
  if (flags.create !== undefined) return { action: 'create', path: flags.create, values }
  if (given) throw new UsageError('Assignments go with --set or --create', { hint: 'Name the object: --set PATH Name=value.' })
  return flags.delete === undefined ? undefined : { action: 'delete', path: flags.delete }
}
