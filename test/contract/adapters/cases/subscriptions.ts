import type { AdapterCase } from './adapter-case.js'

const filter = {
  Query: "SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA 'Win32_Service'",
  QueryLanguage: 'WQL',
}

export const eventFilter: AdapterCase = {
  sets: [
    {
      key: { Name: 'services' },
      before: [
        {
          action: 'create',
          path: 'root/subscription:__EventFilter.Name="services"',
          values: { Query: 'SELECT * FROM __TimerEvent', QueryLanguage: 'WQL' },
        },
      ],
      properties: {
        Query: [filter.Query, 'SELECT * FROM __TimerEvent'],
        QueryLanguage: ['WQL', 'Other'],
        EventNamespace: ['root/cimv2', 'root/other'],
        EventAccess: ['O:BAG:BAD:(A;;CC;;;BA)', 'O:SYG:SYD:'],
      },
    },
  ],
  lives: [{ key: { Name: 'services' }, properties: { ...filter, EventNamespace: 'root/cimv2' } }],
}

export const commandLineEventConsumer: AdapterCase = {
  sets: [
    {
      key: { Name: 'note' },
      before: [{ action: 'create', path: 'root/subscription:CommandLineEventConsumer.Name="note"', values: {} }],
      properties: {
        CommandLineTemplate: ['C:\\Tools\\note.exe %TargetInstance.Name%', 'C:\\Temp\\other.exe'],
        CreateNewConsole: [true, 'false'],
        CreateNewProcessGroup: [false, 'true'],
        CreateSeparateWowVdm: [true, 'false'],
        CreateSharedWowVdm: [true, 'false'],
        DesktopName: ['WinSta0\\Default', 'Other'],
        ExecutablePath: ['C:\\Tools\\note.exe', 'C:\\Temp\\other.exe'],
        FillAttribute: [7, '1'],
        ForceOffFeedback: [true, 'false'],
        ForceOnFeedback: [true, 'false'],
        KillTimeout: [60, '0'],
        MachineName: ['web01', 'other'],
        MaximumQueueSize: [65536, '1'],
        Priority: [32, '64'],
        RunInteractively: [true, 'false'],
        ShowWindowCommand: [1, '0'],
        UseDefaultErrorMode: [true, 'false'],
        WindowTitle: ['Note', 'Other'],
        WorkingDirectory: ['C:\\Tools', 'C:\\Temp'],
        XCoordinate: [1, '2'],
        XNumCharacters: [80, '40'],
        XSize: [800, '400'],
        YCoordinate: [1, '2'],
        YNumCharacters: [25, '50'],
        YSize: [600, '300'],
      },
    },
  ],
  lives: [
    {
      key: { Name: 'note' },
      properties: { ExecutablePath: 'C:\\Tools\\note.exe', CommandLineTemplate: 'note.exe %TargetInstance.Name%' },
    },
  ],
}

const binding = {
  Filter: '__EventFilter.Name="services"',
  Consumer: 'CommandLineEventConsumer.Name="note"',
}

export const filterToConsumerBinding: AdapterCase = {
  sets: [
    {
      key: binding,
      before: [
        { action: 'create', path: 'root/subscription:__EventFilter.Name="services"', values: filter },
        { action: 'create', path: 'root/subscription:CommandLineEventConsumer.Name="note"', values: {} },
        {
          action: 'create',
          path: 'root/subscription:__FilterToConsumerBinding.Consumer="CommandLineEventConsumer.Name=\\"note\\"",Filter="__EventFilter.Name=\\"services\\""',
          values: {},
        },
      ],
      properties: {
        DeliverSynchronously: [true, 'false'],
        DeliveryQoS: [1, '0'],
        MaintainSecurityContext: [true, 'false'],
        SlowDownProviders: [true, 'false'],
      },
    },
  ],
  lives: [
    {
      key: binding,
      properties: { DeliverSynchronously: false },
      needs: [
        { name: 'filter', cim: '__EventFilter', namespace: 'root/subscription', key: { Name: 'services' }, properties: filter },
        {
          name: 'consumer',
          cim: 'CommandLineEventConsumer',
          namespace: 'root/subscription',
          key: { Name: 'note' },
          properties: { CommandLineTemplate: 'note.exe' },
        },
      ],
    },
  ],
}
