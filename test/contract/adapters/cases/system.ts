import type { Tampering } from '@wmctl/lab'
import type { AdapterCase } from './adapter-case.js'

const bySystem: Tampering = {
  action: 'set',
  path: 'Win32_ComputerSystem.Name="WEB01"',
  values: { AutomaticManagedPagefile: 'false' },
}

export const win32Environment: AdapterCase = {
  sets: [{ key: { Name: 'TEMP', UserName: '<SYSTEM>' }, properties: { VariableValue: ['D:\\Temp', 'C:\\Elsewhere'] } }],
  lives: [{ key: { Name: 'SITE', UserName: '<SYSTEM>' }, properties: { VariableValue: '100% "quoted"; %SystemRoot%' } }],
}

export const win32PageFileSetting: AdapterCase = {
  sets: [
    {
      key: { Name: 'D:\\pagefile.sys' },
      before: [bySystem, { action: 'create', path: 'Win32_PageFileSetting.Name="D:\\\\pagefile.sys"', values: {} }],
      properties: { InitialSize: [2048, '1024'], MaximumSize: [4096, '3072'] },
    },
  ],
  lives: [
    {
      key: { Name: 'D:\\pagefile.sys' },
      properties: { InitialSize: 1024, MaximumSize: 2048 },
      needs: [
        {
          name: 'by-hand',
          cim: 'Win32_ComputerSystem',
          key: { Name: 'web01' },
          properties: { AutomaticManagedPagefile: false },
        },
      ],
    },
  ],
}

export const win32ComputerSystem: AdapterCase = {
  sets: [
    {
      key: { Name: 'WEB01' },
      properties: {
        AutomaticManagedPagefile: [true, 'false'],
        AutomaticResetBootOption: [false, 'true'],
        SystemStartupDelay: [10, '30'],
        SystemStartupOptions: [['Windows Server', 'Recovery'], 'Windows Server'],
        SystemStartupSetting: [0, '1'],
        Roles: [['LM_Server', 'NT'], 'NT'],
        CurrentTimeZone: [60, '0'],
        EnableDaylightSavingsTime: [false, 'true'],
        Workgroup: ['OPERATIONS', 'WORKGROUP'],
        Name: [
          'WEB77',
          {
            action: 'set',
            path: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName',
            values: { ComputerName: 'WEB01' },
          },
        ],
      },
    },
  ],
}

export const win32OperatingSystem: AdapterCase = {
  sets: [{ key: {}, properties: { Description: ['Web server of the shop', ''], ForegroundApplicationBoost: ['None', '2'] } }],
}

export const win32UserAccount: AdapterCase = {
  sets: [
    {
      key: { Name: 'Guest', Domain: 'WEB01' },
      properties: {
        Disabled: [true, 'false'],
        FullName: ['Visitors', 'Somebody'],
        PasswordChangeable: [false, 'true'],
        PasswordExpires: [true, 'false'],
        PasswordRequired: [true, 'false'],
        Lockout: [false, 'true'],
      },
    },
  ],
  renames: [{ key: { Name: 'Administrator', Domain: 'WEB01' }, property: 'Name', name: 'Keeper' }],
  missing: { Name: 'nobody', Domain: 'WEB01' },
}

export const win32PowerPlan: AdapterCase = {
  sets: [
    {
      key: { InstanceID: 'Microsoft:PowerPlan\\{8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c}' },
      properties: { IsActive: [true, 'false'] },
    },
  ],
  missing: { InstanceID: 'Microsoft:PowerPlan\\{00000000-0000-0000-0000-000000000000}' },
}
