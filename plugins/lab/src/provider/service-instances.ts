import type { CimClass, CimInstance } from 'wmctl'
import { makeInstance, type PlainValues, sharedInstance, withValues } from '../instance/make-instance.js'
import { buildNumber } from '../profile/product-version.js'
import { computerName } from '../seed/host-facts.js'
import { type ServiceRow, services } from '../seed/services.table.js'
import type { Machine } from './machine.js'

export interface InstalledService {
  readonly row: ServiceRow
  /** 0 when it does not run. */
  readonly processId: number
}

/** The services a host starts with, in the order of the table; those that share a process have its identifier in common. */
export function* installedServices({ facts }: Machine): Generator<InstalledService> {
  const random = facts.random('services')
  const build = buildNumber(facts.profile)
  const processes = new Map<string, number>()
  let nextId = 400 + 4 * random.integer(0, 60)
  for (const row of services) {
    // Drawn for every row, so that a row's fate does not depend on the rows before it being there.
    const [present, running, step] = [random.next(), random.next(), random.integer(3, 40)]
    nextId += 4 * step
    if (row.roles !== undefined && !row.roles.includes(facts.role)) continue
    if (build < (row.since ?? 0) || build > (row.until ?? Number.POSITIVE_INFINITY)) continue
    if (present >= (row.installed ?? 1)) continue
    const processId = processes.get(row.path) ?? nextId
    if (running < row.runs) {
      processes.set(row.path, processId)
      yield { row, processId }
    } else {
      yield { row, processId: 0 }
    }
  }
}

const bases = new WeakMap<CimClass, Map<string, CimInstance>>()

/** Most of a service is the same on every host; only what differs is stored for each. */
export function serviceInstance(machine: Machine, declaration: CimClass, row: ServiceRow, processId: number): CimInstance {
  const state = processId === 0 ? 'stopped' : 'running'
  const known = bases.get(declaration) ?? new Map<string, CimInstance>()
  bases.set(declaration, known)
  const key = `${row.name}/${state}`
  const base = known.get(key) ?? sharedInstance(declaration, { ...installedValues(row), ...stateValues(row, processId) })
  known.set(key, base)
  const own = { SystemName: computerName(machine.facts), ...(processId === 0 ? {} : { ProcessId: processId }) }
  return withValues(declaration, base, own)
}

function stateValues(row: ServiceRow, processId: number): Record<string, string | number | boolean> {
  if (processId === 0) {
    // ERROR_SERVICE_NEVER_STARTED: nobody started it since the host came up.
    return { State: 'Stopped', Started: false, ProcessId: 0, ExitCode: 1077, AcceptStop: false, AcceptPause: false }
  }
  return {
    State: 'Running',
    Started: true,
    ExitCode: 0,
    AcceptStop: row.accepts.includes('S'),
    AcceptPause: row.accepts.includes('P'),
  }
}

function installedValues(row: ServiceRow): Record<string, string | number | boolean> {
  return {
    Name: row.name,
    Caption: row.displayName,
    DisplayName: row.displayName,
    Description: `${row.displayName}.`,
    PathName: row.path,
    StartMode: row.startMode,
    StartName: row.account,
    DelayedAutoStart: row.delayed ?? false,
    ServiceType: row.path.includes('svchost.exe') || row.path.includes('lsass.exe') ? 'Share Process' : 'Own Process',
    ...serviceConstants,
  }
}

const serviceConstants = {
  CheckPoint: 0,
  WaitHint: 0,
  TagId: 0,
  ServiceSpecificExitCode: 0,
  DesktopInteract: false,
  ErrorControl: 'Normal',
  Status: 'OK',
  CreationClassName: 'Win32_Service',
  SystemCreationClassName: 'Win32_ComputerSystem',
}

/** A service that Create makes: stopped, never started. */
export function newService(declaration: CimClass, machine: Machine, values: PlainValues): CimInstance {
  return makeInstance(declaration, {
    ...serviceConstants,
    State: 'Stopped',
    Started: false,
    ProcessId: 0,
    ExitCode: 1077,
    AcceptStop: false,
    AcceptPause: false,
    DelayedAutoStart: false,
    SystemName: machine.currentName,
    ...values,
  })
}
