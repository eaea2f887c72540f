import type { Diagnostic } from '../../../src/base/diagnostic.js'
import type { EngineEvent } from '../../../src/engine/events.js'
import type { HostPlan, PlannedResource } from '../../../src/engine/plan.js'
import {
  countActions,
  delta,
  hostPlan,
  javaHome,
  motd,
  oldShare,
  planned,
  recycleApp,
  refused,
  runOf,
  searchPath,
  spooler,
  started,
  text,
  texts,
  unchanged,
  unreachable,
} from './event-samples.js'

/** Streams as the engine emits them, one for each way a run can go. */
export const sampleStreams: Readonly<Record<string, readonly EngineEvent[]>> = {
  'plan-fleet': runOf('plan', planFleet()),
  'plan-nothing': runOf(
    'plan',
    webHosts(42).map((host) => hostPlan(host, [unchanged(host)])),
  ),
  'plan-unreachable': runOf('plan', ['web01', 'web02'].map(unreachable)),
  'drift-fleet': runOf('drift', planFleet()),
  'drift-nothing': runOf('drift', [hostPlan('web01', [unchanged('web01')])]),
  'apply-mixed': applyMixed(),
  'apply-batches': applyBatches(),
  'apply-cancelled': applyCancelled(),
  'plan-diagnostics': [...runOf('plan', []).slice(0, 1), ...diagnostics().map(raised), ...runOf('plan', []).slice(1)],
  'broken-off': runOf('plan', planFleet()).slice(0, 6),
}

export function webHosts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `web${String(index + 1).padStart(2, '0')}`)
}

function planFleet(): readonly HostPlan[] {
  const same = webHosts(12).map((host) => hostPlan(host, [spooler(host), oldShare(host), unchanged(host)]))
  const outlier = hostPlan('web13', [spooler('web13'), javaHome('web13'), recycleApp('web13'), searchPath('web13')])
  const values = hostPlan('app01', [motd('app01'), rename('app01'), script('app01')])
  const partly: HostPlan = {
    state: 'planned',
    host: 'db01',
    resources: [unchanged('db01')],
    failed: [
      {
        address: { host: 'db01', configuration: 'web-baseline', resource: 'reports' },
        identity: 'Win32_Share.Name="reports"',
        message: 'Access denied (0x80041003)',
        hint: 'Give the account Enable Account and Remote Enable on root/cimv2.',
        code: 'WMCTL_CIM',
      },
    ],
  }
  return [...same, outlier, values, partly, unreachable('web98'), unreachable('web99'), failedPlan('db02')]
}

function rename(host: string): PlannedResource {
  return planned(host, 'policy/computer', 'Win32_ComputerSystem=@', {
    action: 'replace',
    deltas: [
      delta('Roles', texts('LM_Workstation', 'NT'), texts('LM_Workstation', 'Server_NT', 'NT')),
      delta('Owner', text(null), text('IT\u001b[31m')),
    ],
    warnings: ['A restart is needed.'],
  })
}

function script(host: string): PlannedResource {
  return planned(host, 'policy/harden', 'psrp harden', { action: 'unknown', reason: 'the task has no test' })
}

function failedPlan(host: string): HostPlan {
  return {
    state: 'failed',
    host,
    failure: { code: 'WMCTL_PEER', message: `${host}: the answer is not XML: <html>`, hint: 'Is this port WinRM?' },
  }
}

