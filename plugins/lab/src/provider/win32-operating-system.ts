import { type CimClass, type CimInstance, cimDateTime, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { buildNumber } from '../profile/product-version.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { numberInput, textInput } from './inputs.js'
import type { Machine } from './machine.js'
import { refuseModify, writableChanges } from './refusal.js'
import { restart } from './restart.js'
import { returns } from './result.js'
import { cimv2 } from './store.js'

/** Win32_OperatingSystem. A restart takes no time in the lab: the host answers on, with a new boot time. */
export const win32OperatingSystem: HostProvider = {
  namespace: cimv2,
  className: 'Win32_OperatingSystem',
  *seed(machine, declaration, context) {
    yield operatingSystem(machine, declaration, context.now())
  },
  refresh(machine, context) {
    const now = cimDateTime(context.now())
    for (const current of context.repository.list(cimv2, 'Win32_OperatingSystem')) {
      const booted = cimDateTime(machine.bootedAt)
      if (dmtfOf(current, 'LocalDateTime') === now.dmtf && dmtfOf(current, 'LastBootUpTime') === booted.dmtf) continue
      const values = { LocalDateTime: now, LastBootUpTime: booted, CSName: machine.currentName }
      context.repository.put(cimv2, withValues(context.class, current, values))
    }
  },
  create: () => refuseModify('Win32_OperatingSystem'),
  modify(_machine, context, current, properties) {
    return withValues(context.class, current, writableChanges(current, properties.filter(isSteady), writable))
  },
  delete: () => refuseModify('Win32_OperatingSystem'),
  methods: {
    Reboot: ({ machine, context }) => {
      restart(machine, context)
      return returns(0)
    },
    Shutdown: ({ machine }) => {
      machine.powerOff()
      return returns(0)
    },
    Win32Shutdown: shutdown,
    Win32ShutdownTracker: shutdown,
    SetDateTime: ({ inputs }) => returns(textInput(inputs, 'LocalDatetime') === undefined ? 87 : 0),
  },
}

const writable = ['Description', 'ForegroundApplicationBoost', 'QuantumLength', 'QuantumType']

/** A whole Put carries the clock as it was read; that is no attempt to write it. */
function isSteady({ name }: { readonly name: string }): boolean {
  return !/^(LocalDateTime|Free\w+|NumberOfProcesses)$/i.test(name)
}

/** Flags: 0 log off, 1 shut down, 2 restart, 8 power off; 4 forces. */
function shutdown({ machine, context, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const flags = numberInput(inputs, 'Flags') ?? 0
  if (flags < 0 || flags > 15) return returns(87)
  if ((flags & 2) !== 0) restart(machine, context)
  else if ((flags & 9) !== 0) machine.powerOff()
  return returns(0)
}

function operatingSystem(machine: Machine, declaration: CimClass, now: number): CimInstance {
  const { facts } = machine
  const random = facts.random('operating system')
  const kilobytes = facts.memoryBytes / 1024n
  const free = (kilobytes * BigInt(random.integer(20, 70))) / 100n
  const page = kilobytes / 6n
  return makeInstance(declaration, {
    ...constants,
    Caption: facts.profile.caption,
    Name: `${facts.profile.caption}|C:\\Windows|\\Device\\Harddisk0\\Partition2`,
    Version: facts.profile.osVersion,
    BuildNumber: String(buildNumber(facts.profile)),
    ServicePackMajorVersion: facts.profile.servicePack,
    CSDVersion: facts.profile.servicePack === 0 ? null : `Service Pack ${facts.profile.servicePack}`,
    CSName: machine.currentName,
    Description: random.chance(0.4) ? `${facts.role} server (${facts.environment})` : '',
    SerialNumber: `00${random.integer(376, 455)}-${random.integer(10_000, 99_999)}-${random.integer(10_000, 99_999)}-AA${random.integer(100, 999)}`,
    InstallDate: cimDateTime(facts.installed),
    LastBootUpTime: cimDateTime(machine.bootedAt),
    LocalDateTime: cimDateTime(now),
    TotalVisibleMemorySize: kilobytes,
    FreePhysicalMemory: free,
    TotalVirtualMemorySize: kilobytes + page,
    FreeVirtualMemory: free + page / 2n,
    SizeStoredInPagingFiles: page,
    FreeSpaceInPagingFiles: page - page / 20n,
    NumberOfProcesses: random.integer(48, 160),
    NumberOfUsers: random.integer(0, 4),
  })
}

const constants = {
  CreationClassName: 'Win32_OperatingSystem',
  CSCreationClassName: 'Win32_ComputerSystem',
  Manufacturer: 'Microsoft Corporation',
  Status: 'OK',
  OSArchitecture: '64-bit',
  OSType: 18,
  OSLanguage: 1033,
  OSProductSuite: 272,
  SuiteMask: 272,
  OperatingSystemSKU: 7,
  ProductType: 3,
  BuildType: 'Multiprocessor Free',
  BootDevice: '\\Device\\HarddiskVolume1',
  SystemDevice: '\\Device\\HarddiskVolume2',
  SystemDirectory: 'C:\\Windows\\system32',
  SystemDrive: 'C:',
  WindowsDirectory: 'C:\\Windows',
  CodeSet: '1252',
  CountryCode: '1',
  Locale: '0409',
  MUILanguages: ['en-US'],
  CurrentTimeZone: 0,
  DataExecutionPrevention_32BitApplications: true,
  DataExecutionPrevention_Available: true,
  DataExecutionPrevention_Drivers: true,
  DataExecutionPrevention_SupportPolicy: 3,
  Debug: false,
  Distributed: false,
  EncryptionLevel: 256,
  ForegroundApplicationBoost: 2,
  MaxNumberOfProcesses: 4_294_967_295,
  MaxProcessMemorySize: 137_438_953_344n,
  NumberOfLicensedUsers: 0,
  Organization: 'Example Corp',
  PortableOperatingSystem: false,
  Primary: true,
  RegisteredUser: 'Windows User',
}

function dmtfOf(instance: CimInstance, name: string): string | undefined {
  const value = propertyValue(instance, name)
  return typeof value === 'object' && value !== null && 'dmtf' in value ? value.dmtf : undefined
}
