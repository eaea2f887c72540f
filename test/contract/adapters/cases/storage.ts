import { propertyValue } from '../../../../src/cim/value.js'
import { type AdapterCase, type KeyOn, textOnHost } from './adapter-case.js'

const volumeOfD: KeyOn = (host) => ({
  DeviceID: textOnHost(host, ['root/cimv2', 'Win32_Volume'], 'DeviceID', (one) => propertyValue(one, 'DriveLetter') === 'D:'),
})

export const win32Volume: AdapterCase = {
  sets: [
    {
      key: volumeOfD,
      properties: { Label: ['DATA', 'New'], IndexingEnabled: [false, 'true'], DriveLetter: ['T:', 'D:'] },
    },
  ],
  missing: { DeviceID: '\\\\?\\Volume{00000000-0000-0000-0000-000000000000}\\' },
}

export const win32LogicalDisk: AdapterCase = {
  sets: [{ key: { DeviceID: 'D:' }, properties: { VolumeName: ['DATA', 'New'] } }],
  missing: { DeviceID: 'Q:' },
}

const tools = { action: 'create', path: 'Win32_Share.Name="tools"', values: { Path: 'D:\\', Type: '0' } } as const

export const win32Share: AdapterCase = {
  sets: [
    {
      key: { Name: 'tools' },
      before: [tools],
      properties: { MaximumAllowed: [10, '5'], Description: ['Tools of the operators', 'Other'] },
    },
    { key: { Name: 'tools' }, before: [tools], action: 'replace', properties: { Path: ['D:\\', 'C:\\'] } },
    { key: { Name: 'tools' }, before: [tools], action: 'replace', properties: { Type: [0, '1'] } },
  ],
  lives: [
    { key: { Name: 'tools' }, properties: { Path: 'D:\\', Description: 'Tools', MaximumAllowed: 20 } },
    { key: { Name: 'tools' }, properties: { Path: 'D:\\' } },
  ],
}

const smbTools = {
  action: 'create',
  path: 'root/microsoft/windows/smb:MSFT_SmbShare.Name="tools",ScopeName="*"',
  values: { Path: 'D:\\', Temporary: 'false' },
} as const

export const msftSmbShare: AdapterCase = {
  since: '2012r2',
  sets: [
    { key: { Name: 'tools' }, before: [smbTools], action: 'replace', properties: { Path: ['D:\\', 'C:\\'] } },
    { key: { Name: 'tools' }, before: [smbTools], action: 'replace', properties: { Temporary: [false, 'true'] } },
    {
      key: { Name: 'tools' },
      before: [smbTools],
      properties: {
        Description: ['Tools of the operators', 'Other'],
        ConcurrentUserLimit: [10, '5'],
        EncryptData: [true, 'false'],
        FolderEnumerationMode: [0, '1'],
        CachingMode: [0, '1'],
      },
    },
  ],
  lives: [
    {
      key: { Name: 'tools' },
      properties: { Path: 'D:\\', Description: 'Tools', ConcurrentUserLimit: 20, EncryptData: true, CachingMode: 'None' },
    },
  ],
}
