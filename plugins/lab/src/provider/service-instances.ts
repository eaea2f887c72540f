import type { CimClass, CimInstance } from 'wmctl'
import { makeInstance, type PlainValues, sharedInstance, withValues } from '../instance/make-instance.js'
import { buildNumber } from '../profile/product-version.js'
import type { RegistryTree } from '../registry/registry-tree.js'
import { writeServiceKey } from '../registry/service-key.js'
import { computerName } from '../seed/host-facts.js'
import { type ServiceRow, services } from '../seed/services.table.js'
import type { Machine } from './machine.js'

export interface InstalledService {
  readonly row: ServiceRow
  /** Of what the service needs, what the host has. */
  readonly needs: readonly string[]
  /** 0 when it does not run. */
  readonly processId: number
}

/** The services a host starts with, in the order of the table; those that share a process have its identifier in common. */
export function installedServices({ facts }: Pick<Machine, 'facts'>): readonly InstalledService[] {
  const random = facts.random('services')
  const build = buildNumber(facts.profile)
  const candidates = services.map((row) => {
    // Drawn for every row, so that a row's fate does not depend on the rows before it being there.
    const [present, running, step] = [random.next(), random.next(), random.integer(3, 40)]
    const fits = row.roles?.includes(facts.role) !== false && build >= (row.since ?? 0) && build <= (row.until ?? build)
    return { row, installed: fits && present < (row.installed ?? 1), runs: running < row.runs, step }
  })
  const installed = candidates.filter((candidate) => candidate.installed)
  const names = new Set(installed.map(({ row }) => row.name))
  const running = new Set(installed.filter(({ runs }) => runs).map(({ row }) => row.name))
  stopWithoutNeeds(installed, names, running)

  const processes = new Map<string, number>()
  let nextId = 400 + 4 * random.integer(0, 60)
  return installed.map(({ row, step }) => {
    nextId += 4 * step
    const needs = (row.needs ?? []).filter((name) => names.has(name))
    if (!running.has(row.name)) return { row, needs, processId: 0 }
    const processId = processes.get(row.path) ?? nextId
    processes.set(row.path, processId)
    return { row, needs, processId }
  })
}

/** Nothing runs without what it needs. */
function stopWithoutNeeds(
  installed: readonly { readonly row: ServiceRow }[],
  names: ReadonlySet<string>,
  running: Set<string>,
): void {
  for (let before = -1; before !== running.size; ) {
    before = running.size
    for (const { row } of installed) {
      if (row.needs?.some((name) => names.has(name) && !running.has(name))) running.delete(row.name)
    }
  }
}

const bases = new WeakMap<CimClass, Map<string, CimInstance>>()

/** Most of a service is the same on every host; only what differs is stored for each. */
export function serviceInstance(machine: Machine, declaration: CimClass, row: ServiceRow, processId: number): CimInstance {
  const state = processId === 0 ? 'stopped' : 'running'
  const known = bases.get(declaration) ?? new Map<string, CimInstance>()
  bases.set(declaration, known)
  const path = pathOn(row, machine)
  const key = `${path}/${row.name}/${state}`
  const base =
    known.get(key) ?? sharedInstance(declaration, { ...installedValues(row), PathName: path, ...stateValues(row, processId) })
  known.set(key, base)
  const own = { SystemName: computerName(machine.facts), ...(processId === 0 ? {} : { ProcessId: processId }) }
  return withValues(declaration, base, own)
}

/** The registry keys of the services a host starts with. */
export function writeServiceKeys(tree: RegistryTree, machine: Pick<Machine, 'facts'>): void {
  for (const { row } of installedServices(machine)) {
    writeServiceKey(tree, {
      name: row.name,
      displayName: row.displayName,
      path: pathOn(row, machine),
      account: row.account,
      startMode: row.startMode,
      delayed: isDelayedRow(row),
    })
  }
}

function isDelayedRow({ startMode, delayed }: ServiceRow): boolean {
  return startMode === 'Auto' && delayed === true
}

/** Service hosts are started with `-p` since Windows 10 1803 and Server 2019. */
function pathOn(row: ServiceRow, machine: Pick<Machine, 'facts'>): string {
  return buildNumber(machine.facts.profile) >= 17_134 ? row.path : row.path.replace(/ -p$/, '')
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
    StartMode: row.startMode,
    StartName: row.account,
    DelayedAutoStart: isDelayedRow(row),
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
