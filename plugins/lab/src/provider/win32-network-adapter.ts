import { type CimInstance, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { adaptersOf } from '../seed/network.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { refuseModify, writableChanges } from './refusal.js'
import { returns } from './result.js'
import { cimv2 } from './store.js'

/** Win32_NetworkAdapter. */
export const win32NetworkAdapter: HostProvider = {
  namespace: cimv2,
  className: 'Win32_NetworkAdapter',
  *seed(machine, declaration) {
    for (const adapter of adaptersOf(machine.facts)) {
      const up = adapter.mac !== undefined
      yield makeInstance(declaration, {
        DeviceID: String(adapter.index),
        Index: adapter.index,
        InterfaceIndex: adapter.interfaceIndex,
        Name: adapter.name,
        Caption: `[${String(adapter.index).padStart(8, '0')}] ${adapter.name}`,
        Description: adapter.name,
        ProductName: adapter.name,
        ServiceName: adapter.service,
        Manufacturer: 'Microsoft',
        MaxNumberControlled: 0,
        Availability: 3,
        Installed: true,
        PhysicalAdapter: up,
        PowerManagementSupported: false,
        CreationClassName: 'Win32_NetworkAdapter',
        SystemCreationClassName: 'Win32_ComputerSystem',
        SystemName: machine.currentName,
        ConfigManagerErrorCode: 0,
        ConfigManagerUserConfig: false,
        ...(up
          ? {
              AdapterType: 'Ethernet 802.3',
              AdapterTypeID: 0,
              GUID: adapter.guid,
              MACAddress: adapter.mac ?? null,
              NetConnectionID: adapter.connection ?? null,
              NetConnectionStatus: 2,
              NetEnabled: true,
              Speed: 10_000_000_000n,
            }
          : {}),
      })
    }
  },
  create: () => refuseModify('Win32_NetworkAdapter'),
  modify(_machine, context, current, properties) {
    return withValues(context.class, current, writableChanges(current, properties, ['NetConnectionID']))
  },
  delete: () => refuseModify('Win32_NetworkAdapter'),
  methods: {
    Enable: (call) => switchAdapter(call, { NetEnabled: true, NetConnectionStatus: 2, ConfigManagerErrorCode: 0 }),
    Disable: (call) => switchAdapter(call, { NetEnabled: false, NetConnectionStatus: 0, ConfigManagerErrorCode: 22 }),
    Reset: () => returns(1),
    SetPowerState: () => returns(1),
  },
}

function switchAdapter(
  { context, current }: Parameters<HostMethod>[0],
  values: Record<string, boolean | number>,
): ReturnType<HostMethod> {
  if (current === undefined || !isPhysical(current)) return returns(1)
  context.repository.put(cimv2, withValues(context.class, current, values))
  return returns(0)
}

function isPhysical(adapter: CimInstance): boolean {
  return propertyValue(adapter, 'PhysicalAdapter') === true
}
