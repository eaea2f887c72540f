import { CimError, type CimInstance, type ProviderContext } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { buildNumber } from '../profile/product-version.js'
import { labDomain } from '../seed/host-facts.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { numberInput, textInput } from './inputs.js'
import type { Machine } from './machine.js'
import { managesPageFile } from './page-file.js'
import { refuseModify, writableChanges } from './refusal.js'
import { returns } from './result.js'
import { cimv2, classOf, pathTo, textOf } from './store.js'
import { pageFileSetting } from './win32-page-file-setting.js'

/** Return codes of Rename, JoinDomainOrWorkgroup and UnjoinDomainOrWorkgroup: Win32 errors. */
const joinCode = {
  success: 0,
  invalidParameter: 87,
  logonFailure: 1326,
  noSuchDomain: 1355,
  invalidComputerName: 1210,
  alreadyJoined: 2691,
  notJoined: 2692,
} as const

/** Bit of FJoinOptions that joins a domain; without it the host joins a workgroup (NETSETUP_JOIN_DOMAIN). */
const joinDomain = 1

/** Win32_ComputerSystem. A new name takes effect with the next restart. */
export const win32ComputerSystem: HostProvider = {
  namespace: cimv2,
  className: 'Win32_ComputerSystem',
  *seed(machine, declaration) {
    const { facts } = machine
    const random = facts.random('computer system')
    yield makeInstance(declaration, {
      ...constants,
      Name: machine.currentName,
      Caption: machine.currentName,
      DNSHostName: facts.name,
      Description: 'AT/AT COMPATIBLE',
      ...membership(facts.domain),
      AutomaticManagedPagefile: managesPageFile(machine),
      TotalPhysicalMemory: facts.memoryBytes - 1_048_576n * BigInt(random.integer(1, 40)),
      NumberOfProcessors: 1,
      NumberOfLogicalProcessors: facts.processors,
      SystemSKUNumber: '',
      Roles: ['LM_Workstation', 'LM_Server', 'NT', 'Server_NT'],
      OEMStringArray: ['[MS_VM_CERT/SHA1/9b80ca0d5dd061ec9da4e494f4c3fd1196270c22]', 'Virtual Machine'],
      ...(buildNumber(facts.profile) >= 9200 ? { HypervisorPresent: true } : {}),
    })
  },
  create: () => refuseModify('Win32_ComputerSystem'),
  modify(machine, context, current, properties) {
    const changes = writableChanges(current, properties, writable)
    const managed = changes['AutomaticManagedPagefile']
    if (managed === null) throw new CimError('invalidParameter', 'AutomaticManagedPagefile is true or false')
    if (typeof managed === 'boolean') switchPageFile(machine, context, managed)
    return withValues(context.class, current, changes)
  },
  delete: () => refuseModify('Win32_ComputerSystem'),
  methods: { Rename: rename, JoinDomainOrWorkgroup: join, UnjoinDomainOrWorkgroup: unjoin, SetPowerState: () => returns(1) },
}

const writable = [
  'AutomaticManagedPagefile',
  'AutomaticResetBootOption',
  'CurrentTimeZone',
  'EnableDaylightSavingsTime',
  'Roles',
  'SystemStartupDelay',
  'SystemStartupOptions',
  'SystemStartupSetting',
  'Workgroup',
]

const constants = {
  CreationClassName: 'Win32_ComputerSystem',
  Manufacturer: 'Microsoft Corporation',
  Model: 'Virtual Machine',
  SystemFamily: 'Virtual Machine',
  SystemType: 'x64-based PC',
  PCSystemType: 1,
  Status: 'OK',
  BootupState: 'Normal boot',
  ChassisBootupState: 3,
  PowerState: 0,
  PowerSupplyState: 3,
  ThermalState: 3,
  WakeUpType: 6,
  AdminPasswordStatus: 3,
  KeyboardPasswordStatus: 3,
  PowerOnPasswordStatus: 3,
  FrontPanelResetStatus: 3,
  ResetCapability: 1,
  ResetCount: -1,
  ResetLimit: -1,
  PauseAfterReset: -1n,
  AutomaticResetBootOption: true,
  AutomaticResetCapability: true,
  BootROMSupported: true,
  CurrentTimeZone: 0,
  DaylightInEffect: false,
  EnableDaylightSavingsTime: true,
  InfraredSupported: false,
  NetworkServerModeEnabled: true,
  PowerManagementSupported: false,
  PrimaryOwnerName: 'Windows User',
}

function membership(domain: string | undefined): Record<string, string | number | boolean | null> {
  return domain === undefined
    ? { Domain: 'WORKGROUP', Workgroup: 'WORKGROUP', PartOfDomain: false, DomainRole: 2 }
    : { Domain: domain, Workgroup: null, PartOfDomain: true, DomainRole: 3 }
}

function switchPageFile(machine: Machine, context: ProviderContext, managed: boolean): void {
  const name = 'C:\\pagefile.sys'
  if (!managed) {
    context.repository.put(cimv2, pageFileSetting(classOf(machine, cimv2, 'Win32_PageFileSetting'), name, 0, 0))
    return
  }
  for (const setting of Array.from(context.repository.list(cimv2, 'Win32_PageFileSetting'))) {
    context.repository.remove(pathTo(cimv2, 'Win32_PageFileSetting', { Name: textOf(setting, 'Name') }))
  }
}

function rename({ machine, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = textInput(inputs, 'Name') ?? ''
  if (name === '') return returns(joinCode.invalidParameter)
  if (name.length > 15 || !/^[A-Za-z0-9_-]+$/.test(name) || /^[0-9]+$/.test(name)) return returns(joinCode.invalidComputerName)
  machine.pendingName = name.toUpperCase() === machine.currentName ? undefined : name
  machine.registry.set('HKLM', 'SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName', 'ComputerName', {
    type: 'REG_SZ',
    value: name.toUpperCase(),
  })
  return returns(joinCode.success)
}

function join({ machine, context, current, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = textInput(inputs, 'Name') ?? ''
  if (current === undefined || name === '') return returns(joinCode.invalidParameter)
  const intoDomain = ((numberInput(inputs, 'FJoinOptions') ?? 0) & joinDomain) !== 0
  if (!intoDomain) {
    store(machine, context, current, { ...membership(undefined), Domain: name, Workgroup: name })
    return returns(joinCode.success)
  }
  if (textOf(current, 'Domain').toLowerCase() === name.toLowerCase()) return returns(joinCode.alreadyJoined)
  if (name.toLowerCase() !== labDomain) return returns(joinCode.noSuchDomain)
  if ((textInput(inputs, 'Password') ?? '') === '' || (textInput(inputs, 'UserName') ?? '') === '') {
    return returns(joinCode.logonFailure)
  }
  store(machine, context, current, membership(name))
  return returns(joinCode.success)
}

function unjoin({ machine, context, current }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  if (current === undefined) return returns(joinCode.invalidParameter)
  if (current.properties.get('partofdomain')?.value !== true) return returns(joinCode.notJoined)
  store(machine, context, current, membership(undefined))
  return returns(joinCode.success)
}

function store(machine: Machine, context: ProviderContext, current: CimInstance, values: ReturnType<typeof membership>): void {
  context.repository.put(cimv2, withValues(classOf(machine, cimv2, 'Win32_ComputerSystem'), current, values))
}
