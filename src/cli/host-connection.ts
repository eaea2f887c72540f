import { DecodeError } from '../base/errors.js'
import type { JsonValue } from '../cim/json.js'
import type { EndpointSource } from '../config/connection-settings.js'

/** How to reach a host, as a saved plan keeps it: settings and references, never a secret. Settings hold nothing that JSON does not. */
export function encodeConnection({ name, address, connection }: EndpointSource): JsonValue {
  return { name, address, connection: connection as unknown as JsonValue }
}

/** The plan file's digest has proven that nobody altered it, so only its shape is looked at. */
export function decodeConnection(json: JsonValue): EndpointSource {
  const { name, address, connection } = (json ?? {}) as Partial<Record<string, JsonValue>>
  if (
    typeof name !== 'string' ||
    typeof address !== 'string' ||
    typeof connection !== 'object' ||
    connection === null ||
    Array.isArray(connection)
  ) {
    throw new DecodeError('PlanFile', 'a host has no connection', { hint: 'Make the plan again with `wmctl plan --out FILE`.' })
  }
  const undefinedWhenLeftOut = {
    credential: undefined,
    port: undefined,
    tls: undefined,
    proxy: undefined,
    credssp: undefined,
    spn: undefined,
    delegate: false,
    kerberos: undefined,
  }
  return { name, address, connection: Object.assign(undefinedWhenLeftOut, connection) as unknown as EndpointSource['connection'] }
}
