import type { Diagnostic } from '../base/diagnostic.js'
import type { Locate, ResourceDocument } from '../engine/document.js'
import type { HostTarget } from '../engine/host-target.js'
import type { HostConfiguration } from '../engine/plan.js'
import type { ConfigurationDocument } from './configuration.js'
import { type ConfigurationFiller, configurationFiller } from './configuration-filler.js'
import { checkDependencies } from './dependency-check.js'
import type { Documents } from './documents.js'
import { HostFindings } from './host-findings.js'
import { type HostEntry, resolveHosts } from './hosts.js'
import { errorAt, hasErrors, placeOf, warningAt } from './problem.js'
import { limitHosts, noInventory } from './select-hosts.js'
import { selects, unknownGroups } from './selector.js'
import { child, headOf, locate, type MapNode, rangeOf } from './source-node.js'
import { parseTarget, type TargetAddress } from './target-address.js'
import { unusedFlags, unusedTargets } from './unused-input.js'
import type { OutsideVariables } from './variables.js'

/** The documents of a run (inventories may come from other files than configurations) and what the command line adds. */
export interface CompileInput extends Omit<Documents, 'diagnostics'> {
  /** What reading them found; when there are errors, a missing document is no finding of its own. Not repeated in the result. */
  readonly diagnostics?: readonly Diagnostic[]
  readonly variables: OutsideVariables
  /** `--limit`, each an alternative. */
  readonly limit?: readonly string[]
  /** `--target` addresses. */
  readonly targets?: readonly string[]
}

export interface Compiled {
  /** The hosts that something is wanted of, in the order of the inventory. Empty when there are errors. */
  readonly hosts: readonly CompiledHost[]
  readonly diagnostics: readonly Diagnostic[]
  /** Finds places in the file a document came from. */
  locate(document: ResourceDocument): Locate
}

/** What the documents want of a host. */
export interface CompiledHost extends HostTarget {
  readonly entry: HostEntry
  /**
   * Filled in anew each time it is read unless all hosts share it, so that a fleet costs no memory: read it once per host.
   */
  readonly configurations: readonly HostConfiguration[]
}

/** Puts inventory, configurations and variables together: for each host, what is wanted of it. */
export function compile(input: CompileInput): Compiled {
  const places = new WeakMap<ResourceDocument, MapNode>()
  const targets = (input.targets ?? []).map(parseTarget)
  const inventory = resolveHosts(input.inventories)
  const unreadable = hasErrors(input.diagnostics ?? [])
  const diagnostics: Diagnostic[] = [
    ...inventory.diagnostics,
    ...checkConfigurations(input.configurations),
    ...targets.filter((target): target is Diagnostic => 'severity' in target),
    ...input.configurations.flatMap((configuration) => unknownGroups(configuration.targets, inventory.groupNames)),
    ...(unreadable ? [] : unusedFlags(input.variables, input.configurations, inventory.hosts)),
  ]
  if (input.inventories.length === 0 && !unreadable) diagnostics.push(noInventory())
  const limited = limitHosts(inventory, input.limit ?? [])
  diagnostics.push(...limited.diagnostics)
  const addresses = targets.filter((target): target is TargetAddress => !('severity' in target))
  const fillers = input.configurations.map((configuration) =>
    configurationFiller(configuration, { outside: input.variables, targets: addresses, places }),
  )
  const hosts = limited.hosts.flatMap((entry) => {
    const own = fillers.filter(({ configuration }) => selects(configuration.targets, entry))
    return own.length === 0 ? [] : [{ entry, own }]
  })
  if (!unreadable && !hasErrors(diagnostics)) diagnostics.push(...emptyTargets(input, inventory.hosts, hosts.length))
  const findings = new HostFindings()
  const compiled: CompiledHost[] = []
  for (const { entry, own } of hosts) {
    const host = compiledHost(entry, own)
    const configurations = fillAll(entry, own, (diagnostic) => findings.add(entry.name, diagnostic))
    if (configurations.length > 0) compiled.push(host)
  }
  diagnostics.push(...findings.all(hosts.length))
  if (!unreadable && !hasErrors(diagnostics) && addresses.length > 0) diagnostics.push(...unusedTargets(addresses, hosts))
  return {
    hosts: unreadable || hasErrors(diagnostics) ? [] : compiled,
    diagnostics,
    locate: (document) => locateIn(places.get(document)),
  }
}

