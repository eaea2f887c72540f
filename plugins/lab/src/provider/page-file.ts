import { type ProviderContext, propertyValue } from 'wmctl'
import type { Machine } from './machine.js'
import { cimv2 } from './store.js'

/** Whether a host starts with a page file that Windows manages: most do. */
export function managesPageFile(machine: Machine): boolean {
  return machine.facts.random('managed page file').chance(0.7)
}

/** Whether Windows manages the page file now. */
export function isPageFileManaged(context: ProviderContext): boolean {
  for (const system of context.repository.list(cimv2, 'Win32_ComputerSystem')) {
    if (propertyValue(system, 'AutomaticManagedPagefile') === true) return true
  }
  return false
}
