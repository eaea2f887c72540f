import { type CimClass, CimError, type CimInstance, type ProviderContext, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { disksOf } from '../seed/disks.js'
import type { HostProvider } from './host-provider.js'
import type { Machine } from './machine.js'
import { refuseModify, writableChanges } from './refusal.js'
import { returns } from './result.js'
import { cimv2, classOf, findByText, textOf } from './store.js'
import { checkLabel } from './volume-label.js'

/** Win32_LogicalDisk: its VolumeName is the Label of the volume mounted there. */
export const win32LogicalDisk: HostProvider = {
  namespace: cimv2,
  className: 'Win32_LogicalDisk',
  *seed(machine, declaration) {
    for (const disk of disksOf(machine.facts)) {
      const id = `${disk.letter}:`
      yield makeInstance(declaration, {
        ...constants,
        DeviceID: id,
        Name: id,
        Caption: id,
        Description: 'Local Fixed Disk',
        DriveType: 3,
        MediaType: 12,
        FileSystem: 'NTFS',
        Size: disk.size,
        FreeSpace: disk.free,
        VolumeName: disk.label,
        VolumeSerialNumber: disk.serial,
        MaximumComponentLength: 255,
        SupportsDiskQuotas: true,
        SupportsFileBasedCompression: true,
        QuotasDisabled: true,
        QuotasIncomplete: false,
        QuotasRebuilding: false,
        VolumeDirty: false,
        SystemName: machine.currentName,
      })
    }
    yield compactDisc(machine, declaration)
  },
  create: () => refuseModify('Win32_LogicalDisk'),
  modify(machine, context, current, properties) {
    const changes = writableChanges(current, properties, ['VolumeName'])
    const label = changes['VolumeName']
    if (label === undefined) return current
    if (propertyValue(current, 'DriveType') !== 3) {
      throw new CimError('accessDenied', `The label of ${textOf(current, 'DeviceID')} cannot be written: the medium is read-only`)
    }
    const text = checkLabel(label)
    labelVolume(machine, context, textOf(current, 'DeviceID'), text)
    return withValues(context.class, current, { VolumeName: text })
  },
  delete: () => refuseModify('Win32_LogicalDisk'),
  methods: { SetPowerState: () => returns(1), Reset: () => returns(1) },
}

const constants = {
  Access: 0,
  Compressed: false,
  CreationClassName: 'Win32_LogicalDisk',
  SystemCreationClassName: 'Win32_ComputerSystem',
}

function compactDisc(machine: Machine, declaration: CimClass): CimInstance {
  return makeInstance(declaration, {
    ...constants,
    DeviceID: 'E:',
    Name: 'E:',
    Caption: 'E:',
    Description: 'CD-ROM Disc',
    DriveType: 5,
    MediaType: 11,
    SystemName: machine.currentName,
  })
}

function labelVolume(machine: Machine, context: ProviderContext, drive: string, label: string): void {
  const volume = findByText(context.repository, cimv2, 'Win32_Volume', 'DriveLetter', drive)
  if (volume === undefined) return
  context.repository.put(cimv2, withValues(classOf(machine, cimv2, 'Win32_Volume'), volume, { Label: label }))
}