export interface CompiledAlone {
  /** The resources that say the same on every host. */
  readonly configurations: readonly HostConfiguration[]
  readonly diagnostics: readonly Diagnostic[]
  locate(document: ResourceDocument): Locate
}

/** Checks Configurations without an inventory, as far as that goes: resources that need a host's values are left out. */
export function compileAlone(input: Pick<CompileInput, 'configurations' | 'diagnostics' | 'variables'>): CompiledAlone {
  const { configurations, variables } = input
  const places = new WeakMap<ResourceDocument, MapNode>()
  const diagnostics = [...checkConfigurations(configurations)]
  if (configurations.length === 0 && !hasErrors(input.diagnostics ?? [])) diagnostics.push(noConfiguration())
  const filled = configurations.map((configuration) =>
    configurationFiller(configuration, { outside: variables, targets: [], places }).fill(undefined, (found) =>
      diagnostics.push(found),
    ),
  )
  return { configurations: filled, diagnostics, locate: (document) => locateIn(places.get(document)) }
}

/** What is wrong with Configurations whatever the hosts. */
function checkConfigurations(configurations: readonly ConfigurationDocument[]): readonly Diagnostic[] {
  const byName = new Map<string, ConfigurationDocument>()
  const diagnostics: Diagnostic[] = []
  for (const configuration of configurations) {
    const first = byName.get(configuration.name)
    if (first === undefined) byName.set(configuration.name, configuration)
    else {
      const detail = `The Configuration '${configuration.name}' is already given at ${placeOf(nameRange(first))}. Their resources would have the same addresses.`
      diagnostics.push(errorAt(nameRange(configuration), 'Duplicate configuration', detail))
    }
  }
  return [...diagnostics, ...checkDependencies([...byName.values()])]
}

function compiledHost(entry: HostEntry, own: readonly ConfigurationFiller[]): CompiledHost {
  return {
    name: entry.name,
    entry,
    get configurations() {
      return fillAll(entry, own, () => {})
    },
  }
}

function fillAll(
  entry: HostEntry,
  own: readonly ConfigurationFiller[],
  report: (diagnostic: Diagnostic) => void,
): readonly HostConfiguration[] {
  return own.map((filler) => filler.fill(entry, report)).filter(({ resources }) => resources.length > 0)
}

function locateIn(node: MapNode | undefined): Locate {
  return (path, part) => (node === undefined ? undefined : locate(node, path, part))
}

function noConfiguration(): Diagnostic {
  return errorAt(undefined, 'No configuration', 'The files hold no Configuration document, so there is nothing to do.')
}

function emptyTargets(input: CompileInput, all: readonly HostEntry[], chosen: number): readonly Diagnostic[] {
  if (input.configurations.length === 0) return [noConfiguration()]
  const empty = input.configurations.filter((configuration) => !all.some((host) => selects(configuration.targets, host)))
  if (chosen > 0) {
    return empty.map((configuration) =>
      warningAt(
        targetsRange(configuration),
        'No targets',
        `No host of the inventory matches the targets of '${configuration.name}'.`,
      ),
    )
  }
  if (empty.length === 0) {
    const detail =
      'The hosts that --limit selects are not among the targets of any Configuration. Leave --limit out, or look at targets and labels.'
    return [errorAt(undefined, 'No targets', detail)]
  }
  return empty.map((configuration) => {
    const detail = `No host of the inventory (${all.length}) matches the targets of '${configuration.name}'. Look at the labels and groups of the hosts; '*' means all.`
    return errorAt(targetsRange(configuration), 'No targets', detail)
  })
}

function nameRange({ node }: ConfigurationDocument) {
  return rangeOf(child(child(node, 'metadata'), 'name') ?? node)
}

function targetsRange({ node }: ConfigurationDocument) {
  return headOf(child(node, 'targets') ?? node)
}
