import type { LabProfile, LabQuotas, ProfileName } from './profile.js'

const quotasOf2003r2: LabQuotas = {
  maxEnvelopeKilobytes: 150,
  maxBatchItems: 20,
  maxConcurrentOperationsPerUser: 100,
  maxConnections: 5,
  maxTimeout: 60_000,
  enumerationTimeout: 60_000,
}

const quotasOf2008r2: LabQuotas = {
  maxEnvelopeKilobytes: 150,
  maxBatchItems: 32_000,
  maxConcurrentOperationsPerUser: 15,
  maxConnections: 25,
  maxTimeout: 60_000,
  enumerationTimeout: 60_000,
}

const quotasSince2012: LabQuotas = {
  maxEnvelopeKilobytes: 500,
  maxBatchItems: 32_000,
  maxConcurrentOperationsPerUser: 1500,
  maxConnections: 300,
  maxTimeout: 60_000,
  enumerationTimeout: 60_000,
}

/** Negotiate and Kerberos are on in every release ([MS-WSMV] 2.2.4.34, [MS-WSMAN] 2.2.4), Basic is what the lab turns on. */
const usualAuth = ['negotiate', 'kerberos', 'basic'] as const

/**
 * CredSSP since WinRM 2.0 ([MS-WSMV] note 78), and certificates ([MS-WSMV] 2.2.4.34), which [MS-WSMAN] 3.1.4.1.29 of 2003 R2 does not
 * name. No release offers Digest ([MS-WSMAN] note 13, [MS-WSMV] 2.2.4.34).
 */
const optionalSinceWinrm2 = ['credssp', 'certificate'] as const

const since2012 = {
  servicePack: 0,
  stack: '3.0',
  protocols: ['wsmv'],
  auth: usualAuth,
  optionalAuth: optionalSinceWinrm2,
  quotas: quotasSince2012,
  supportsCreateDelete: true,
} as const

export const profiles: Readonly<Record<ProfileName, LabProfile>> = {
  '2003r2': {
    name: '2003r2',
    caption: 'Microsoft(R) Windows(R) Server 2003, Standard Edition',
    osVersion: '5.2.3790',
    updateRevision: 0,
    servicePack: 2,
    stack: '1.1',
    protocols: [],
    auth: usualAuth,
    optionalAuth: [],
    quotas: quotasOf2003r2,
    supportsCreateDelete: false,
  },
  '2008r2': {
    name: '2008r2',
    caption: 'Microsoft Windows Server 2008 R2 Standard ',
    osVersion: '6.1.7601',
    updateRevision: 0,
    servicePack: 1,
    stack: '2.0',
    protocols: ['wsmv'],
    auth: usualAuth,
    optionalAuth: optionalSinceWinrm2,
    quotas: quotasOf2008r2,
    supportsCreateDelete: false,
  },
  '2012r2': {
    ...since2012,
    name: '2012r2',
    caption: 'Microsoft Windows Server 2012 R2 Standard',
    osVersion: '6.3.9600',
    updateRevision: 21620,
  },
  '2016': {
    ...since2012,
    name: '2016',
    caption: 'Microsoft Windows Server 2016 Standard',
    osVersion: '10.0.14393',
    updateRevision: 7070,
  },
  '2019': {
    ...since2012,
    name: '2019',
    caption: 'Microsoft Windows Server 2019 Standard',
    osVersion: '10.0.17763',
    updateRevision: 5936,
  },
  '2022': {
    ...since2012,
    name: '2022',
    caption: 'Microsoft Windows Server 2022 Standard',
    osVersion: '10.0.20348',
    updateRevision: 2527,
  },
  '2025': {
    ...since2012,
    name: '2025',
    caption: 'Microsoft Windows Server 2025 Standard',
    osVersion: '10.0.26100',
    updateRevision: 1742,
  },
}
