/** What servers put into errorCode, [MS-ERREF] 2.3.1. */
const names: Readonly<Record<number, string>> = {
  3221225495: 'STATUS_NO_MEMORY',
  3221225566: 'STATUS_NO_LOGON_SERVERS',
  3221225572: 'STATUS_NO_SUCH_USER',
  3221225578: 'STATUS_WRONG_PASSWORD',
  3221225581: 'STATUS_LOGON_FAILURE',
  3221225582: 'STATUS_ACCOUNT_RESTRICTION',
  3221225583: 'STATUS_INVALID_LOGON_HOURS',
  3221225584: 'STATUS_INVALID_WORKSTATION',
  3221225585: 'STATUS_PASSWORD_EXPIRED',
  3221225586: 'STATUS_ACCOUNT_DISABLED',
  3221225659: 'STATUS_NOT_SUPPORTED',
  3221225819: 'STATUS_LOGON_TYPE_NOT_GRANTED',
  3221225875: 'STATUS_ACCOUNT_EXPIRED',
  3221226020: 'STATUS_PASSWORD_MUST_CHANGE',
  3221226036: 'STATUS_ACCOUNT_LOCKED_OUT',
}

/** For the logon that failed, whatever the reason. */
export const STATUS_LOGON_FAILURE = 0xc000006d

export function describeNtStatus(status: number): string {
  const number = `0x${status.toString(16).toUpperCase().padStart(8, '0')}`
  const name = names[status]
  return name === undefined ? number : `${name} (${number})`
}
