// How long 10,000 resources in 1,000 files take to be checked, as a ratio to parsing the same texts as YAML alone, in one run.
// Needs a build (npm run build). Usage: node bench/validation.bench.mjs [FILES] [RESOURCES_PER_FILE]
import { readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import { createCatalog } from '../dist/catalog/catalog.js'
import { checkResources } from '../dist/cli/check-resources.js'
import { builtinKinds } from '../dist/cli/resource-kinds.js'
import { shippedAdapters } from '../dist/cli/shipped-adapters.js'
import { compileAlone } from '../dist/config/compile.js'
import { readDocuments } from '../dist/config/documents.js'

const fileCount = Number(process.argv[2] ?? 1_000)
const perFile = Number(process.argv[3] ?? 10)
const target = 3

const schemas = new URL('../schemas/', import.meta.url)
const text = (path) => readFileSync(new URL(path, schemas), 'utf8')

/** Ten kinds of resources as sites write them, each object named once. */
const resources = [
  (n) => `  - name: service-${n}
    cim: Win32_Service
    key: { Name: Service${n} }
    properties: { StartMode: Disabled, State: Stopped }
`,
  (n) => `  - name: variable-${n}
    cim: Win32_Environment
    key: { Name: VARIABLE_${n}, UserName: <SYSTEM> }
    properties: { VariableValue: 'C:\\Program Files\\Application ${n}' }
`,
  (n) => `  - name: share-${n}
    cim: Win32_Share
    key: { Name: share${n} }
    properties: { Path: 'D:\\Shares\\${n}', Type: 0, Description: Share ${n} }
`,
  (n) => `  - name: policy-${n}
    registry: HKLM\\SOFTWARE\\Policies\\Example\\Application${n}
    values: { Enabled: 1, Level: { type: dword, value: 3 }, Servers: [a.example, b.example] }
`,
  (n) => `  - name: page-file-${n}
    cim: Win32_PageFileSetting
    key: { Name: 'P:\\${n}\\pagefile.sys' }
    properties: { InitialSize: 4096, MaximumSize: 8192 }
`,
  (n) => `  - name: running-${n}
    cim: Win32_Service
    key: { Name: Daemon${n} }
    properties:
      StartMode: Auto
      State: Running
    dependsOn: [variable-${n - 4}]
`,
  (n) => `  - name: old-share-${n}
    cim: Win32_Share
    key: { Name: old${n} }
    ensure: absent
`,
  (n) => `  - name: restart-${n}
    invoke: { cim: Win32_Service, key: { Name: Service${n - 7} }, method: StopService }
    on: { changed: [service-${n - 7}] }
`,
  (n) => `  - name: account-${n}
    cim: Win32_UserAccount
    key: { Domain: WEB01, Name: account${n} }
    properties: { Disabled: true, PasswordExpires: false }
`,
  (n) => `  - name: label-${n}
    cim: Win32_Environment
    key: { Name: LABEL_${n}, UserName: <SYSTEM> }
    properties: { VariableValue: 'label ${n}' }
    lifecycle: { ignoreChanges: [VariableValue] }
`,
]

const sources = Array.from({ length: fileCount }, (_, file) => {
  const own = Array.from({ length: perFile }, (_, index) => resources[index % resources.length](file * perFile + index))
  const head = `apiVersion: wmctl/v1\nkind: Configuration\nmetadata: { name: site-${file} }\ntargets: role=web\nresources:\n`
  return { file: `site-${file}.yaml`, text: head + own.join('') }
})

/** With fresh facts, as a process has them. */
function validate() {
  const classes = createCatalog((file) => text(`catalog/${file}`))
  const adapters = shippedAdapters()
  const kinds = builtinKinds({ classes, adapters })
  const { configurations, diagnostics } = readDocuments(sources, [...kinds.values()])
  const compiled = compileAlone({ configurations, diagnostics, variables: { flags: new Map(), files: [] } })
  const checked = checkResources([compiled.configurations], (document) => compiled.locate(document), kinds)
  const found = [...diagnostics, ...compiled.diagnostics, ...checked.diagnostics]
  if (found.length > 0) throw new Error(`The documents are not valid: ${JSON.stringify(found[0])}`)
  const count = compiled.configurations.reduce((sum, configuration) => sum + configuration.resources.length, 0)
  if (count !== fileCount * perFile) throw new Error(`${count} resources were checked`)
}

/** The parser's own work, with the options that the product reads with. */
function parseOnly() {
  let nodes = 0
  for (const source of sources) {
    nodes += parseAllDocuments(source.text, {
      intAsBigInt: true,
      uniqueKeys: false,
      stringKeys: true,
      prettyErrors: false,
    }).length
  }
  if (nodes !== fileCount) throw new Error(`${nodes} documents were parsed`)
}

function measure(run) {
  const start = performance.now()
  run()
  return performance.now() - start
}

const cold = { parse: measure(parseOnly), validate: measure(validate) }
const rounds = Array.from({ length: 5 }, () => ({ parse: measure(parseOnly), validate: measure(validate) }))
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]
const parse = median(rounds.map((round) => round.parse))
const whole = median(rounds.map((round) => round.validate))
const ratio = whole / parse
console.log(
  `${fileCount * perFile} resources in ${fileCount} files, ${Math.round(sources.reduce((sum, one) => sum + one.text.length, 0) / 1000)} kB`,
)
console.log(`first time: YAML alone ${Math.round(cold.parse)} ms, validation ${Math.round(cold.validate)} ms`)
console.log(
  `then:       YAML alone ${Math.round(parse)} ms, validation ${Math.round(whole)} ms; ratio ${ratio.toFixed(2)}, target below ${target}`,
)
if (ratio >= target) process.exitCode = 1
