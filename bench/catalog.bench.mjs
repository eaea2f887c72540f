// How long it takes to find ten classes in a fresh catalogue, as a ratio to parsing their whole namespace as JSON.
// Needs a build (npm run build). Usage: node bench/catalog.bench.mjs
import { readFileSync } from 'node:fs'
import { createCatalog } from '../dist/catalog/catalog.js'

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

/** The whole of root/cimv2 as one JSON document, of the same bytes. */
const lines = new TextDecoder().decode(load('root~cimv2.txt')).trimEnd().split('\n')
const whole = JSON.stringify(lines.slice(1).map((line) => JSON.parse(line.slice(line.indexOf('\t') + 1))))
const parseAll = () => JSON.parse(whole).length

function median(run, times) {
  const samples = Array.from({ length: times }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return samples.sort((a, b) => a - b)[Math.floor(times / 2)]
}

const start = performance.now()
findTen()
const cold = performance.now() - start
const [found, parsed] = [median(findTen, 31), median(parseAll, 31)]
console.log(`ten classes, first time: ${cold.toFixed(1)} ms; again, fresh catalogue: ${found.toFixed(2)} ms`)
console.log(`JSON.parse of root/cimv2: ${parsed.toFixed(2)} ms; ratio: ${(found / parsed).toFixed(2)}`)
