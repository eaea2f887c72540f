import type { LabHost } from '@wmctl/lab'
import { propertyValue } from '../../../../src/cim/value.js'
import { type AdapterCase, textOnHost } from './adapter-case.js'

const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Spooler'

export const win32Service: AdapterCase = {
  sets: [
    {
      key: { Name: 'Spooler' },
      properties: {
        DisplayName: ['Print queues', 'Other'],
        PathName: ['C:\\Windows\\System32\\spoolsv.exe', 'C:\\Temp\\other.exe'],
        ServiceType: ['Own Process', 'Share Process'],
        ErrorControl: ['Ignore', 'Severe'],
        DesktopInteract: [false, 'true'],
        StartName: ['NT AUTHORITY\\LocalService', 'LocalSystem'],
        StartMode: ['Auto', 'Manual'],
        // The service control manager has a value of its own, which counts until the host restarts.
        DelayedAutoStart: [true, { action: 'set', path: key, values: { DelayedAutostart: '0' } }],
        State: ['Running', 'Stopped'],
      },
    },
    { key: { Name: 'W32Time' }, properties: { State: ['Stopped', 'Running'] } },
    { key: { Name: 'LanmanWorkstation' }, properties: { State: ['Paused', 'Stopped'] } },
    {
      key: { Name: 'Dnscache' },
      properties: { StartMode: ['Disabled', 'Auto'], DelayedAutoStart: [false, delayed('Dnscache')] },
    },
  ],
  lives: [
    {
      key: { Name: 'agent' },
      properties: {
        PathName: '"C:\\Program Files\\Agent\\agent.exe" --service',
        DisplayName: 'Agent',
        StartMode: 'Auto',
        DelayedAutoStart: true,
        StartName: '.\\Administrator',
        StartPassword: { secret: { env: 'WMCTL_TEST_PASSWORD' } },
        State: 'Running',
      },
    },
    { key: { Name: 'agent' }, properties: { PathName: 'C:\\agent.exe', StartMode: 'Manual' } },
  ],
}

function delayed(name: string) {
  const path = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}`
  return { action: 'set', path, values: { DelayedAutostart: '1' } } as const
}

export const win32Process: AdapterCase = {
  sets: [
    {
      key: (host) => ({ Handle: handleOf(host, 'spoolsv.exe') }),
      // As the class shows it, the base priority: 13 is high, 8 is normal.
      properties: { Priority: [13, '8'] },
    },
  ],
  ends: [(host) => ({ Handle: handleOf(host, 'spoolsv.exe') })],
  missing: { Handle: '99999' },
}

const handleOf = (host: LabHost, name: string): string =>
  textOnHost(host, ['root/cimv2', 'Win32_Process'], 'Handle', (one) => propertyValue(one, 'Name') === name)
