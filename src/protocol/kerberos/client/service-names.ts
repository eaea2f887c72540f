import { nameType, type PrincipalName } from '../messages/principal-name.js'

/** Classes under which WinRM is found, most likely first: `HTTP` is mapped to the computer account, `WSMAN` often is not there. */
const winrmClasses = ['HTTP', 'host', 'WSMAN']

export interface ServiceNameOptions {
  /** `HTTP/web01.corp.example`, given by the user in place of what would be tried. */
  readonly explicit?: string | undefined
}

/** The SPNs to try for WinRM on a host, in order. None for an address, which Kerberos knows no names for. */
export function winrmServiceNames(host: string, { explicit }: ServiceNameOptions = {}): readonly PrincipalName[] {
  if (explicit !== undefined) return [serviceName(explicit)]
  return isAddress(host) ? [] : winrmClasses.map((service) => serviceName(`${service}/${host.replace(/\.$/, '')}`))
}

/** A service principal name `class/host` as a name of a ticket. */
export function serviceName(spn: string): PrincipalName {
  return { type: nameType.serviceInstance, components: spn.split('/') }
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host)
}
