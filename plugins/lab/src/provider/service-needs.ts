import type { CimClass, CimInstance, ProviderContext } from 'wmctl'
import { makeInstance } from '../instance/make-instance.js'
import type { Machine } from './machine.js'
import { cimv2, classOf, pathTo } from './store.js'

/** Remembers what a service needs, undefined when it is gone, and keeps Win32_DependentService in step. */
export function setNeeds(machine: Machine, context: ProviderContext, name: string, needs: readonly string[] | undefined): void {
  const key = name.toLowerCase()
  const declaration = classOf(machine, cimv2, 'Win32_DependentService')
  for (const needed of machine.services.dependencies.get(key) ?? []) {
    context.repository.remove(
      pathTo(cimv2, 'Win32_DependentService', { Antecedent: servicePath(needed), Dependent: servicePath(name) }),
    )
  }
  for (const needed of needs ?? []) context.repository.put(cimv2, dependency(declaration, name, needed))
  if (needs === undefined) machine.services.dependencies.delete(key)
  else machine.services.dependencies.set(key, needs)
}

/** An instance of Win32_DependentService: `dependent` needs `antecedent`. */
export function dependency(declaration: CimClass, dependent: string, antecedent: string): CimInstance {
  return makeInstance(declaration, {
    Antecedent: servicePath(antecedent),
    Dependent: servicePath(dependent),
    TypeOfDependency: null,
  })
}

function servicePath(name: string): ReturnType<typeof pathTo> {
  return pathTo(cimv2, 'Win32_Service', { Name: name })
}
