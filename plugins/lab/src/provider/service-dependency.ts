import type { CimInstance, ProviderContext } from 'wmctl'
import type { Machine } from './machine.js'
import { findService, stateOf } from './service-state.js'
import { textOf } from './store.js'

/** Names of the services a service needs. */
export function needsOf(machine: Machine, service: CimInstance): readonly string[] {
  return machine.services.dependencies.get(textOf(service, 'Name').toLowerCase()) ?? []
}

/** Whether a service that needs this one is not stopped. */
export function hasActiveDependents(machine: Machine, context: ProviderContext, service: CimInstance): boolean {
  const name = textOf(service, 'Name').toLowerCase()
  for (const [dependent, needs] of machine.services.dependencies) {
    if (!needs.some((needed) => needed.toLowerCase() === name)) continue
    const found = findService(context, dependent)
    if (found !== undefined && stateOf(found) !== 'Stopped') return true
  }
  return false
}

/** Whether `name` would need itself, over others, if it needed these. */
export function isCircular(machine: Machine, name: string, needs: readonly string[]): boolean {
  const wanted = name.toLowerCase()
  const seen = new Set<string>()
  const open = needs.map((needed) => needed.toLowerCase())
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === wanted) return true
    if (seen.has(next)) continue
    seen.add(next)
    for (const needed of machine.services.dependencies.get(next) ?? []) open.push(needed.toLowerCase())
  }
  return false
}
