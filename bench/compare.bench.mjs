// How fast pairs of property values are compared, as a ratio to JSON.stringify of the same pairs in the same run.
// Needs a build (npm run build). Usage: node bench/compare.bench.mjs [--each]

import { readFileSync } from 'node:fs'
import { createCatalog } from '../dist/catalog/catalog.js'
import { compareProperty } from '../dist/cim/compare/compare.js'

// JSON.stringify knows no 64-bit integers; as decimal text they are what plans and events hold.
BigInt.prototype.toJSON = function toJSON() {
  return this.toString()
}

const folder = new URL('../schemas/catalog/', import.meta.url)
const catalog = createCatalog((file) => readFileSync(new URL(file, folder)))
const service = catalog.find('root/cimv2', 'Win32_Service').properties
const system = catalog.find('root/cimv2', 'Win32_OperatingSystem').properties
const adapter = catalog.find('root/cimv2', 'Win32_NetworkAdapterConfiguration').properties
const of = (properties, name, a, b, hint) => ({ declaration: properties.get(name.toLowerCase()), a, b, hint })
const datetime = (dmtf) => ({ kind: 'datetime', dmtf })

/** As documents and hosts give them: most the same, some the same by a rule, some different. */
const pairs = [
  of(service, 'Name', 'Spooler', 'spooler'),
  of(service, 'DisplayName', 'Print Spooler', 'Print Spooler'),
  of(service, 'StartMode', 'auto', 'Auto'),
  of(service, 'StartMode', 'Auto', 'Disabled'),
  of(service, 'State', 'Running', 'Running'),
  of(service, 'PathName', 'C:\\Windows\\System32\\spoolsv.exe', 'C:\\Windows\\System32\\spoolsv.exe', { as: ['path'] }),
  of(service, 'PathName', '%SystemRoot%\\System32\\spoolsv.exe', 'C:\\WINDOWS\\system32\\spoolsv.exe', {
    as: ['path', 'environment'],
  }),
  of(service, 'StartName', 'LocalSystem', 'NT AUTHORITY\\SYSTEM', { as: ['account'] }),
  of(service, 'DesktopInteract', false, false),
  of(service, 'ProcessId', 1234, 1234),
  of(service, 'ExitCode', 0, 1077),
  of(system, 'Description', '', null, { as: [], nullIsEmpty: true }),
  of(system, 'FreePhysicalMemory', 8_123_456n, 8_123_456n),
  of(system, 'OSType', 18, 18),
  of(system, 'InstallDate', datetime('20240531153000.000000+120'), datetime('20240531133000.000000+000')),
  of(system, 'LastBootUpTime', datetime('20240531133000.000000+000'), datetime('20240531133000.000000+000')),
  of(system, 'MUILanguages', ['en-US', 'de-DE', 'fr-FR'], ['en-US', 'de-DE', 'fr-FR']),
  of(adapter, 'DNSServerSearchOrder', ['10.0.0.1', '10.0.0.2'], ['10.0.0.2', '10.0.0.1']),
  of(adapter, 'DNSDomainSuffixSearchOrder', ['corp.example', 'example'], ['EXAMPLE', 'Corp.example'], {
    as: ['bag', 'ignore-case'],
  }),
  of(adapter, 'IPEnabled', true, true),
]

function compareAll() {
  let equal = 0
  for (let round = 0; round < 1000; round++) {
    for (const { declaration, a, b, hint } of pairs) if (compareProperty(declaration, a, b, hint).equal) equal++
  }
  return equal
}

function stringifyAll() {
  let length = 0
  for (let round = 0; round < 1000; round++) {
    for (const { a, b } of pairs) length += JSON.stringify(a).length + JSON.stringify(b).length
  }
  return length
}

function timed(run) {
  const start = performance.now()
  run()
  return performance.now() - start
}

const samples = { compare: [], stringify: [] }
for (let round = 0; round < 31; round++) {
  samples.compare.push(timed(compareAll))
  samples.stringify.push(timed(stringifyAll))
}
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]
const [compared, stringified] = [median(samples.compare), median(samples.stringify)]
const rate = (ms) => `${((1000 * pairs.length) / ms / 1000).toFixed(2)} million pairs/s`
console.log(`compareProperty: ${rate(compared)}; JSON.stringify of both values: ${rate(stringified)}`)
console.log(`speed of compareProperty to JSON.stringify: ${(stringified / compared).toFixed(2)}`)
if (process.argv.includes('--each')) {
  for (const { declaration, a, b, hint } of pairs) {
    const samples = Array.from({ length: 9 }, () =>
      timed(() => {
        for (let i = 0; i < 20_000; i++) compareProperty(declaration, a, b, hint)
      }),
    )
    const nanoseconds = ((median(samples) / 20_000) * 1e6).toFixed(0).padStart(5)
    console.log(`${nanoseconds} ns  ${declaration.name}: ${JSON.stringify(compareProperty(declaration, a, b, hint))}`)
  }
}
