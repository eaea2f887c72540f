import type { ServedScheme } from 'wmctl'

/** What a Windows release offers a client: which protocols it speaks, and within which limits. */
export interface LabProfile {
  readonly name: ProfileName
  /** Win32_OperatingSystem.Caption. */
  readonly caption: string
  /** `major.minor.build`, as Win32_OperatingSystem.Version has it. */
  readonly osVersion: string
  /** Revision of the build, as the registry's UBR has it; 0 where the release has none. */
  readonly updateRevision: number
  readonly servicePack: number
  /** Version of the WinRM stack, as Identify and the plug-in configuration show it. */
  readonly stack: '1.1' | '2.0' | '3.0'
  /** Protocols the lab serves for this release; a host without any answers the probe alone. */
  readonly protocols: readonly 'wsmv'[]
  /**
   * What a 401 of the service lists, in its order. Basic is off until an administrator turns it on ([MS-WSMV] 2.2.4.34), which the
   * lab's has done.
   */
  readonly auth: readonly ServedScheme[]
  /** What else an administrator can turn on. */
  readonly optionalAuth: readonly ('credssp' | 'certificate')[]
  readonly quotas: LabQuotas
  /** CIM Create, Delete and Subscribe exist over WS-Management since Windows 8 and Server 2012 ([MS-WSMV] 6). */
  readonly supportsCreateDelete: boolean
}

/** Limits of the WS-Management service, its defaults of each release ([MS-WSMV] 2.2.4, 3.1.4.1.34). */
export interface LabQuotas {
  readonly maxEnvelopeKilobytes: number
  readonly maxBatchItems: number
  readonly maxConcurrentOperationsPerUser: number
  readonly maxConnections: number
  /** Milliseconds. */
  readonly maxTimeout: number
  /** Milliseconds an enumeration context lives without a Pull. */
  readonly enumerationTimeout: number
}

export const profileNames = ['2003r2', '2008r2', '2012r2', '2016', '2019', '2022', '2025'] as const

export type ProfileName = (typeof profileNames)[number]
