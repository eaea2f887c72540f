// Reading and compiling large inventories: node bench/config.bench.mjs (after npm run build). Reports milliseconds and megabytes.
import { compile } from '../dist/config/compile.js'
import { readDocuments } from '../dist/config/documents.js'
import { cimSchema } from '../dist/resources/cim/schema.js'

const hostCount = Number(process.argv[2] ?? 10_000)
const resourceCount = 20
const kinds = [{ kind: 'cim', schema: cimSchema }]

function inventoryText() {
  const hosts = Array.from(
    { length: hostCount },
    (_, i) =>
      `  - name: web${i}\n    address: web${i}.corp.example\n    labels: { role: web, env: prod }\n    vars: { site: s${i % 10} }\n`,
  )
  return `apiVersion: wmctl/v1\nkind: Inventory\nhosts:\n${hosts.join('')}`
}

function configurationText(value) {
  const resources = Array.from(
    { length: resourceCount },
    (_, i) =>
      `  - name: r${i}\n    cim: Win32_Environment\n    key: { Name: N${i}, UserName: <SYSTEM> }\n    properties: { VariableValue: '${value}' }\n`,
  )
  return `apiVersion: wmctl/v1\nkind: Configuration\nmetadata: { name: web }\ntargets: role=web\nresources:\n${resources.join('')}`
}

function measure(what, work) {
  const start = performance.now()
  const result = work()
  const heap = Math.round(process.memoryUsage().heapUsed / 1e6)
  console.log(`${what.padEnd(60)} ${Math.round(performance.now() - start)} ms, heap ${heap} MB`)
  return result
}

const text = inventoryText()
const inventory = measure(`read an inventory of ${hostCount} hosts (${(text.length / 1e6).toFixed(1)} MB)`, () =>
  readDocuments([{ file: 'inventory.yaml', text }], kinds),
)
const json = JSON.stringify({
  apiVersion: 'wmctl/v1',
  kind: 'Inventory',
  hosts: Array.from({ length: hostCount }, (_, i) => ({
    name: `web${i}`,
    address: `web${i}.corp.example`,
    labels: { role: 'web', env: 'prod' },
    vars: { site: `s${i % 10}` },
  })),
})
measure(`the same as JSON (${(json.length / 1e6).toFixed(1)} MB)`, () =>
  readDocuments([{ file: 'inventory.json', text: json }], kinds),
)
for (const [what, value] of [
  ['the same on every host', 'v'],
  ['by a variable of ten values', '$' + '{vars.site}'],
  ['different on every host', '$' + '{host.name}'],
]) {
  const { configurations } = readDocuments([{ file: 'configuration.yaml', text: configurationText(value) }], kinds)
  const variables = { flags: new Map(), files: [] }
  const { hosts, diagnostics } = measure(`compile ${resourceCount} resources, ${what}`, () =>
    compile({ ...inventory, configurations, variables }),
  )
  if (diagnostics.length > 0 || hosts.length !== hostCount) throw new Error('The benchmark compiles something else than it says')
}
