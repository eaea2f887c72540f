import type { TypedValue } from '../../../src/cim/value.js'
import type { EngineEvent, RunCommand } from '../../../src/engine/events.js'
import type { ActionCounts, Failure, HostCounts, HostPlan, PlannedResource } from '../../../src/engine/plan.js'
import type { PropertyDelta, ResourceChange, ShownValue } from '../../../src/engine/resource-type.js'

/** Values, plans and streams as the engine makes them, for tests of views. */

export const noTime = Date.UTC(2026, 10, 24, 2, 30, 0)

export function text(value: string | null): TypedValue {
  return { type: 'string', array: false, value }
}

export function texts(...value: readonly string[]): TypedValue {
  return { type: 'string', array: true, value }
}

export function uint32(value: number): TypedValue {
  return { type: 'uint32', array: false, value }
}

export function delta(
  name: string,
  before: ShownValue | undefined,
  after: ShownValue | undefined,
  equal?: string,
): PropertyDelta {
  return { name, before, after, ...(equal === undefined ? {} : { equal }) }
}

export function planned(
  host: string,
  place: `${string}/${string}`,
  identity: string,
  change: Partial<ResourceChange> & Pick<ResourceChange, 'action'>,
): PlannedResource {
  const [configuration = '', resource = ''] = place.split('/')
  return {
    address: { host, configuration, resource },
    identity,
    document: {
      configuration,
      name: resource,
      kind: 'cim',
      fields: { password: { secret: { env: 'NEVER_SHOWN' } } },
      dependsOn: [],
      lifecycle: { preventDestroy: false, ignoreChanges: [] },
      onChanged: undefined,
      range: undefined,
    },
    change: { deltas: [], steps: [], warnings: [], ...change },
    fingerprint: 'f00d',
  }
}

export function spooler(host: string): PlannedResource {
  return planned(host, 'web-baseline/spooler', 'Win32_Service.Name="Spooler"', {
    action: 'set',
    deltas: [delta('StartMode', text('Auto'), text('Disabled')), delta('State', text('Running'), text('Stopped'))],
    steps: ['ChangeStartMode(StartMode="Disabled")', 'StopService()'],
  })
}

export function javaHome(host: string): PlannedResource {
  return planned(host, 'web-baseline/java-home', 'Win32_Environment.Name="JAVA_HOME",UserName="<SYSTEM>"', {
    action: 'create',
    deltas: [delta('VariableValue', undefined, text('C:\\Program Files\\Java\\jdk-21'))],
    steps: ['Create(Win32_Environment)'],
  })
}

export function oldShare(host: string): PlannedResource {
  return planned(host, 'web-baseline/old-share', 'Win32_Share.Name="temp$"', {
    action: 'delete',
    deltas: [delta('Path', text('C:\\Temp'), undefined), delta('Type', uint32(0), undefined)],
    steps: ['Delete()'],
  })
}

export function recycleApp(host: string): PlannedResource {
  return planned(host, 'web-baseline/recycle-app', 'Win32_Service.Name="AppSvc"', {
    action: 'invoke',
    reason: 'java-home changed',
    steps: ['StopService()'],
  })
}

export function unchanged(host: string): PlannedResource {
  return planned(host, 'web-baseline/time-service', 'Win32_Service.Name="W32Time"', {
    action: 'none',
    deltas: [delta('StartMode', text('Automatic'), text('Auto'), 'value map: Auto is Automatic')],
  })
}

export function searchPath(host: string): PlannedResource {
  const before = [
    'C:\\Windows\\system32',
    'C:\\Windows',
    'C:\\Windows\\System32\\Wbem',
    'C:\\Tools',
    'C:\\Program Files\\Git\\cmd',
  ]
  const after = before.map((one) => (one === 'C:\\Tools' ? 'C:\\Program Files\\Java\\jdk-21\\bin' : one))
  return planned(host, 'web-baseline/search-path', 'Win32_Environment.Name="Path",UserName="<SYSTEM>"', {
    action: 'set',
    deltas: [delta('VariableValue', text(before.join(';')), text(after.join(';')))],
  })
}

export function motd(host: string): PlannedResource {
  const lines = [
    'Welcome.',
    '',
    'This system is for authorised use only.',
    'Contact: it@corp.example',
    'Building 4',
    'Floor 2',
    'Room 17',
  ]
  const now = lines.map((line) => (line.startsWith('Contact') ? 'Contact: helpdesk@corp.example, extension 4711' : line))
  return planned(
    host,
    'policy/legal-notice',
    'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\legalnoticetext',
    {
      action: 'set',
      deltas: [
        delta('Value', text(lines.join('\r\n')), text(now.join('\r\n'))),
        delta('Admins', texts('CORP\\alice', 'CORP\\bob', 'CORP\\carol'), texts('CORP\\alice', 'CORP\\dave', 'CORP\\carol')),
        delta('Password', { sensitive: true, hash: 'aa11' }, { sensitive: true, hash: 'bb22' }),
      ],
      warnings: ['The notice is shown after the next sign-in.'],
    },
  )
}

export function hostPlan(host: string, resources: readonly PlannedResource[]): HostPlan {
  return { state: 'planned', host, resources, failed: [] }
}

export const refused: Failure = {
  code: 'WMCTL_TRANSPORT',
  message: 'connection refused',
  hint: 'Check that WinRM listens on the port: winrm enumerate winrm/config/listener.',
}

export function unreachable(host: string): HostPlan {
  return { state: 'unreachable', host, failure: { ...refused, message: `${host}:5985: ${refused.message}` } }
}

/** The events of a plan or drift run over these host plans, with counts as the engine counts. */
export function runOf(command: 'plan' | 'drift', plans: readonly HostPlan[]): readonly EngineEvent[] {
  const failures = plans.flatMap((plan) => (plan.state === 'planned' ? plan.failed : []))
  return [
    started(command, plans.length),
    ...plans.flatMap((plan): readonly EngineEvent[] => [
      { type: 'host-started', host: plan.host },
      { type: 'host-planned', plan, milliseconds: 420 },
    ]),
    {
      type: 'run-completed',
      command,
      actions: countActions(plans),
      failures,
      hosts: countHosts(plans),
      milliseconds: 5230,
      cancelled: false,
    },
  ]
}

export function started(command: RunCommand, hosts: number): EngineEvent {
  return { type: 'run-started', command, runId: 'run-1', hosts, resources: hosts * 5, time: noTime }
}

export function countActions(plans: readonly HostPlan[]): ActionCounts {
  const counts = { create: 0, set: 0, delete: 0, replace: 0, invoke: 0, unknown: 0 }
  for (const plan of plans) {
    if (plan.state !== 'planned') continue
    for (const { change } of plan.resources) if (change.action !== 'none') counts[change.action] += 1
  }
  return counts
}

function countHosts(plans: readonly HostPlan[]): HostCounts {
  const counts = { total: plans.length, changed: 0, unchanged: 0, failed: 0, unreachable: 0, skipped: 0 }
  for (const plan of plans) {
    if (plan.state !== 'planned') counts[plan.state] += 1
    else if (plan.failed.length > 0) counts.failed += 1
    else counts[plan.resources.some(({ change }) => change.action !== 'none') ? 'changed' : 'unchanged'] += 1
  }
  return counts
}
