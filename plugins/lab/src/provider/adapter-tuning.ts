import { propertyValue } from 'wmctl'
import { withValues } from '../instance/make-instance.js'
import { adapterCode } from './adapter-codes.js'
import type { HostMethod, MethodCallOnHost } from './host-provider.js'
import { returns } from './result.js'
import { cimv2 } from './store.js'

/** Static methods that set properties of the same names as their parameters on every adapter with IP enabled. */
const settings: readonly { readonly method: string; readonly restart: boolean }[] = [
  { method: 'EnableDNS', restart: false },
  { method: 'EnableIPFilterSec', restart: true },
  { method: 'EnableWINS', restart: false },
  { method: 'SetArpAlwaysSourceRoute', restart: true },
  { method: 'SetArpUseEtherSNAP', restart: true },
  { method: 'SetDatabasePath', restart: false },
  { method: 'SetDeadGWDetect', restart: true },
  { method: 'SetDefaultTOS', restart: true },
  { method: 'SetDefaultTTL', restart: true },
  { method: 'SetDNSSuffixSearchOrder', restart: false },
  { method: 'SetForwardBufferMemory', restart: true },
  { method: 'SetIGMPLevel', restart: true },
  { method: 'SetIPUseZeroBroadcast', restart: true },
  { method: 'SetKeepAliveInterval', restart: true },
  { method: 'SetKeepAliveTime', restart: true },
  { method: 'SetMTU', restart: true },
  { method: 'SetNumForwardPackets', restart: true },
  { method: 'SetPMTUBHDetect', restart: true },
  { method: 'SetPMTUDiscovery', restart: true },
  { method: 'SetTcpMaxConnectRetransmissions', restart: true },
  { method: 'SetTcpMaxDataRetransmissions', restart: true },
  { method: 'SetTcpNumConnections', restart: true },
  { method: 'SetTcpUseRFC1122UrgentPointer', restart: true },
  { method: 'SetTcpWindowSize', restart: true },
]

/** IPX and the IPsec filters left Windows with Vista. */
const gone = ['DisableIPSec', 'EnableIPSec', 'SetIPXFrameTypeNetworkPairs', 'SetIPXVirtualNetworkNumber']

export const tuningMethods: Readonly<Record<string, HostMethod>> = Object.fromEntries<HostMethod>([
  ...settings.map(({ method, restart }): [string, HostMethod] => [
    method,
    (call) => returns(applySettings(call, restart ? adapterCode.restartNeeded : adapterCode.success)),
  ]),
  ...gone.map((method): [string, HostMethod] => [method, () => returns(adapterCode.notSupported)]),
])

function applySettings({ context, inputs }: MethodCallOnHost, done: number): number {
  const values: Record<string, ReturnType<typeof propertyValue>> = {}
  for (const { name, value } of inputs.values()) {
    if (context.class.properties.has(name.toLowerCase())) values[name] = value
  }
  if (Object.keys(values).length === 0) return adapterCode.invalidParameter
  for (const adapter of Array.from(context.repository.list(cimv2, 'Win32_NetworkAdapterConfiguration'))) {
    if (propertyValue(adapter, 'IPEnabled') !== true) continue
    context.repository.put(cimv2, withValues(context.class, adapter, values))
  }
  return done
}
