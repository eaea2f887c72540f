import { paint, type TextStyle } from '../text/style.js'
import { displayWidth } from '../text/width.js'
import { formatTime } from '../text/words.js'
import type { Write } from '../view.js'

/** What a host answered to a probe. */
export interface ProbedHost {
  readonly protocols: readonly string[]
  readonly identity: { readonly productVendor: string; readonly productVersion: string }
  /** Schemes of `WWW-Authenticate`. */
  readonly authSchemes: readonly string[]
  /** `validTo` in milliseconds since the epoch. */
  readonly certificate: { readonly subject: string; readonly validTo: number } | undefined
  /** Milliseconds of one exchange. */
  readonly latency: number
}

export interface ProbeView {
  host(name: string, endpoint: string, probed: ProbedHost): void
  end(): void
}

export function createProbeView(
  format: 'table' | 'json',
  options: { readonly write: Write; readonly style: TextStyle },
): ProbeView {
  return format === 'json' ? jsonLines(options.write) : table(options)
}

function jsonLines(write: Write): ProbeView {
  return {
    host: (host, endpoint, { protocols, identity, authSchemes, certificate, latency }) =>
      write(
        `${JSON.stringify({ host, endpoint, protocols, ...identity, authSchemes, certificate: certificate ?? null, latency })}\n`,
      ),
    end: () => {},
  }
}

function table({ write, style }: { readonly write: Write; readonly style: TextStyle }): ProbeView {
  const header = ['Host', 'Endpoint', 'Protocols', 'Authentication', 'Product', 'Latency', 'Certificate']
  const rows: (readonly string[])[] = []
  return {
    host(name, endpoint, { protocols, identity, authSchemes, certificate, latency }) {
      const seen = certificate === undefined ? '' : `${certificate.subject}, until ${formatTime(certificate.validTo)}`
      const spoken = protocols.length === 0 ? 'none' : protocols.join(', ')
      rows.push([
        name,
        endpoint,
        spoken,
        authSchemes.join(', '),
        productText(identity.productVersion),
        `${Math.round(latency)} ms`,
        seen,
      ])
    },
    end() {
      if (rows.length === 0) return
      const widths = header.map((title, index) => Math.max(title.length, ...rows.map((row) => displayWidth(row[index] ?? ''))))
      const line = (cells: readonly string[]): string =>
        cells
          .map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(cell))))
          .join('  ')
          .trimEnd()
      write(`${paint(line(header), 'strong', style)}\n`)
      for (const row of rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))) write(`${line(row)}\n`)
    },
  }
}

/** Windows hides its own version before logon and tells that of WS-Management alone. */
function productText(version: string): string {
  const hidden = /^OS: 0\.0\.0 SP: 0\.0 Stack: (.*)$/.exec(version)
  return hidden?.[1] === undefined ? version : `WS-Management stack ${hidden[1]}`
}
