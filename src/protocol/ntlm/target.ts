import { AvId, type AvPair, avText, avTimestamp } from './av-pairs.js'

/** The names of a server and of where it belongs. */
export interface NtlmTarget {
  readonly netbiosComputerName: string
  /** That of the computer, when it belongs to no domain. */
  readonly netbiosDomainName: string
  readonly dnsComputerName?: string
  readonly dnsDomainName?: string
  /** The forest. */
  readonly dnsTreeName?: string
}

export function isDomainMember({ netbiosComputerName, netbiosDomainName }: NtlmTarget): boolean {
  return netbiosComputerName !== netbiosDomainName
}

/** TargetName of the CHALLENGE_MESSAGE: the domain, or the server where there is none ([MS-NLMP] 2.2.1.2). */
export function targetNameOf(target: NtlmTarget): string {
  return target.netbiosDomainName
}

/** TargetInfo of the CHALLENGE_MESSAGE, in the order of Windows. */
export function targetInfoOf(target: NtlmTarget, fileTime: bigint): AvPair[] {
  return [
    avText(AvId.MsvAvNbDomainName, target.netbiosDomainName),
    avText(AvId.MsvAvNbComputerName, target.netbiosComputerName),
    ...optional(AvId.MsvAvDnsDomainName, target.dnsDomainName),
    ...optional(AvId.MsvAvDnsComputerName, target.dnsComputerName),
    ...optional(AvId.MsvAvDnsTreeName, target.dnsTreeName),
    avTimestamp(fileTime),
  ]
}

function optional(id: number, name: string | undefined): AvPair[] {
  return name === undefined ? [] : [avText(id, name)]
}
