import type { AdapterCase } from './adapter-case.js'
import { msftMpPreference } from './defender.js'
import { msvmComputerSystem } from './hyper-v.js'
import { msftDnsClientServerAddress, msftNetFirewallRule, msftNetIpAddress, win32NetworkAdapterConfiguration } from './network.js'
import { win32Printer } from './printing.js'
import { win32Process, win32Service } from './services.js'
import { msftSmbShare, win32LogicalDisk, win32Share, win32Volume } from './storage.js'
import { commandLineEventConsumer, eventFilter, filterToConsumerBinding } from './subscriptions.js'
import {
  win32ComputerSystem,
  win32Environment,
  win32OperatingSystem,
  win32PageFileSetting,
  win32PowerPlan,
  win32UserAccount,
} from './system.js'

/** By the name of the adapter's file. */
export const cases: Readonly<Record<string, AdapterCase>> = {
  'command-line-event-consumer': commandLineEventConsumer,
  'event-filter': eventFilter,
  'filter-to-consumer-binding': filterToConsumerBinding,
  'msft-dns-client-server-address': msftDnsClientServerAddress,
  'msft-mp-preference': msftMpPreference,
  'msft-net-firewall-rule': msftNetFirewallRule,
  'msft-net-ip-address': msftNetIpAddress,
  'msft-smb-share': msftSmbShare,
  'msvm-computer-system': msvmComputerSystem,
  // It has methods alone, which `registry:` resources call: see test/lifecycle and test/e2e/registry-values.test.ts.
  'std-reg-prov': {},
  'win32-computer-system': win32ComputerSystem,
  'win32-environment': win32Environment,
  'win32-logical-disk': win32LogicalDisk,
  'win32-network-adapter-configuration': win32NetworkAdapterConfiguration,
  'win32-operating-system': win32OperatingSystem,
  'win32-page-file-setting': win32PageFileSetting,
  'win32-power-plan': win32PowerPlan,
  'win32-printer': win32Printer,
  'win32-process': win32Process,
  'win32-service': win32Service,
  'win32-share': win32Share,
  'win32-user-account': win32UserAccount,
  'win32-volume': win32Volume,
}
