import type { EngineEvent } from '../../../src/engine/events.js'
import type { HostPlan, PlannedResource } from '../../../src/engine/plan.js'
import {
  delta,
  hostPlan,
  javaHome,
  motd,
  oldShare,
  planned,
  recycleApp,
  runOf,
  searchPath,
  spooler,
  text,
  uint32,
  unchanged,
  unreachable,
} from './event-samples.js'

const roles = ['web', 'app', 'db', 'file']

/** A fleet of so many hosts that drifted believably: most match, some share a drift, a few are outliers. The same for the same size. */
export function sampleFleet(size: number): readonly HostPlan[] {
  return Array.from({ length: size }, (_, index) => samplePlan(index, size))
}

export function sampleDrift(size: number): readonly EngineEvent[] {
  return runOf('drift', sampleFleet(size))
}

function samplePlan(index: number, size: number): HostPlan {
  const role = roles[Math.floor((index * roles.length) / size)] ?? 'web'
  const number = index - Math.ceil((roles.indexOf(role) * size) / roles.length) + 1
  const host = `${role}${String(number).padStart(size > 400 ? 3 : 2, '0')}`
  if (index % 23 === 7) return unreachable(host)
  const matching = Array.from({ length: 14 }, (_, at) => ({ ...unchanged(host), identity: `Win32_Service.Name="Svc${at}"` }))
  const resources: PlannedResource[] = [...matching]
  if (index % 5 === 0) resources.push(spooler(host), oldShare(host))
  if (index % 7 === 2) resources.push(searchPath(host))
  if (role === 'app' && index % 3 === 0) resources.push(javaHome(host), recycleApp(host))
  if (index % 31 === 4) resources.push(motd(host))
  if (index % 11 === 3) resources.push(pageFile(host, 1024 + index * 16))
  const plan = hostPlan(host, resources)
  if (plan.state !== 'planned' || index % 41 !== 6) return plan
  return { ...plan, failed: [failedShare(host)] }
}

function pageFile(host: string, size: number): PlannedResource {
  return planned(host, 'web-baseline/page-file', 'Win32_PageFileSetting.Name="C:\\\\pagefile.sys"', {
    action: 'set',
    deltas: [delta('InitialSize', uint32(size), uint32(4096)), delta('MaximumSize', uint32(size * 2), uint32(8192))],
    warnings: ['A restart is needed before the new size is used.'],
  })
}

function failedShare(host: string) {
  const { address, identity } = planned(host, 'web-baseline/reports-share', 'Win32_Share.Name="reports"', {
    action: 'none',
    deltas: [delta('Path', text('a'), text('b'))],
  })
  return {
    address,
    identity,
    message: 'Access denied (0x80041003) reading Win32_Share in root/cimv2',
    hint: 'The account needs Enable Account and Remote Enable on the namespace root/cimv2.',
  }
}
