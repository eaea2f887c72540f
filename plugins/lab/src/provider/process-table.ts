import { type CimClass, type CimInstance, cimDateTime, type ProviderContext, propertyValue } from 'wmctl'
import { makeInstance, type PlainValues } from '../instance/make-instance.js'
import type { Machine } from './machine.js'
import { cimv2, classOf, pathTo } from './store.js'

export interface NewProcess {
  readonly processId: number
  readonly commandLine: string | null
  readonly name: string
  readonly executablePath: string | null
  readonly parent: number
  readonly sessionId: number
  readonly created: number
}

/** Starts a process and returns its identifier. */
export function addProcess(machine: Machine, context: ProviderContext, commandLine: string): number {
  const processId = freeProcessId(context)
  const executablePath = executableOf(commandLine)
  const declaration = classOf(machine, cimv2, 'Win32_Process')
  const created = context.now()
  const name = executablePath.slice(executablePath.lastIndexOf('\\') + 1)
  context.repository.put(
    cimv2,
    processInstance(machine, declaration, { processId, commandLine, executablePath, name, created, parent: 4, sessionId: 0 }),
  )
  return processId
}

export function removeProcess(context: ProviderContext, processId: number): void {
  context.repository.remove(pathTo(cimv2, 'Win32_Process', { Handle: String(processId) }))
}

export function processInstance(machine: Machine, declaration: CimClass, process: NewProcess): CimInstance {
  const random = machine.facts.random(`process ${process.processId}`)
  const workingSet = BigInt(random.integer(800, 60_000)) * 4096n
  return makeInstance(declaration, {
    ...processConstants,
    Name: process.name,
    Caption: process.name,
    Description: process.name,
    Handle: String(process.processId),
    ProcessId: process.processId,
    ParentProcessId: process.parent,
    CommandLine: process.commandLine,
    ExecutablePath: process.executablePath,
    SessionId: process.sessionId,
    CreationDate: cimDateTime(process.created),
    CSName: machine.currentName,
    OSName: machine.facts.profile.caption,
    WindowsVersion: machine.facts.profile.osVersion,
    HandleCount: random.integer(60, 1800),
    ThreadCount: random.integer(2, 40),
    KernelModeTime: BigInt(random.integer(1, 90_000)) * 156_250n,
    UserModeTime: BigInt(random.integer(1, 90_000)) * 156_250n,
    PageFaults: random.integer(2_000, 900_000),
    PageFileUsage: Number(workingSet / 1536n),
    PeakPageFileUsage: Number(workingSet / 1024n),
    WorkingSetSize: workingSet,
    PeakWorkingSetSize: Number(workingSet / 1024n) + random.integer(0, 9000),
    VirtualSize: 2_203_318_222_848n + BigInt(random.integer(0, 900)) * 65_536n,
    PrivatePageCount: workingSet / 2n,
  })
}

/** The program of a command line: what is quoted, or what comes before the first space. */
export function executableOf(commandLine: string): string {
  const text = commandLine.trim()
  const quoted = /^"([^"]*)"/.exec(text)
  return quoted?.[1] ?? text.split(/\s/, 1)[0] ?? ''
}

const processConstants: PlainValues = {
  CreationClassName: 'Win32_Process',
  CSCreationClassName: 'Win32_ComputerSystem',
  OSCreationClassName: 'Win32_OperatingSystem',
  Priority: 8,
  MinimumWorkingSetSize: 200,
  MaximumWorkingSetSize: 1380,
  QuotaNonPagedPoolUsage: 15,
  QuotaPagedPoolUsage: 140,
  QuotaPeakNonPagedPoolUsage: 18,
  QuotaPeakPagedPoolUsage: 143,
  ReadOperationCount: 0n,
  ReadTransferCount: 0n,
  WriteOperationCount: 0n,
  WriteTransferCount: 0n,
  OtherOperationCount: 0n,
  OtherTransferCount: 0n,
}

/** Process identifiers are multiples of four. */
function freeProcessId(context: ProviderContext): number {
  let highest = 4
  for (const process of context.repository.list(cimv2, 'Win32_Process')) {
    highest = Math.max(highest, Number(propertyValue(process, 'ProcessId')))
  }
  return highest + 4
}
