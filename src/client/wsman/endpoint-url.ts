import type { Endpoint } from '../../session/connection.js'

/** The address of a service as WS-Addressing headers carry it: `https://web01:5986/wsman`. */
export function endpointUrl(endpoint: Endpoint): string {
  const host = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address
  return `${endpoint.tls === undefined ? 'http' : 'https'}://${host}:${endpoint.port}${endpoint.path}`
}
