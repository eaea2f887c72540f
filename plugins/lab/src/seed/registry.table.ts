import type { HiveName } from '../registry/registry-tree.js'
import type { RegistryData } from '../registry/registry-value.js'

export interface RegistryRow {
  readonly hive: HiveName
  readonly path: string
  /** Undefined makes the key alone. */
  readonly values?: Readonly<Record<string, RegistryData>>
}

const text = (value: string): RegistryData => ({ type: 'REG_SZ', value })
const expand = (value: string): RegistryData => ({ type: 'REG_EXPAND_SZ', value })
const dword = (value: number): RegistryData => ({ type: 'REG_DWORD', value })
const multi = (...value: string[]): RegistryData => ({ type: 'REG_MULTI_SZ', value })
const binary = (...value: number[]): RegistryData => ({ type: 'REG_BINARY', value })

const control = 'SYSTEM\\CurrentControlSet\\Control'
const services = 'SYSTEM\\CurrentControlSet\\Services'
const current = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion'
const currentNt = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'
export const schannel = `${control}\\SecurityProviders\\SCHANNEL`

/** The part of the registry that is the same on every host. */
export const registryRows: readonly RegistryRow[] = [
  {
    hive: 'HKLM',
    path: 'HARDWARE\\DESCRIPTION\\System',
    values: { Identifier: text('AT/AT COMPATIBLE'), SystemBiosVersion: multi('VRTUAL - 1', 'Hyper-V UEFI Release v4.1') },
  },
  { hive: 'HKLM', path: 'SAM\\SAM' },
  { hive: 'HKLM', path: 'SECURITY' },
  { hive: 'HKLM', path: 'SOFTWARE\\Classes\\.txt', values: { '': text('txtfile'), 'Content Type': text('text/plain') } },
  { hive: 'HKLM', path: 'SOFTWARE\\Classes\\txtfile', values: { '': text('Text Document') } },
  { hive: 'HKLM', path: 'SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319', values: {} },
  { hive: 'HKLM', path: 'SOFTWARE\\Microsoft\\Cryptography', values: {} },
  {
    hive: 'HKLM',
    path: current,
    values: {
      CommonFilesDir: text('C:\\Program Files\\Common Files'),
      ProgramFilesDir: text('C:\\Program Files'),
      ProgramFilesPath: expand('%ProgramFiles%'),
      SM_GamesName: text('Games'),
    },
  },
  {
    hive: 'HKLM',
    path: `${current}\\Policies\\System`,
    values: {
      ConsentPromptBehaviorAdmin: dword(5),
      EnableLUA: dword(1),
      legalnoticecaption: text(''),
      legalnoticetext: text(''),
      PromptOnSecureDesktop: dword(1),
      FilterAdministratorToken: dword(0),
      scforceoption: dword(0),
      shutdownwithoutlogon: dword(0),
      undockwithoutlogon: dword(1),
    },
  },
  { hive: 'HKLM', path: `${current}\\Policies\\Explorer`, values: { NoDriveTypeAutoRun: dword(145) } },
  { hive: 'HKLM', path: `${current}\\Run`, values: { SecurityHealth: expand('%windir%\\system32\\SecurityHealthSystray.exe') } },
  { hive: 'HKLM', path: `${current}\\Uninstall`, values: {} },
  { hive: 'HKLM', path: `${current}\\WindowsUpdate\\Auto Update`, values: { AcceleratedInstallRequired: dword(0) } },
  {
    hive: 'HKLM',
    path: `${currentNt}\\Winlogon`,
    values: {
      AutoAdminLogon: text('0'),
      Shell: text('explorer.exe'),
      Userinit: text('C:\\Windows\\system32\\userinit.exe,'),
      CachedLogonsCount: text('10'),
      ScreenSaverGracePeriod: text('5'),
    },
  },
  { hive: 'HKLM', path: 'SOFTWARE\\Policies\\Microsoft\\Windows', values: {} },
  { hive: 'HKLM', path: `${control}\\ComputerName`, values: {} },
  {
    hive: 'HKLM',
    path: `${control}\\CrashControl`,
    values: {
      AutoReboot: dword(1),
      CrashDumpEnabled: dword(7),
      DumpFile: expand('%SystemRoot%\\MEMORY.DMP'),
      LogEvent: dword(1),
      Overwrite: dword(1),
    },
  },
  {
    hive: 'HKLM',
    path: `${control}\\FileSystem`,
    values: {
      LongPathsEnabled: dword(0),
      NtfsDisable8dot3NameCreation: dword(2),
      NtfsDisableLastAccessUpdate: dword(0x8000_0003),
    },
  },
  {
    hive: 'HKLM',
    path: `${control}\\Lsa`,
    values: {
      'Authentication Packages': multi('msv1_0'),
      'Security Packages': multi('""'),
      'Notification Packages': multi('rassfm', 'scecli'),
      auditbasedirectories: dword(0),
      auditbaseobjects: dword(0),
      Bounds: binary(0, 48, 0, 0, 0, 32, 0, 0),
      crashonauditfail: dword(0),
      disabledomaincreds: dword(0),
      everyoneincludesanonymous: dword(0),
      forceguest: dword(0),
      fullprivilegeauditing: binary(0),
      LimitBlankPasswordUse: dword(1),
      NoLmHash: dword(1),
      restrictanonymous: dword(0),
      restrictanonymoussam: dword(1),
    },
  },
  {
    hive: 'HKLM',
    path: `${control}\\Lsa\\MSV1_0`,
    values: { NtlmMinClientSec: dword(0x2000_0000), NtlmMinServerSec: dword(0x2000_0000) },
  },
  { hive: 'HKLM', path: `${control}\\Power`, values: { HibernateEnabled: dword(0), CsEnabled: dword(0) } },
  {
    hive: 'HKLM',
    path: `${control}\\Session Manager`,
    values: { BootExecute: multi('autocheck autochk *'), CriticalSectionTimeout: dword(2_592_000), ProtectionMode: dword(1) },
  },
  {
    hive: 'HKLM',
    path: `${control}\\Session Manager\\Memory Management`,
    values: {
      ClearPageFileAtShutdown: dword(0),
      DisablePagingExecutive: dword(0),
      LargeSystemCache: dword(0),
      PagingFiles: multi('?:\\pagefile.sys'),
      PoolUsageMaximum: dword(96),
    },
  },
  { hive: 'HKLM', path: schannel, values: { EventLogging: dword(1) } },
  { hive: 'HKLM', path: `${schannel}\\Ciphers` },
  { hive: 'HKLM', path: `${schannel}\\Hashes` },
  { hive: 'HKLM', path: `${schannel}\\KeyExchangeAlgorithms` },
  { hive: 'HKLM', path: `${schannel}\\Protocols` },
  { hive: 'HKLM', path: `${schannel}\\Protocols\\SSL 2.0\\Client`, values: { DisabledByDefault: dword(1) } },
  {
    hive: 'HKLM',
    path: `${control}\\Terminal Server`,
    values: {
      AllowRemoteRPC: dword(0),
      DelayConMgrTimeout: dword(0),
      DeleteTempDirsOnExit: dword(1),
      ProductVersion: text('5.1'),
      TSUserEnabled: dword(0),
    },
  },
  {
    hive: 'HKLM',
    path: `${control}\\Terminal Server\\WinStations\\RDP-Tcp`,
    values: { MinEncryptionLevel: dword(2), PortNumber: dword(3389), SecurityLayer: dword(2), UserAuthentication: dword(1) },
  },
  {
    hive: 'HKLM',
    path: `${control}\\TimeZoneInformation`,
    values: { Bias: dword(0), StandardName: text('@tzres.dll,-932'), TimeZoneKeyName: text('UTC') },
  },
  {
    hive: 'HKLM',
    path: `${services}\\Dnscache\\Parameters`,
    values: { ServiceDll: expand('%SystemRoot%\\System32\\dnsrslvr.dll'), ServiceDllUnloadOnStop: dword(1) },
  },
  {
    hive: 'HKLM',
    path: `${services}\\EventLog\\Application`,
    values: {
      File: expand('%SystemRoot%\\System32\\Winevt\\Logs\\Application.evtx'),
      MaxSize: dword(20_971_520),
      Retention: dword(0),
    },
  },
  {
    hive: 'HKLM',
    path: `${services}\\EventLog\\Security`,
    values: {
      File: expand('%SystemRoot%\\System32\\Winevt\\Logs\\Security.evtx'),
      MaxSize: dword(20_971_520),
      Retention: dword(0),
    },
  },
  {
    hive: 'HKLM',
    path: `${services}\\EventLog\\System`,
    values: {
      File: expand('%SystemRoot%\\System32\\Winevt\\Logs\\System.evtx'),
      MaxSize: dword(20_971_520),
      Retention: dword(0),
    },
  },
  {
    hive: 'HKLM',
    path: `${services}\\LanmanServer\\Parameters`,
    values: {
      AutoShareServer: dword(1),
      EnableAuthenticateUserSharing: dword(0),
      enablesecuritysignature: dword(0),
      NullSessionPipes: multi(),
      requiresecuritysignature: dword(0),
      restrictnullsessaccess: dword(1),
      ServiceDll: expand('%SystemRoot%\\system32\\srvsvc.dll'),
    },
  },
  {
    hive: 'HKLM',
    path: `${services}\\LanmanWorkstation\\Parameters`,
    values: {
      EnablePlainTextPassword: dword(0),
      EnableSecuritySignature: dword(1),
      RequireSecuritySignature: dword(0),
      ServiceDll: expand('%SystemRoot%\\System32\\wkssvc.dll'),
    },
  },
  { hive: 'HKLM', path: `${services}\\LDAP`, values: { LDAPClientIntegrity: dword(1) } },
  { hive: 'HKLM', path: `${services}\\NTDS\\Parameters` },
  {
    hive: 'HKLM',
    path: `${services}\\Spooler`,
    values: {
      DisplayName: text('@%systemroot%\\system32\\spoolsv.exe,-1'),
      ErrorControl: dword(1),
      ImagePath: expand('%SystemRoot%\\System32\\spoolsv.exe'),
      ObjectName: text('LocalSystem'),
      Start: dword(2),
      Type: dword(272),
    },
  },
  {
    hive: 'HKLM',
    path: `${services}\\Tcpip\\Parameters`,
    values: {
      DataBasePath: expand('%SystemRoot%\\System32\\drivers\\etc'),
      EnableICMPRedirect: dword(1),
      ForwardBroadcasts: dword(0),
      IPEnableRouter: dword(0),
      SyncDomainWithMembership: dword(1),
      DisableTaskOffload: dword(0),
    },
  },
  {
    hive: 'HKLM',
    path: `${services}\\Tcpip6\\Parameters`,
    values: { Dhcpv6DUID: binary(0, 1, 0, 1, 39, 90, 17, 212, 0, 21, 93, 1, 2, 3) },
  },
  {
    hive: 'HKLM',
    path: `${services}\\W32Time\\Parameters`,
    values: {
      NtpServer: text('time.windows.com,0x8'),
      ServiceDll: expand('%systemroot%\\system32\\w32time.dll'),
      Type: text('NTP'),
    },
  },
  {
    hive: 'HKLM',
    path: `${services}\\WinRM`,
    values: {
      ImagePath: expand('%SystemRoot%\\System32\\svchost.exe -k NetworkService -p'),
      ObjectName: text('NT AUTHORITY\\NetworkService'),
      Start: dword(2),
      Type: dword(32),
    },
  },
  {
    hive: 'HKU',
    path: '.DEFAULT\\Control Panel\\Desktop',
    values: { ScreenSaveActive: text('1'), ScreenSaverIsSecure: text('0'), ScreenSaveTimeOut: text('600') },
  },
  {
    hive: 'HKU',
    path: '.DEFAULT\\Environment',
    values: { TEMP: expand('%USERPROFILE%\\AppData\\Local\\Temp'), TMP: expand('%USERPROFILE%\\AppData\\Local\\Temp') },
  },
  { hive: 'HKU', path: 'S-1-5-18' },
  { hive: 'HKU', path: 'S-1-5-19' },
  { hive: 'HKU', path: 'S-1-5-20' },
  { hive: 'HKCC', path: 'Software\\Fonts', values: { LogPixels: dword(96) } },
]
