import type { ClassProvider } from 'wmctl'
import { commandLineEventConsumer, eventFilter, filterToConsumerBinding } from './event-subscription.js'
import { hardware } from './hardware.js'
import { bindProvider, type HostProvider } from './host-provider.js'
import type { Machine } from './machine.js'
import { msftDnsClientServerAddress } from './msft-dns-client-server-address.js'
import { msftMpPreference } from './msft-mp-preference.js'
import { msftNetFirewallRule } from './msft-net-firewall-rule.js'
import { msftNetIpAddress } from './msft-net-ip-address.js'
import { msftSmbShare } from './msft-smb-share.js'
import { msvmComputerSystem } from './msvm-computer-system.js'
import { msvmConcreteJob } from './msvm-concrete-job.js'
import { stdRegProvs } from './std-reg-prov.js'
import { win32ComputerSystem } from './win32-computer-system.js'
import { win32DependentService } from './win32-dependent-service.js'
import { win32Environment } from './win32-environment.js'
import { win32Group } from './win32-group.js'
import { win32GroupUser } from './win32-group-user.js'
import { win32LogicalDisk } from './win32-logical-disk.js'
import { win32NetworkAdapter } from './win32-network-adapter.js'
import { win32NetworkAdapterConfiguration } from './win32-network-adapter-configuration.js'
import { win32OperatingSystem } from './win32-operating-system.js'
import { win32PageFileSetting } from './win32-page-file-setting.js'
import { win32PageFileUsage } from './win32-page-file-usage.js'
import { win32PowerPlan } from './win32-power-plan.js'
import { win32Printer } from './win32-printer.js'
import { win32Process } from './win32-process.js'
import { win32QuickFixEngineering } from './win32-quick-fix-engineering.js'
import { win32Service } from './win32-service.js'
import { win32Share } from './win32-share.js'
import { win32UserAccount } from './win32-user-account.js'
import { win32Volume } from './win32-volume.js'

/** What hosts simulate: each of it the classes that it has. */
export const hostProviders: readonly HostProvider[] = [
  win32Service,
  win32DependentService,
  win32Process,
  win32Environment,
  win32Share,
  win32PageFileSetting,
  win32PageFileUsage,
  win32OperatingSystem,
  win32ComputerSystem,
  win32LogicalDisk,
  win32Volume,
  win32UserAccount,
  win32Group,
  win32GroupUser,
  win32NetworkAdapter,
  win32NetworkAdapterConfiguration,
  win32QuickFixEngineering,
  win32Printer,
  win32PowerPlan,
  msftNetFirewallRule,
  msftNetIpAddress,
  msftDnsClientServerAddress,
  msftSmbShare,
  msftMpPreference,
  msvmComputerSystem,
  msvmConcreteJob,
  eventFilter,
  commandLineEventConsumer,
  filterToConsumerBinding,
  ...stdRegProvs,
  ...hardware,
]

/** The providers of the classes that a host has. */
export function providersOf(machine: Machine): ClassProvider[] {
  const namespaces = new Set(machine.classes.namespaces().map((name) => name.toLowerCase()))
  return hostProviders.filter(({ namespace }) => namespaces.has(namespace)).map((provider) => bindProvider(machine, provider))
}
