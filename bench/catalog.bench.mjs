// How long it takes to find ten classes in a fresh catalogue and their adapters, as a ratio to parsing the whole namespace as JSON.
// Needs a build (npm run build). Usage: node bench/catalog.bench.mjs
import { readFileSync } from 'node:fs'
import { createCatalog } from '../dist/catalog/catalog.js'
import { shippedAdapters } from '../dist/cli/shipped-adapters.js'

const folder = new URL('../schemas/catalog/', import.meta.url)
const load = (file) => readFileSync(new URL(file, folder))
const names = [
  'Win32_Service',
  'Win32_Environment',
  'Win32_Share',
  'Win32_Process',
  'Win32_PageFileSetting',
  'Win32_OperatingSystem',
  'Win32_ComputerSystem',
  'Win32_LogicalDisk',
  'Win32_UserAccount',
  'Win32_NetworkAdapterConfiguration',
]

function findTen() {
  const catalog = createCatalog(load)
  for (const name of names) {
    if (catalog.find('root/cimv2', name) === undefined) throw new Error(`${name} was not found`)
  }
}

/** The adapters of those that have one. */
function findAdapters() {
  const adapters = shippedAdapters()
  return names.filter((name) => adapters.find('root/cimv2', name) !== undefined).length
}

/** The whole of root/cimv2 as one JSON document, of the same bytes. */
const lines = new TextDecoder().decode(load('root~cimv2.txt')).trimEnd().split('\n')
const whole = JSON.stringify(lines.slice(1).map((line) => JSON.parse(line.slice(line.indexOf('\t') + 1))))
const parseAll = () => JSON.parse(whole).length

function once(run) {
  const start = performance.now()
  run()
  return performance.now() - start
}

const target = 30
const cold = { classes: once(findTen), adapters: once(findAdapters) }
// In turn, so that whatever else the machine does falls on all of them.
const rounds = Array.from({ length: 15 }, () => ({ found: once(findTen), adapted: once(findAdapters), parsed: once(parseAll) }))
/** Whatever else the machine does only adds to a time. */
const best = (name) => Math.min(...rounds.map((round) => round[name]))
const ms = (time) => `${time.toFixed(1)} ms`
console.log(
  `ten classes: first time ${ms(cold.classes)}, then, with a fresh catalogue, ${ms(best('found'))}; target ${target} ms`,
)
console.log(`adapters of ${findAdapters()} of them: first time ${ms(cold.adapters)}, then ${ms(best('adapted'))}`)
console.log(
  `JSON.parse of root/cimv2: ${ms(best('parsed'))}; ratio of ten classes to it: ${(best('found') / best('parsed')).toFixed(2)}`,
)
if (best('found') >= target) process.exitCode = 1
