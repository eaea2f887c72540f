import type { WsmanIdentity } from '../../protocol/wsman/message.js'

/** What Identify tells of a Windows host; zeros where it was asked without authentication. */
export interface ProductVersion {
  /** `10.0.20348`. */
  readonly os: string
  readonly servicePack: string
  /** Of WinRM: 1.0 and 1.1 (2003 R2, Vista), 2.0 (2008 R2), 3.0 (2012 and later). */
  readonly stack: string
}

/** Reads `OS: 6.1.7601 SP: 1.0 Stack: 2.0` ([MS-WSMV] 3.1.4.1.17); undefined for other products. */
export function productVersion({ productVersion: text }: WsmanIdentity): ProductVersion | undefined {
  const found = /^OS: (\S+) SP: (\S+) Stack: (\S+)$/.exec(text.trim())
  const [, os, servicePack, stack] = found ?? []
  return os === undefined || servicePack === undefined || stack === undefined ? undefined : { os, servicePack, stack }
}

/** Since WinRM 3.0 a host describes its classes, takes part of an instance in a Put, and creates and deletes instances. */
export function hasModernStack(identity: WsmanIdentity): boolean {
  const version = productVersion(identity)
  // OpenWSMAN and OMI say something else, and have all that.
  return version === undefined || Number.parseInt(version.stack, 10) >= 3
}
