import { makeInstance, withValues } from '../instance/make-instance.js'
import { disksOf } from '../seed/disks.js'
import type { HostProvider } from './host-provider.js'
import { refuseModify, writableChanges } from './refusal.js'
import { returns } from './result.js'
import { cimv2, classOf, findByText, textOf } from './store.js'
import { checkLabel } from './volume-label.js'

/** Win32_Volume: its Label is the VolumeName of the logical disk mounted on it. */
export const win32Volume: HostProvider = {
  namespace: cimv2,
  className: 'Win32_Volume',
  *seed(machine, declaration) {
    for (const disk of disksOf(machine.facts)) {
      const root = `${disk.letter}:\\`
      yield makeInstance(declaration, {
        DeviceID: `\\\\?\\Volume${disk.volumeGuid}\\`,
        Name: root,
        Caption: root,
        DriveLetter: `${disk.letter}:`,
        Label: disk.label,
        DriveType: 3,
        FileSystem: 'NTFS',
        Capacity: disk.size,
        FreeSpace: disk.free,
        BlockSize: 4096n,
        SerialNumber: Number.parseInt(disk.serial, 16),
        MaximumFileNameLength: 255,
        Automount: true,
        Compressed: false,
        DirtyBitSet: false,
        IndexingEnabled: true,
        QuotasEnabled: false,
        QuotasIncomplete: false,
        QuotasRebuilding: false,
        SupportsDiskQuotas: true,
        SupportsFileBasedCompression: true,
        SystemCreationClassName: 'Win32_ComputerSystem',
        SystemName: machine.currentName,
      })
    }
  },
  create: () => refuseModify('Win32_Volume'),
  modify(machine, context, current, properties) {
    const changes = writableChanges(current, properties, ['DriveLetter', 'IndexingEnabled', 'Label'])
    const label = changes['Label']
    if (label === undefined) return withValues(context.class, current, changes)
    const text = checkLabel(label)
    const disk = findByText(context.repository, cimv2, 'Win32_LogicalDisk', 'DeviceID', textOf(current, 'DriveLetter'))
    if (disk !== undefined) {
      context.repository.put(cimv2, withValues(classOf(machine, cimv2, 'Win32_LogicalDisk'), disk, { VolumeName: text }))
    }
    return withValues(context.class, current, { ...changes, Label: text })
  },
  delete: () => refuseModify('Win32_Volume'),
  methods: { Mount: () => returns(0) },
}
