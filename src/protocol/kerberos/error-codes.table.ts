import type { AuthReason } from '../../base/errors.js'

/** What an error code of the KDC or of a service means, and what helps ([RFC 4120] 7.5.9). */
export interface ErrorCodeFacts {
  readonly name: string
  readonly meaning: string
  readonly reason: AuthReason
  readonly hint?: string
}

/** Numbers this code uses by name. */
export const errorCode = {
  none: 0,
  clientUnknown: 6,
  serverUnknown: 7,
  neverValid: 11,
  policy: 12,
  badOption: 13,
  etypeNotSupported: 14,
  paDataNotSupported: 16,
  clientRevoked: 18,
  keyExpired: 23,
  preauthFailed: 24,
  preauthRequired: 25,
  mustUseUser2User: 27,
  serviceUnavailable: 29,
  badIntegrity: 31,
  ticketExpired: 32,
  ticketNotYetValid: 33,
  repeat: 34,
  notUs: 35,
  badMatch: 36,
  skew: 37,
  badMessageType: 40,
  modified: 41,
  badKeyVersion: 44,
  noKey: 45,
  mutualFailed: 46,
  inappropriateChecksum: 50,
  responseTooBig: 52,
  fieldTooLong: 61,
  generic: 60,
  wrongRealm: 68,
} as const

const checkSpn =
  'Use the name under which the host is registered in the domain (usually its full DNS name, never an address), or give its SPN explicitly.'
const checkServiceKey =
  'The SPN may belong to another account (`setspn -Q`), or the password of the service or computer account was changed after the ticket was issued.'
const allowTypes =
  'Enable AES for the account in the domain, or allow RC4 by name in the inventory if the account has nothing else.'
const checkClock = 'Set the clocks of this machine, of the domain controller and of the host; Kerberos allows five minutes.'

