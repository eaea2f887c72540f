// Typed decoding of a 5 MB PullResponse against a plain saxes pass over the same text, both in this process.
// Run after a build: node bench/xml-decode.bench.mjs
import { SaxesParser } from 'saxes'
import { readResponse } from '../dist/protocol/wsman/response-reader.js'

const rounds = 15
const wanted = 0.4
const namespace = 'root/cimv2'
const className = 'Win32_Service'

/** The properties of Win32_Service as Windows sends them. */
const layout = [
  ['AcceptPause', 'boolean', () => 'false'],
  ['AcceptStop', 'boolean', () => 'true'],
  ['Caption', 'string', (n) => `Service number ${n}`],
  ['CheckPoint', 'uint32', () => '0'],
  ['CreationClassName', 'string', () => className],
  ['DelayedAutoStart', 'boolean', () => 'false'],
  [
    'Description',
    'string',
    (n) => `Keeps number ${n} running &amp; its &lt;dependents&gt; informed. If this service is stopped, they are not.`,
  ],
  ['DesktopInteract', 'boolean', () => 'false'],
  ['DisplayName', 'string', (n) => `Service number ${n}`],
  ['ErrorControl', 'string', () => 'Normal'],
  ['ExitCode', 'uint32', () => '0'],
  ['InstallDate', 'datetime', () => undefined],
  ['Name', 'string', (n) => `svc${n}`],
  ['PathName', 'string', () => 'C:\\Windows\\system32\\svchost.exe -k LocalServiceNetworkRestricted -p'],
  ['ProcessId', 'uint32', (n) => String(n)],
  ['ServiceSpecificExitCode', 'uint32', () => '0'],
  ['ServiceType', 'string', () => 'Share Process'],
  ['Started', 'boolean', () => 'true'],
  ['StartMode', 'string', () => 'Auto'],
  ['StartName', 'string', () => 'NT AUTHORITY\\LocalService'],
  ['State', 'string', () => 'Running'],
  ['Status', 'string', () => 'OK'],
  ['SystemCreationClassName', 'string', () => 'Win32_ComputerSystem'],
  ['SystemName', 'string', () => 'WEB01'],
  ['TagId', 'uint32', () => '0'],
  ['WaitHint', 'uint32', () => '0'],
]

const { text, count } = makeDocument(5_000_000)
const bytes = new TextEncoder().encode(text)
const cimClass = makeClass()
const request = { kind: 'pull', resource: { of: 'class', namespace, className }, context: 'x', maxElements: 32_000 }

const passes = {
  'saxes, no handlers': () => plainPass({}),
  'saxes with namespaces and handlers': () => plainPass({ xmlns: true }, count),
  'typed instances': () => {
    const { response } = readResponse(bytes, { request, classes: () => cimClass })
    if (response.items.length !== count) throw new Error('instances are missing')
    const last = response.items.at(-1).instance.properties.get('processid')
    if (last.value !== count) throw new Error('a value is wrong')
  },
}

const times = Object.fromEntries(Object.keys(passes).map((name) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const [name, pass] of Object.entries(passes)) {
    const started = performance.now()
    pass()
    times[name].push(performance.now() - started)
  }
}

const [plain, handled, typed] = Object.values(times).map(median)
console.log(
  `PullResponse of ${(bytes.length / 1e6).toFixed(1)} MB, ${count} instances, ${layout.length} properties each; median of ${rounds} rounds`,
)
for (const [name, list] of Object.entries(times)) {
  console.log(
    `  ${name.padEnd(36)} ${median(list).toFixed(1).padStart(7)} ms ${(bytes.length / 1000 / median(list)).toFixed(0).padStart(5)} MB/s`,
  )
}
const ratio = plain / typed
console.log(
  `speed of typed decoding / plain saxes pass: ${ratio.toFixed(2)} (wanted: ${wanted}); against saxes with namespaces and handlers: ${(handled / typed).toFixed(2)}`,
)
process.exitCode = ratio >= wanted ? 0 : 1

function plainPass(options, items) {
  const parser = new SaxesParser(options)
  let seen = 0
  if (items !== undefined) {
    parser.on('opentag', (tag) => {
      if (tag.local === className) seen++
    })
    parser.on('text', () => {})
    parser.on('closetag', () => {})
  }
  parser.write(text).close()
  if (items !== undefined && seen !== items) throw new Error('elements are missing')
}

function makeDocument(size) {
  const uri = `http://schemas.microsoft.com/wbem/wsman/1/wmi/${namespace}/${className}`
  const open = `<p:${className} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:p="${uri}" xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common" xsi:type="p:${className}_Type">`
  const items = []
  for (let length = 0; length < size; length += items.at(-1).length) {
    const number = items.length + 1
    const values = layout.map(([name, , value]) => {
      const held = value(number)
      return held === undefined ? `<p:${name} xsi:nil="true"/>` : `<p:${name}>${held}</p:${name}>`
    })
    items.push(`${open}${values.join('')}</p:${className}>`)
  }
  const header =
    '<s:Header><a:Action>http://schemas.xmlsoap.org/ws/2004/09/enumeration/PullResponse</a:Action><a:MessageID>uuid:1</a:MessageID></s:Header>'
  const body = `<n:PullResponse><n:EnumerationContext/><n:Items>${items.join('')}</n:Items><n:EndOfSequence/></n:PullResponse>`
  const text = `<s:Envelope xml:lang="en-US" xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration">${header}<s:Body>${body}</s:Body></s:Envelope>`
  return { text, count: items.length }
}

function makeClass() {
  const properties = new Map(
    layout.map(([name, type]) => [name.toLowerCase(), { name, type, array: false, key: name === 'Name', access: 'read' }]),
  )
  return { name: className, namespace, keys: ['Name'], properties, methods: new Map() }
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
}
