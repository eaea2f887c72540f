import { type CimClass, type CimInstance, cimDateTime } from 'wmctl'
import { makeInstance } from '../instance/make-instance.js'
import { disksOf } from '../seed/disks.js'
import type { HostProvider } from './host-provider.js'
import type { Machine } from './machine.js'
import { refuseModify } from './refusal.js'
import { cimv2 } from './store.js'

/** Classes that only describe the machine. */
export const hardware: readonly HostProvider[] = [
  readOnly('Win32_BIOS', bios),
  readOnly('Win32_ComputerSystemProduct', product),
  readOnly('Win32_DiskDrive', diskDrives),
  readOnly('Win32_PhysicalMemory', memory),
  readOnly('Win32_Processor', processor),
  readOnly('Win32_TimeZone', timeZone),
]

function readOnly(className: string, seed: (machine: Machine, declaration: CimClass) => readonly CimInstance[]): HostProvider {
  const refuse = (): never => refuseModify(className)
  return { namespace: cimv2, className, seed, create: refuse, modify: refuse, delete: refuse }
}

function bios(machine: Machine, declaration: CimClass): readonly CimInstance[] {
  const version = 'Hyper-V UEFI Release v4.1'
  return [
    makeInstance(declaration, {
      Name: version,
      Caption: version,
      Description: version,
      Version: 'VRTUAL - 1',
      SoftwareElementID: version,
      SoftwareElementState: 3,
      TargetOperatingSystem: 0,
      BIOSVersion: ['VRTUAL - 1', version],
      Manufacturer: 'Microsoft Corporation',
      PrimaryBIOS: true,
      ReleaseDate: cimDateTime(Date.UTC(2021, 3, 6)),
      SerialNumber: serialNumber(machine),
      SMBIOSBIOSVersion: version,
      SMBIOSMajorVersion: 3,
      SMBIOSMinorVersion: 1,
      SMBIOSPresent: true,
      Status: 'OK',
      CurrentLanguage: 'enUS',
      InstallableLanguages: 1,
      ListOfLanguages: ['enUS'],
    }),
  ]
}

function product(machine: Machine, declaration: CimClass): readonly CimInstance[] {
  return [
    makeInstance(declaration, {
      IdentifyingNumber: serialNumber(machine),
      Name: 'Virtual Machine',
      Version: 'Hyper-V UEFI Release v4.1',
      Vendor: 'Microsoft Corporation',
      Caption: 'Computer System Product',
      Description: 'Computer System Product',
      UUID: machine.facts.random('uuid').guid().slice(1, -1),
    }),
  ]
}

function diskDrives(machine: Machine, declaration: CimClass): readonly CimInstance[] {
  return disksOf(machine.facts).map((disk, index) => {
    const id = `\\\\.\\PHYSICALDRIVE${index}`
    return makeInstance(declaration, {
      DeviceID: id,
      Name: id,
      Index: index,
      Caption: 'Microsoft Virtual Disk',
      Model: 'Microsoft Virtual Disk',
      Description: 'Disk drive',
      Manufacturer: '(Standard disk drives)',
      InterfaceType: 'SCSI',
      MediaType: 'Fixed hard disk media',
      MediaLoaded: true,
      BytesPerSector: 512,
      Partitions: index === 0 ? 3 : 1,
      Size: disk.size,
      Status: 'OK',
      SystemName: machine.currentName,
      CreationClassName: 'Win32_DiskDrive',
      SystemCreationClassName: 'Win32_ComputerSystem',
    })
  })
}

function memory(machine: Machine, declaration: CimClass): readonly CimInstance[] {
  return [
    makeInstance(declaration, {
      Tag: 'Physical Memory 0',
      Name: 'Physical Memory',
      Caption: 'Physical Memory',
      Description: 'Physical Memory',
      BankLabel: 'None',
      DeviceLocator: 'M0001',
      Capacity: machine.facts.memoryBytes,
      Manufacturer: 'Microsoft Corporation',
      CreationClassName: 'Win32_PhysicalMemory',
      FormFactor: 0,
      MemoryType: 0,
      SMBIOSMemoryType: 2,
    }),
  ]
}

const processors: readonly [ProcessorModel, ...ProcessorModel[]] = [
  { name: 'Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz', speed: 2494 },
  { name: 'Intel(R) Xeon(R) Silver 4214 CPU @ 2.20GHz', speed: 2195 },
  { name: 'AMD EPYC 7543 32-Core Processor', speed: 2794 },
]

interface ProcessorModel {
  readonly name: string
  /** Megahertz. */
  readonly speed: number
}

function processor(machine: Machine, declaration: CimClass): readonly CimInstance[] {
  const random = machine.facts.random('processor')
  const { name, speed } = random.pick(processors)
  return [
    makeInstance(declaration, {
      DeviceID: 'CPU0',
      Name: name,
      Caption: 'Intel64 Family 6 Model 85 Stepping 7',
      Description: 'Intel64 Family 6 Model 85 Stepping 7',
      Manufacturer: name.startsWith('AMD') ? 'AuthenticAMD' : 'GenuineIntel',
      AddressWidth: 64,
      Architecture: 9,
      DataWidth: 64,
      Availability: 3,
      CpuStatus: 1,
      CurrentClockSpeed: speed,
      MaxClockSpeed: speed,
      LoadPercentage: random.integer(0, 60),
      NumberOfCores: machine.facts.processors,
      NumberOfLogicalProcessors: machine.facts.processors,
      ProcessorType: 3,
      Role: 'CPU',
      SocketDesignation: 'None',
      Status: 'OK',
      StatusInfo: 3,
      CreationClassName: 'Win32_Processor',
      SystemCreationClassName: 'Win32_ComputerSystem',
      SystemName: machine.currentName,
    }),
  ]
}

function timeZone(_machine: Machine, declaration: CimClass): readonly CimInstance[] {
  return [
    makeInstance(declaration, {
      StandardName: 'Coordinated Universal Time',
      DaylightName: 'Coordinated Universal Time',
      Caption: '(UTC) Coordinated Universal Time',
      Description: '(UTC) Coordinated Universal Time',
      SettingID: '(UTC) Coordinated Universal Time',
      Bias: 0,
      DaylightBias: -60,
      StandardBias: 0,
    }),
  ]
}

function serialNumber(machine: Machine): string {
  const random = machine.facts.random('serial number')
  const group = (): string => String(random.integer(1000, 9999))
  return [group(), group(), group(), group(), group(), group(), String(random.integer(10, 99))].join('-')
}
