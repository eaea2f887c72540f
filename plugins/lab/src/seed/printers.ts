import { buildNumber } from '../profile/product-version.js'
import type { HostFacts } from './host-facts.js'

export interface PrinterRow {
  readonly name: string
  readonly driver: string
  readonly port: string
  readonly isDefault: boolean
  readonly share?: string
  readonly location?: string
  readonly comment?: string
}

/** The drivers every host has installed. */
export const printerDrivers: readonly string[] = [
  'Generic / Text Only',
  'HP Universal Printing PCL 6',
  'KONICA MINOLTA Universal PCL',
  'Microsoft Print To PDF',
  'Microsoft XPS Document Writer v4',
  'Microsoft XPS Document Writer',
]

/** The ports a host has: local ones, and those of printers in the network. */
export const printerPorts = /^(LPT[1-3]:|COM[1-4]:|FILE:|NUL:|PORTPROMPT:|XPSPort:|IP_\d+\.\d+\.\d+\.\d+)$/i

/** The printers a host starts with: what Windows brings, and the queues of a print server. */
export function printersOf(facts: HostFacts): readonly PrinterRow[] {
  const random = facts.random('printers')
  const since2016 = buildNumber(facts.profile) >= 14_393
  const printers: PrinterRow[] = since2016
    ? [
        {
          name: 'Microsoft XPS Document Writer',
          driver: 'Microsoft XPS Document Writer v4',
          port: 'PORTPROMPT:',
          isDefault: false,
        },
        { name: 'Microsoft Print to PDF', driver: 'Microsoft Print To PDF', port: 'PORTPROMPT:', isDefault: true },
      ]
    : [{ name: 'Microsoft XPS Document Writer', driver: 'Microsoft XPS Document Writer', port: 'XPSPort:', isDefault: true }]
  if (facts.role !== 'print') return printers
  for (const [index, floor] of ['Ground floor', 'First floor', 'Second floor'].entries()) {
    const number = String(index + 1).padStart(2, '0')
    printers.push({
      name: `PRN-${number}`,
      driver: random.pick(['HP Universal Printing PCL 6', 'KONICA MINOLTA Universal PCL']),
      port: `IP_10.20.9.${10 + index}`,
      isDefault: false,
      share: `PRN-${number}`,
      location: floor,
      ...(random.chance(0.5) ? { comment: 'Duplex, A4' } : {}),
    })
  }
  return printers
}