export const errorCodes: ReadonlyMap<number, ErrorCodeFacts> = new Map<number, ErrorCodeFacts>([
  [0, { name: 'KDC_ERR_NONE', meaning: 'no error', reason: 'rejected' }],
  [1, { name: 'KDC_ERR_NAME_EXP', meaning: 'the account has expired', reason: 'rejected' }],
  [2, { name: 'KDC_ERR_SERVICE_EXP', meaning: 'the account of the service has expired', reason: 'rejected' }],
  [3, { name: 'KDC_ERR_BAD_PVNO', meaning: 'the protocol version is not supported', reason: 'unsupported' }],
  [
    6,
    {
      name: 'KDC_ERR_C_PRINCIPAL_UNKNOWN',
      meaning: 'the realm has no such account',
      reason: 'rejected',
      hint: 'Check the user name and the domain it is looked up in.',
    },
  ],
  [7, { name: 'KDC_ERR_S_PRINCIPAL_UNKNOWN', meaning: 'the realm has no such service', reason: 'unsupported', hint: checkSpn }],
  [
    8,
    {
      name: 'KDC_ERR_PRINCIPAL_NOT_UNIQUE',
      meaning: 'several accounts have this name',
      reason: 'unsupported',
      hint: 'Remove the duplicate SPN (`setspn -X` lists them).',
    },
  ],
  [
    9,
    {
      name: 'KDC_ERR_NULL_KEY',
      meaning: 'the account has no key',
      reason: 'rejected',
      hint: 'Set the password of the account again.',
    },
  ],
  [10, { name: 'KDC_ERR_CANNOT_POSTDATE', meaning: 'the ticket cannot be postdated', reason: 'unsupported' }],
  [11, { name: 'KDC_ERR_NEVER_VALID', meaning: 'the ticket would never be valid', reason: 'clock-skew', hint: checkClock }],
  [
    12,
    {
      name: 'KDC_ERR_POLICY',
      meaning: 'a policy of the domain forbids it',
      reason: 'rejected',
      hint: 'The account may be limited to certain hours, machines or authentication policies.',
    },
  ],
  [13, { name: 'KDC_ERR_BADOPTION', meaning: 'the domain does not allow what was asked for', reason: 'rejected' }],
  [
    14,
    {
      name: 'KDC_ERR_ETYPE_NOSUPP',
      meaning: 'the account and this program have no encryption type in common',
      reason: 'unsupported',
      hint: allowTypes,
    },
  ],
  [15, { name: 'KDC_ERR_SUMTYPE_NOSUPP', meaning: 'the checksum type is not supported', reason: 'unsupported' }],
  [
    16,
    {
      name: 'KDC_ERR_PADATA_TYPE_NOSUPP',
      meaning: 'the KDC does not accept a password for this account',
      reason: 'unsupported',
      hint: 'The account may require a smart card.',
    },
  ],
  [17, { name: 'KDC_ERR_TRTYPE_NOSUPP', meaning: 'the transited type is not supported', reason: 'unsupported' }],
  [
    18,
    {
      name: 'KDC_ERR_CLIENT_REVOKED',
      meaning: 'the account is disabled, expired or locked',
      reason: 'rejected',
      hint: 'Enable or unlock the account; a locked account opens by itself after the lock-out time of the domain.',
    },
  ],
  [19, { name: 'KDC_ERR_SERVICE_REVOKED', meaning: 'the account of the service is disabled', reason: 'rejected' }],
  [
    20,
    { name: 'KDC_ERR_TGT_REVOKED', meaning: 'the ticket-granting ticket was revoked', reason: 'rejected', hint: 'Log on again.' },
  ],
  [21, { name: 'KDC_ERR_CLIENT_NOTYET', meaning: 'the account is not valid yet', reason: 'rejected' }],
  [22, { name: 'KDC_ERR_SERVICE_NOTYET', meaning: 'the account of the service is not valid yet', reason: 'rejected' }],
  [
    23,
    {
      name: 'KDC_ERR_KEY_EXPIRED',
      meaning: 'the password has expired',
      reason: 'rejected',
      hint: 'Change the password of the account.',
    },
  ],
  [
    24,
    {
      name: 'KDC_ERR_PREAUTH_FAILED',
      meaning: 'the password (or the key of the keytab) is wrong',
      reason: 'rejected',
      hint: 'It was tried once and is not tried again, so that the account is not locked.',
    },
  ],
  [25, { name: 'KDC_ERR_PREAUTH_REQUIRED', meaning: 'pre-authentication is required', reason: 'rejected' }],
  [26, { name: 'KDC_ERR_SERVER_NOMATCH', meaning: 'the ticket is for another service', reason: 'rejected' }],
  [
    27,
    {
      name: 'KDC_ERR_MUST_USE_USER2USER',
      meaning: 'the service has no key of its own',
      reason: 'unsupported',
      hint: 'The SPN belongs to a user account without a password of a service; register it on the computer account.',
    },
  ],
  [28, { name: 'KDC_ERR_PATH_NOT_ACCEPTED', meaning: 'the path between the realms is not accepted', reason: 'rejected' }],
  [29, { name: 'KDC_ERR_SVC_UNAVAILABLE', meaning: 'the service is not available', reason: 'rejected' }],
  [
    31,
    {
      name: 'KRB_AP_ERR_BAD_INTEGRITY',
      meaning: 'the ticket does not fit the key of the service',
      reason: 'rejected',
      hint: checkServiceKey,
    },
  ],
  [32, { name: 'KRB_AP_ERR_TKT_EXPIRED', meaning: 'the ticket has expired', reason: 'rejected', hint: 'Log on again.' }],
  [33, { name: 'KRB_AP_ERR_TKT_NYV', meaning: 'the ticket is not valid yet', reason: 'clock-skew', hint: checkClock }],
  [34, { name: 'KRB_AP_ERR_REPEAT', meaning: 'the request is a replay', reason: 'rejected' }],
  [35, { name: 'KRB_AP_ERR_NOT_US', meaning: 'the ticket is not for this service', reason: 'rejected', hint: checkServiceKey }],
  [36, { name: 'KRB_AP_ERR_BADMATCH', meaning: 'ticket and authenticator do not belong together', reason: 'rejected' }],
  [37, { name: 'KRB_AP_ERR_SKEW', meaning: 'the clocks differ too much', reason: 'clock-skew', hint: checkClock }],
  [38, { name: 'KRB_AP_ERR_BADADDR', meaning: 'the ticket is for another address', reason: 'rejected' }],
  [39, { name: 'KRB_AP_ERR_BADVERSION', meaning: 'the protocol version does not match', reason: 'unsupported' }],
  [40, { name: 'KRB_AP_ERR_MSG_TYPE', meaning: 'the message type is not supported', reason: 'unsupported' }],
  [
    41,
    {
      name: 'KRB_AP_ERR_MODIFIED',
      meaning: 'the service cannot decrypt the ticket, or it was changed',
      reason: 'rejected',
      hint: checkServiceKey,
    },
  ],
  [
    44,
    {
      name: 'KRB_AP_ERR_BADKEYVER',
      meaning: 'the service has another version of its key',
      reason: 'rejected',
      hint: checkServiceKey,
    },
  ],
  [45, { name: 'KRB_AP_ERR_NOKEY', meaning: 'the service has no key for the ticket', reason: 'rejected', hint: checkServiceKey }],
  [46, { name: 'KRB_AP_ERR_MUT_FAIL', meaning: 'mutual authentication failed', reason: 'rejected' }],
  [48, { name: 'KRB_AP_ERR_METHOD', meaning: 'another authentication method is required', reason: 'unsupported' }],
  [49, { name: 'KRB_AP_ERR_BADSEQ', meaning: 'a sequence number is wrong', reason: 'rejected' }],
  [50, { name: 'KRB_AP_ERR_INAPP_CKSUM', meaning: 'the checksum is of the wrong type', reason: 'rejected' }],
  [52, { name: 'KRB_ERR_RESPONSE_TOO_BIG', meaning: 'the answer is too long for UDP', reason: 'unsupported' }],
  [60, { name: 'KRB_ERR_GENERIC', meaning: 'the KDC reports an error without saying which', reason: 'rejected' }],
  [61, { name: 'KRB_ERR_FIELD_TOOLONG', meaning: 'a field is too long', reason: 'unsupported' }],
  [
    68,
    {
      name: 'KDC_ERR_WRONG_REALM',
      meaning: 'the account belongs to another realm',
      reason: 'rejected',
      hint: 'Give the account with the domain it is in.',
    },
  ],
])

/** The NTSTATUS Windows adds to its errors ([MS-KILE] 2.2.1, [MS-ERREF] 2.3.1): why an account may not log on. */
export const logonStatus: ReadonlyMap<number, string> = new Map([
  [0xc000006e, 'a restriction of the account forbids it'],
  [0xc000006f, 'the account may not log on at this hour'],
  [0xc0000070, 'the account may not log on from this machine'],
  [0xc0000071, 'the password has expired'],
  [0xc0000072, 'the account is disabled'],
  [0xc0000193, 'the account has expired'],
  [0xc0000224, 'the password must be changed before the first logon'],
  [0xc0000234, 'the account is locked after too many wrong passwords'],
  [0xc0000413, 'an authentication policy forbids it'],
])
