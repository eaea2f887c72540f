/** `host/configuration/resource`: one resource on one host. */
export interface Address {
  readonly host: string
  readonly configuration: string
  readonly resource: string
}

export function formatAddress(address: Address): string {
  return `${address.host}/${address.configuration}/${address.resource}`
}
