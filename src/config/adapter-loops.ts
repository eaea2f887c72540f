import type { Diagnostic } from '../base/diagnostic.js'
import { parseDuration } from '../base/duration.js'
import type { CimClass, CimPropertyDeclaration } from '../cim/class.js'
import { entryOfCode } from '../cim/value-map.js'
import { awaitedProperties } from './adapter-wait.js'
import { errorAt } from './problem.js'
import { child, itemsOf, keyRange, type MapNode, plainOf, rangeOf, type SourceNode, scalarTextOf, textOf } from './source-node.js'

/** Nothing that an adapter waits for may keep a host longer (milliseconds). */
const longestWait = 3_600_000

/** Calls and waits that may never come to an end: every wait has a limit, a state that can come, and every retry a bound. */
export function checkCalls(node: MapNode, cimClass: CimClass): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  retriedSuccess(node, found)
  for (const write of itemsOf(child(node, 'writes'))) {
    for (const one of [write, child(write, 'add'), child(write, 'remove')]) step(one, cimClass, found)
    for (const one of itemsOf(child(write, 'steps'))) step(one, cimClass, found)
    const cases = child(write, 'cases')
    if (cases?.kind === 'map') caseSteps(cases, itemsOf(child(write, 'properties')), cimClass, found)
  }
  for (const field of ['create', 'delete']) {
    step(child(node, field), cimClass, found)
    for (const one of itemsOf(child(child(node, field), 'steps'))) step(one, cimClass, found)
  }
  const methods = child(node, 'methods')
  if (methods?.kind === 'map') {
    for (const { value } of methods.entries.values()) {
      retriedSuccess(value, found)
      for (const field of ['job', 'task', 'retry']) limits(child(value, field), found)
      pendingWithoutWait(value, found)
    }
  }
  pendingEverywhere(node, found)
  return found
}

function step(node: SourceNode | undefined, cimClass: CimClass, found: Diagnostic[]): void {
  if (child(node, 'method') === undefined || node === undefined) return
  retriedSuccess(node, found)
  for (const field of ['job', 'waitFor', 'retry']) limits(child(node, field), found)
  pendingWithoutWait(node, found)
  const wait = child(node, 'waitFor')
  if (wait?.kind !== 'map') return
  for (const entry of awaitedProperties(wait)) {
    const declaration = cimClass.properties.get(entry.name.toLowerCase())
    if (declaration === undefined) continue
    state(declaration, entry.value, found)
    for (const item of itemsOf(child(wait, 'pending'))) {
      state(declaration, item, found)
      if (scalarTextOf(item).toLowerCase() === (textOf(entry.value) ?? '').toLowerCase()) {
        const detail = `${declaration.name} is waited for until it is ${textOf(entry.value) ?? ''}, which is no value on the way there.`
        found.push(errorAt(rangeOf(item), 'Wait without end', detail))
      }
    }
  }
}

/** The last call for a value that waits for the property itself has to wait for that value. */
function caseSteps(cases: MapNode, properties: readonly SourceNode[], cimClass: CimClass, found: Diagnostic[]): void {
  const names = properties.map((item) => (textOf(item) ?? '').toLowerCase())
  for (const { name, value } of cases.entries.values()) {
    const steps = itemsOf(value)
    for (const one of steps) step(one, cimClass, found)
    const wait = child(steps.at(-1), 'waitFor')
    if (wait?.kind !== 'map') continue
    for (const entry of awaitedProperties(wait)) {
      const awaited = textOf(entry.value) ?? ''
      if (!names.includes(entry.name.toLowerCase()) || awaited.toLowerCase() === name.toLowerCase()) continue
      const detail = `${entry.name} is to become ${name}, and ${awaited} is waited for: it would be written again and again.`
      found.push(errorAt(rangeOf(entry.value), 'Wait without end', detail))
    }
  }
}

function state(declaration: CimPropertyDeclaration, node: SourceNode, found: Diagnostic[]): void {
  const value = scalarTextOf(node)
  if (declaration.valueMap === undefined || entryOfCode(declaration, value) !== undefined) return
  const known = declaration.valueMap.map((entry) => entry.value).join(', ')
  const detail = `${declaration.name} is never '${value}': it has the values ${known}.`
  found.push(errorAt(rangeOf(node), 'Wait without end', detail))
}

function limits(node: SourceNode | undefined, found: Diagnostic[]): void {
  if (node?.kind !== 'map') return
  const [timeout, interval] = ['timeout', 'interval'].map((field) => child(node, field))
  const [longest, between] = [duration(timeout), duration(interval)]
  if (timeout !== undefined && longest > longestWait) {
    found.push(errorAt(rangeOf(timeout), 'Wait without end', 'A wait ends after an hour at the latest.'))
  }
  if (interval === undefined) return
  const times = child(node, 'times')
  const all = times === undefined ? between : between * Number(plainOf(times))
  if (all > longestWait) found.push(errorAt(rangeOf(interval), 'Wait without end', 'Retries end after an hour at the latest.'))
  if (between < 50)
    found.push(errorAt(rangeOf(interval), 'Wait without pause', 'A host is asked again after 50ms at the earliest.'))
  if (timeout !== undefined && between >= longest) {
    const detail = 'The pause between two looks is as long as the whole wait: make interval shorter than timeout.'
    found.push(errorAt(rangeOf(interval), 'Wait without end', detail))
  }
}

function duration(node: SourceNode | undefined): number {
  return parseDuration(textOf(node) ?? '') ?? 0
}

/** A call that has succeeded would be made again. */
function retriedSuccess(node: SourceNode, found: Diagnostic[]): void {
  const codes = child(node, 'returnCodes')
  if (codes?.kind !== 'map') return
  for (const entry of codes.entries.values()) {
    if (Number(entry.name) !== 0 || textOf(entry.value) !== 'retry') continue
    const detail = 'The code 0 says that the call is done: to make it again would never end.'
    found.push(errorAt(keyRange(codes, entry), 'Retry without end', detail))
  }
}

/** Only a wait can tell whether what may be on its way is. */
function pendingWithoutWait(node: SourceNode, found: Diagnostic[]): void {
  const wait = child(node, 'waitFor')
  if (child(wait, 'pending') !== undefined) return
  const codes = child(node, 'returnCodes')
  if (codes?.kind !== 'map') return
  for (const { value } of codes.entries.values()) {
    if (textOf(value) === 'pending') found.push(errorAt(rangeOf(value), 'Pending without wait', pendingDetail))
  }
}

function pendingEverywhere(node: MapNode, found: Diagnostic[]): void {
  const codes = child(node, 'returnCodes')
  if (codes?.kind !== 'map') return
  for (const { value } of codes.entries.values()) {
    if (textOf(value) === 'pending') found.push(errorAt(rangeOf(value), 'Pending without wait', pendingDetail))
  }
}

const pendingDetail =
  "'pending' belongs to a call with waitFor and its pending values, which tell whether what was wanted is on its way."
