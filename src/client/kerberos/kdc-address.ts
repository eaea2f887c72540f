import type { KdcAddress } from '../../io/kdc-client.js'

/**
 * `dc1`, `dc1:88`, `[::1]:88`, and with `tcp/` or `udp/` in front as krb5.conf has it. Undefined for what is none, such as the
 * proxies (`https://…`) that are not spoken to.
 */
export function parseKdcAddress(text: string): KdcAddress | undefined {
  const [, transport, bracketed, name, port] = pattern.exec(text.trim()) ?? []
  const host = bracketed ?? name
  if (host === undefined) return undefined
  const number = port === undefined ? defaultPort : Number(port)
  if (number < 1 || number > 65_535) return undefined
  return { host, port: number, ...(transport === 'tcp' || transport === 'udp' ? { transport } : {}) }
}

const pattern = /^(?:(tcp|udp)\/)?(?:\[([0-9A-Fa-f:.%]+)\]|([A-Za-z0-9_.-]+))(?::(\d{1,5}))?$/

const defaultPort = 88
