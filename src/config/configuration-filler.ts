import type { Diagnostic } from '../base/diagnostic.js'
import { sameItems } from '../base/same-items.js'
import type { ResourceDocument } from '../engine/document.js'
import type { HostConfiguration } from '../engine/plan.js'
import type { ConfigurationDocument } from './configuration.js'
import { HostScope, type VariableHost } from './host-scope.js'
import { type ResourceFiller, resourceFiller } from './resource-filler.js'
import type { MapNode } from './source-node.js'
import { isTarget, type TargetAddress } from './target-address.js'
import type { OutsideVariables } from './variables.js'

export interface FillOptions {
  readonly outside: OutsideVariables
  /** Empty: all resources. */
  readonly targets: readonly TargetAddress[]
  readonly places: WeakMap<ResourceDocument, MapNode>
}

/** Fills a Configuration in for hosts; without a host, as far as that goes. Hosts for which it says the same get the same object. */
export interface ConfigurationFiller {
  readonly configuration: ConfigurationDocument
  fill(host: VariableHost | undefined, report: (diagnostic: Diagnostic) => void): HostConfiguration
}

export function configurationFiller(configuration: ConfigurationDocument, options: FillOptions): ConfigurationFiller {
  const { name, strategy } = configuration
  const fillers = configuration.resources.map((resource) => resourceFiller(name, resource, options.places))
  let last: HostConfiguration | undefined

  function wanted(host: string): readonly ResourceFiller[] {
    if (options.targets.length === 0) return fillers
    const chosen = fillers.filter(({ template }) =>
      options.targets.some((target) => isTarget(target, { host, configuration: name, resource: template.name })),
    )
    return withDependencies(chosen, fillers, name)
  }

  return {
    configuration,
    fill(host, report) {
      const scope = new HostScope(host, options.outside, configuration.variables, report)
      const resources = wanted(host?.name ?? '').flatMap((filler) => filler.fill(scope) ?? [])
      if (last !== undefined && sameItems(last.resources, resources)) return last
      last = { name, strategy, resources }
      return last
    },
  }
}

/** What a chosen resource depends on comes with it, in document order. */
function withDependencies(
  chosen: readonly ResourceFiller[],
  all: readonly ResourceFiller[],
  configuration: string,
): readonly ResourceFiller[] {
  const byName = new Map(all.map((filler) => [filler.template.name, filler]))
  const needed = new Set<ResourceFiller>()
  const queue = [...chosen]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (needed.has(next)) continue
    needed.add(next)
    for (const reference of [...next.template.dependsOn, ...(next.template.onChanged ?? [])]) {
      const prefix = `${configuration}/`
      const found = byName.get(reference.startsWith(prefix) ? reference.slice(prefix.length) : reference)
      if (found !== undefined) queue.push(found)
    }
  }
  return all.filter((filler) => needed.has(filler))
}
