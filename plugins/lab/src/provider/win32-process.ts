import { CimError, type CimInstance, propertyValue } from 'wmctl'
import { withValues } from '../instance/make-instance.js'
import { systemProcesses } from '../seed/processes.table.js'
import { isSystemCommand, pathExists } from './file-system.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { numberInput, textInput } from './inputs.js'
import { addProcess, executableOf, processInstance, removeProcess } from './process-table.js'
import { refuseModify } from './refusal.js'
import { output, returns } from './result.js'
import { installedServices } from './service-instances.js'
import { cimv2, textOf } from './store.js'

/** Return codes of the methods of Win32_Process, as documented. */
const processCode = { success: 0, accessDenied: 2, pathNotFound: 9, invalidParameter: 21 } as const

/** Win32_Process: those of the system, of services that run, and those that Create started. */
export const win32Process: HostProvider = {
  namespace: cimv2,
  className: 'Win32_Process',
  *seed(machine, declaration) {
    const created = machine.bootedAt
    for (const row of systemProcesses) {
      const executablePath = row.image
      yield processInstance(machine, declaration, {
        ...row,
        executablePath,
        commandLine: executablePath,
        created,
        parent: row.parent,
      })
    }
    const seen = new Set<number>([0])
    for (const { row, processId } of installedServices(machine)) {
      if (seen.has(processId)) continue
      seen.add(processId)
      const executablePath = executableOf(row.path)
      const name = executablePath.slice(executablePath.lastIndexOf('\\') + 1)
      yield processInstance(machine, declaration, {
        processId,
        name,
        executablePath,
        commandLine: row.path,
        created: created + processId * 10,
        parent: 96,
        sessionId: 0,
      })
    }
  },
  create(_machine, _context, instance) {
    throw new CimError('providerNotCapable', `${instance.className} instances come to be through its method Create`)
  },
  modify: () => refuseModify('Win32_Process'),
  delete(_machine, _context, current) {
    if (isProtected(current)) throw new CimError('accessDenied', `${textOf(current, 'Name')} cannot be ended`)
  },
  methods: { Create: create, Terminate: terminate, GetOwner: owner, GetOwnerSid: ownerSid, SetPriority: setPriority },
}

function create({ machine, context, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const commandLine = textInput(inputs, 'CommandLine')
  if (commandLine === undefined || commandLine.trim() === '') return returns(processCode.invalidParameter)
  const directory = textInput(inputs, 'CurrentDirectory')
  if (directory !== undefined && !pathExists(directory)) return returns(processCode.pathNotFound)
  const program = executableOf(commandLine)
  if (!(program.includes('\\') ? pathExists(program) : isSystemCommand(program))) return returns(processCode.pathNotFound)
  return returns(processCode.success, output('ProcessId', 'uint32', addProcess(machine, context, commandLine)))
}

function terminate({ context, current }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  if (current === undefined) return returns(processCode.invalidParameter)
  if (isProtected(current)) return returns(processCode.accessDenied)
  removeProcess(context, Number(propertyValue(current, 'ProcessId')))
  return returns(processCode.success)
}

function owner({ current }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  if (current === undefined) return returns(processCode.invalidParameter)
  if (Number(propertyValue(current, 'ProcessId')) === 0) return returns(processCode.accessDenied)
  return returns(processCode.success, output('User', 'string', 'SYSTEM'), output('Domain', 'string', 'NT AUTHORITY'))
}

function ownerSid({ current }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  if (current === undefined) return returns(processCode.invalidParameter)
  if (Number(propertyValue(current, 'ProcessId')) === 0) return returns(processCode.accessDenied)
  return returns(processCode.success, output('Sid', 'string', 'S-1-5-18'))
}

/** The base priority Win32_Process.Priority shows for each class that SetPriority takes. */
const basePriorities = new Map([
  [64, 4],
  [16_384, 6],
  [32, 8],
  [32_768, 10],
  [128, 13],
  [256, 24],
])

function setPriority({ context, current, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const priority = basePriorities.get(numberInput(inputs, 'Priority') ?? 0)
  if (current === undefined || priority === undefined) return returns(processCode.invalidParameter)
  if (isProtected(current)) return returns(processCode.accessDenied)
  context.repository.put(cimv2, withValues(context.class, current, { Priority: priority }))
  return returns(processCode.success)
}

/** Processes without which Windows stops. */
function isProtected(process: CimInstance): boolean {
  const name = textOf(process, 'Name').toLowerCase()
  return systemProcesses.some((row) => row.name.toLowerCase() === name)
}
