import { commandLineEventConsumer, eventFilter, filterToConsumerBinding } from './event-subscription.js'
import { hardware } from './hardware.js'
import type { HostProvider } from './host-provider.js'
import { msftNetFirewallRule } from './msft-net-firewall-rule.js'
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
import { win32Process } from './win32-process.js'
import { win32QuickFixEngineering } from './win32-quick-fix-engineering.js'
import { win32Service } from './win32-service.js'
import { win32Share } from './win32-share.js'
import { win32UserAccount } from './win32-user-account.js'
import { win32Volume } from './win32-volume.js'

/** What every host simulates. */
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
  msftNetFirewallRule,
  eventFilter,
  commandLineEventConsumer,
  filterToConsumerBinding,
  ...stdRegProvs,
  ...hardware,
]