function applyMixed(): readonly EngineEvent[] {
  const host = 'web01'
  const change = (resource: PlannedResource) => ({
    address: resource.address,
    identity: resource.identity,
    action: resource.change.action,
  })
  return [
    started('apply', 3),
    { type: 'host-apply-started', host },
    { type: 'change-started', resource: spooler(host) },
    { type: 'change-progressed', address: spooler(host).address, message: 'waiting for State = Stopped', milliseconds: 1500 },
    { type: 'change-completed', ...change(spooler(host)), milliseconds: 2300, warnings: [] },
    { type: 'change-started', resource: javaHome(host) },
    {
      type: 'change-completed',
      ...change(javaHome(host)),
      milliseconds: 300,
      warnings: ['Restart the service to see the new value.'],
    },
    { type: 'host-completed', host, state: 'changed' },
    { type: 'host-apply-started', host: 'web02' },
    { type: 'change-started', resource: javaHome('web02') },
    {
      type: 'change-failed',
      ...change(javaHome('web02')),
      failure: { code: 'WMCTL_CIM', message: 'web02:5985: Access denied (0x80041003)', hint: 'Run as an administrator.' },
    },
    { type: 'change-skipped', ...change(recycleApp('web02')), reason: 'dependency-failed', detail: 'java-home failed' },
    {
      type: 'change-skipped',
      ...change(oldShare('web02')),
      reason: 'stale',
      detail: 'Path was "C:\\Temp" when the plan was made and is "D:\\Temp" now',
    },
    { type: 'change-skipped', ...change(recycleApp('web02')), reason: 'not-triggered', detail: 'java-home did not change' },
    { type: 'host-completed', host: 'web02', state: 'failed' },
    {
      type: 'host-completed',
      host: 'web03',
      state: 'unreachable',
      failure: { ...refused, message: 'web03:5985: connection refused' },
    },
    {
      type: 'run-completed',
      command: 'apply',
      actions: { ...countActions([hostPlan(host, [spooler(host), javaHome(host)])]) },
      failures: [
        {
          address: javaHome('web02').address,
          identity: javaHome('web02').identity,
          action: 'create',
          message: 'Access denied (0x80041003)',
        },
        { address: oldShare('web02').address, identity: oldShare('web02').identity, action: 'delete', message: 'stale' },
      ],
      hosts: { total: 3, changed: 1, unchanged: 0, failed: 1, unreachable: 1, skipped: 0 },
      milliseconds: 4100,
      cancelled: false,
    },
  ]
}

/** Planned and applied in one go, host by host. */
function applyBatches(): readonly EngineEvent[] {
  const hosts = webHosts(4)
  const host = (name: string): readonly EngineEvent[] => {
    const { address, identity, change } = spooler(name)
    return [
      { type: 'host-started', host: name },
      { type: 'host-planned', plan: hostPlan(name, [spooler(name)]), milliseconds: 100 },
      { type: 'host-apply-started', host: name },
      { type: 'change-started', resource: spooler(name) },
      { type: 'change-completed', address, identity, action: change.action, milliseconds: 900, warnings: [] },
      { type: 'host-completed', host: name, state: 'changed' },
    ]
  }
  return [
    started('apply', 4),
    { type: 'batch-started', number: 1, of: 2, hosts: hosts.slice(0, 2) },
    ...hosts.slice(0, 2).flatMap(host),
    { type: 'batch-started', number: 2, of: 2, hosts: hosts.slice(2) },
    ...hosts.slice(2).flatMap(host),
    {
      type: 'run-completed',
      command: 'apply',
      actions: { create: 0, set: 4, delete: 0, replace: 0, invoke: 0, unknown: 0 },
      failures: [],
      hosts: { total: 4, changed: 4, unchanged: 0, failed: 0, unreachable: 0, skipped: 0 },
      milliseconds: 2000,
      cancelled: false,
    },
  ]
}

function applyCancelled(): readonly EngineEvent[] {
  const { address, identity, change } = spooler('web01')
  return [
    started('apply', 2),
    { type: 'host-apply-started', host: 'web01' },
    {
      type: 'change-skipped',
      address,
      identity,
      action: change.action,
      reason: 'cancelled',
      detail: 'the run was stopped before its turn',
    },
    { type: 'host-completed', host: 'web01', state: 'skipped' },
    { type: 'host-completed', host: 'web02', state: 'skipped' },
    {
      type: 'run-completed',
      command: 'apply',
      actions: { create: 0, set: 0, delete: 0, replace: 0, invoke: 0, unknown: 0 },
      failures: [],
      hosts: { total: 2, changed: 0, unchanged: 0, failed: 0, unreachable: 0, skipped: 2 },
      milliseconds: 700,
      cancelled: true,
    },
  ]
}

function diagnostics(): readonly Diagnostic[] {
  const lineText = '      StartMod: Disabled'
  return [
    {
      severity: 'error',
      summary: 'Unknown property',
      detail: "Win32_Service has no property 'StartMod'.",
      suggestion: 'StartMode',
      range: { file: 'web.yaml', start: { line: 14, column: 7 }, end: { line: 14, column: 15 }, lineText },
    },
    {
      severity: 'warning',
      summary: 'Property ignored',
      detail: "ignoreChanges lists 'Description', which the resource does not set. Remove it from the list.",
      address: 'web01/web-baseline/spooler',
    },
  ]
}

function raised(diagnostic: Diagnostic): EngineEvent {
  return { type: 'diagnostic', diagnostic }
}
