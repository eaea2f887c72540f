/** Where hosts listen: all on one address with a free port each, or each on an address of its own with one port. */
export type LabAddresses =
  | { readonly kind: 'shared'; readonly address: string }
  | { readonly kind: 'each'; readonly port: number }

export interface HostAddress {
  readonly address: string
  /** 0 takes a free port. */
  readonly port: number
}

/** 127.66.0.1, 127.66.0.2, …: Linux and Windows answer on all of 127.0.0.0/8, other systems on 127.0.0.1 alone. */
export function hostAddress(addresses: LabAddresses, index: number): HostAddress {
  if (addresses.kind === 'shared') return { address: addresses.address, port: 0 }
  return { address: `127.66.${Math.floor(index / 250)}.${1 + (index % 250)}`, port: addresses.port }
}
