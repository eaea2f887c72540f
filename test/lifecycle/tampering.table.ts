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

/** By name of the example; `shows` is `configuration/resource action: properties`. */
export const tamperings: Readonly<Record<string, readonly ExampleTampering[]>> = {
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
  'share-cleanup': [
    {
      change: { action: 'create', path: 'Win32_Share.Name="temp$"', values: { Path: 'C:\\Temp', Type: '0' } },
      shows: ['share-cleanup/no-temp-share delete: Name'],
    },
    set('Win32_Share.Name="AdminTools$"', { MaximumAllowed: '99' }, 'share-cleanup/admin-tools set: MaximumAllowed'),
  ],
  'tls-hardening': [
    set(`${protocols}\\SSL 3.0\\Server`, { Enabled: '1' }, 'tls-hardening/ssl30-server set: Enabled'),
    remove(`${protocols}\\TLS 1.1\\Client`, 'tls-hardening/tls11-client create: key, Enabled, DisabledByDefault'),
    remove(`${protocols}\\TLS 1.2\\Server::Enabled`, 'tls-hardening/tls12-server set: Enabled'),
  ],
}
