import type { Tampering } from '@wmctl/lab'

/** What somebody does at the console, and what of it a plan of the example must show: this and nothing else. */
export interface ExampleTampering {
  readonly change: Tampering
  readonly shows: readonly string[]
}

const protocols = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols'

function set(path: string, values: Readonly<Record<string, string>>, ...shows: string[]): ExampleTampering {
  return { change: { action: 'set', path, values }, shows }
}

function remove(path: string, ...shows: string[]): ExampleTampering {
  return { change: { action: 'delete', path }, shows }
}

function rule(name: string): string {
  return `root/standardcimv2:MSFT_NetFirewallRule.CreationClassName="MSFT|FW|FirewallRule|${name}",PolicyRuleName="",SystemCreationClassName="",SystemName=""`
}

/** By name of the example; `shows` is `configuration/resource action: properties`. */
export const tamperings: Readonly<Record<string, readonly ExampleTampering[]>> = {
  defender: [
    set(
      'root/microsoft/windows/defender:MSFT_MpPreference',
      { DisableRealtimeMonitoring: 'true', ExclusionPath: 'D:\\Data,C:\\Temp' },
      'defender/defender set: ExclusionPath, DisableRealtimeMonitoring',
    ),
  ],
  'event-subscription': [
    set(
      'root/subscription:__EventFilter.Name="ServiceStopped"',
      { Query: 'SELECT * FROM __TimerEvent' },
      'event-subscription/filter set: Query',
    ),
    remove(
      'root/subscription:__FilterToConsumerBinding.Consumer="CommandLineEventConsumer.Name=\\"NoteService\\"",Filter="__EventFilter.Name=\\"ServiceStopped\\""',
      'event-subscription/binding create: Consumer, Filter',
    ),
  ],
  firewall: [
    set(rule('WINRM-HTTP-In-TCP-PUBLIC'), { Enabled: '1' }, 'firewall/no-winrm-from-outside set: Enabled'),
    set(rule('NETDIS-LLMNR-In-UDP'), { Action: '2' }, 'firewall/no-llmnr set: Action'),
    set(rule('RemoteDesktop-UserMode-In-TCP'), { Profiles: '0' }, 'firewall/remote-desktop set: Profiles'),
  ],
  gitops: [
    set(
      'Win32_Environment.Name="SITE_ROOT",UserName="<SYSTEM>"',
      { VariableValue: 'E:\\' },
      'web-site/site-root set: VariableValue',
    ),
    remove(
      'Win32_Environment.Name="ASPNETCORE_ENVIRONMENT",UserName="<SYSTEM>"',
      'web-site/environment create: Name, UserName, VariableValue',
    ),
    set('Win32_Service.Name="RemoteRegistry"', { State: 'Running' }, 'baseline-services/no-remote-registry set: State'),
  ],
  'hyper-v': [
    set(
      'root/virtualization/v2:Msvm_ComputerSystem.ElementName="app01-build-agent"',
      { EnabledState: '3' },
      'hyper-v/build-agent set: EnabledState',
    ),
  ],
  'local-accounts': [
    set('Win32_UserAccount.Name="Guest"', { Disabled: 'false' }, 'local-accounts/guest set: Disabled'),
    set('Win32_UserAccount.Name="Keeper"', { FullName: 'Nobody' }, 'local-accounts/administrator set: FullName'),
  ],
  network: [
    set(
      'Win32_NetworkAdapterConfiguration.Index=1',
      { DNSServerSearchOrder: '10.20.0.54,10.20.0.53', TcpipNetbiosOptions: '0' },
      'network/name-resolution set: DNSServerSearchOrder, TcpipNetbiosOptions',
    ),
    remove(
      'root/standardcimv2:MSFT_NetIPAddress.IPAddress="10.53.53.53"',
      'network/anycast create: InterfaceAlias, IPAddress, PrefixLength, SkipAsSource',
    ),
  ],
  'registry-ownership': [
    set(
      'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run',
      { Updater: 'C:\\Temp\\u.exe' },
      'registry-ownership/run set: Updater',
    ),
    set(
      'HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Run',
      { Old: '1' },
      'registry-ownership/run-32-bit set: Old',
    ),
    set('HKLM\\SOFTWARE\\Acme\\Agent', { Retries: '9' }, 'registry-ownership/agent set: Retries'),
  ],
  'rolling-restart': [
    set(
      'Win32_Environment.Name="APP_RELEASE",UserName="<SYSTEM>"',
      { VariableValue: '2026.10' },
      'rolling-restart/release set: VariableValue',
      'rolling-restart/stop invoke: ',
      'rolling-restart/start invoke: ',
    ),
  ],
  'server-baseline': [
    set('Win32_Service.Name="Spooler"', { StartMode: 'Auto' }, 'server-baseline/no-print-spooler set: StartMode'),
    set('Win32_Service.Name="W32Time"', { State: 'Stopped' }, 'server-baseline/time-service set: State'),
    remove(
      'Win32_Environment.Name="TOOLS_HOME",UserName="<SYSTEM>"',
      'server-baseline/tools-home create: Name, UserName, VariableValue',
    ),
    set(
      'Win32_PageFileSetting.Name="C:\\\\pagefile.sys"',
      { MaximumSize: '16384' },
      'server-baseline/page-file set: MaximumSize',
    ),
  ],
  'service-accounts': [
    set('Win32_Service.Name="BackupAgent"', { StartName: 'LocalSystem' }, 'service-accounts/backup-agent set: StartName'),
    set('Win32_Service.Name="W32Time"', { StartName: 'LocalSystem' }, 'service-accounts/time-service set: StartName'),
  ],
  'share-cleanup': [
    {
      change: { action: 'create', path: 'Win32_Share.Name="temp$"', values: { Path: 'C:\\Temp', Type: '0' } },
      shows: ['share-cleanup/no-temp-share delete: Name'],
    },
    set('Win32_Share.Name="AdminTools$"', { MaximumAllowed: '99' }, 'share-cleanup/admin-tools set: MaximumAllowed'),
  ],
  'smb-shares': [
    set(
      'root/microsoft/windows/smb:MSFT_SmbShare.Name="Payroll",ScopeName="*"',
      { EncryptData: 'false' },
      'smb-shares/payroll set: EncryptData',
    ),
    {
      change: { action: 'create', path: 'Win32_Share.Name="Exchange"', values: { Path: 'D:\\', Type: '0' } },
      shows: ['smb-shares/no-old-exchange delete: Name'],
    },
  ],
  'tls-hardening': [
    set(`${protocols}\\SSL 3.0\\Server`, { Enabled: '1' }, 'tls-hardening/ssl30-server set: Enabled'),
    remove(`${protocols}\\TLS 1.1\\Client`, 'tls-hardening/tls11-client create: key, Enabled, DisabledByDefault'),
    remove(`${protocols}\\TLS 1.2\\Server::Enabled`, 'tls-hardening/tls12-server set: Enabled'),
  ],
}
