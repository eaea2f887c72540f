import type { CimInterval, CimValue } from 'wmctl'
import type { HostFacts } from './host-facts.js'

/** Values of MSFT_MpPreference a host starts with: the defaults of Defender, and what somebody excluded. */
export function defenderOf(facts: HostFacts): Readonly<Record<string, CimValue>> {
  const random = facts.random('defender')
  const exclusions = [...(exclusionsByRole[facts.role] ?? [])]
  if (random.chance(0.25)) exclusions.push('C:\\Temp')
  return {
    ComputerID: random.guid().slice(1, -1),
    ...switches,
    DisableRealtimeMonitoring: random.chance(0.1),
    ExclusionPath: exclusions.length === 0 ? null : exclusions,
    ExclusionExtension: null,
    ExclusionProcess: facts.role === 'sql' ? ['sqlservr.exe'] : null,
    QuarantinePurgeItemsAfterDelay: 90,
    RealTimeScanDirection: 0,
    RemediationScheduleDay: 0,
    RemediationScheduleTime: at(2),
    ReportingAdditionalActionTimeOut: 10_080,
    ReportingCriticalFailureTimeOut: 10_080,
    ReportingNonCriticalTimeOut: 1440,
    ScanAvgCPULoadFactor: 50,
    ScanPurgeItemsAfterDelay: 15,
    ScanParameters: 1,
    ScanScheduleDay: 0,
    ScanScheduleQuickScanTime: at(0),
    ScanScheduleTime: at(2),
    SignatureFirstAuGracePeriod: 120,
    SignatureAuGracePeriod: 0,
    SignatureDefinitionUpdateFileSharesSources: '',
    SignatureFallbackOrder: 'MicrosoftUpdateServer|MMPC',
    SignatureScheduleDay: 8,
    SignatureScheduleTime: at(1),
    SignatureUpdateCatchupInterval: 1,
    SignatureUpdateInterval: random.pick([0, 0, 4]),
    MAPSReporting: random.pick([2, 2, 0]),
    SubmitSamplesConsent: 1,
    ThreatIDDefaultAction_Ids: null,
    ThreatIDDefaultAction_Actions: null,
    UnknownThreatDefaultAction: 0,
    LowThreatDefaultAction: 0,
    ModerateThreatDefaultAction: 0,
    HighThreatDefaultAction: 0,
    SevereThreatDefaultAction: 0,
  }
}

const exclusionsByRole: Partial<Record<HostFacts['role'], readonly string[]>> = {
  sql: ['D:\\SQL'],
  web: ['C:\\inetpub\\logs'],
}

const switches: Readonly<Record<string, boolean>> = {
  CheckForSignaturesBeforeRunningScan: false,
  DisableArchiveScanning: false,
  DisableAutoExclusions: false,
  DisableBehaviorMonitoring: false,
  DisableCatchupFullScan: true,
  DisableCatchupQuickScan: true,
  DisableEmailScanning: true,
  DisableIntrusionPreventionSystem: false,
  DisableIOAVProtection: false,
  DisablePrivacyMode: false,
  DisableRemovableDriveScanning: true,
  DisableRestorePoint: true,
  DisableScanningMappedNetworkDrivesForFullScan: true,
  DisableScanningNetworkFiles: false,
  DisableScriptScanning: false,
  RandomizeScheduleTaskTimes: true,
  ScanOnlyIfIdleEnabled: true,
  SignatureDisableUpdateOnStartupWithoutEngine: false,
  UILockdown: false,
}

/** Times of day are intervals since midnight. */
function at(hour: number): CimInterval {
  return { kind: 'interval', dmtf: `00000000${String(hour).padStart(2, '0')}0000.000000:000` }
}
