import type { Diagnostic } from '../base/diagnostic.js'
import type { ConfigurationDocument } from './configuration.js'
import type { ConfigurationFiller } from './configuration-filler.js'
import type { HostEntry } from './hosts.js'
import { unknownName } from './problem.js'
import type { TargetAddress } from './target-address.js'
import type { OutsideVariables } from './variables.js'

/** Addresses that name no resource of any selected host. */
export function unusedTargets(
  addresses: readonly TargetAddress[],
  hosts: readonly { entry: HostEntry; own: readonly ConfigurationFiller[] }[],
): readonly Diagnostic[] {
  const known = new Map<string, Set<string>>()
  for (const { entry, own } of hosts) known.set(entry.name, new Set(own.map(({ configuration }) => configuration.name)))
  return addresses.flatMap((target) => {
    const found = hosts.some(
      ({ entry, own }) =>
        target.host(entry.name) &&
        own.some(
          ({ configuration }) =>
            target.configuration(configuration.name) && configuration.resources.some(({ name }) => target.resource(name)),
        ),
    )
    if (found) return []
    const [first] = hosts
    const sample = first?.own.flatMap(({ configuration }) =>
      configuration.resources.map(({ name }) => `${target.text.split('/')[0]}/${configuration.name}/${name}`),
    )
    return [
      unknownName(
        undefined,
        'Unknown address',
        `No resource on any selected host has the address '${target.text}'.`,
        target.text,
        sample ?? [],
      ),
    ]
  })
}

/** A misspelt `--var` would silently change nothing. */
export function unusedFlags(
  variables: OutsideVariables,
  configurations: readonly ConfigurationDocument[],
  hosts: readonly HostEntry[],
): readonly Diagnostic[] {
  if (variables.flags.size === 0) return []
  const known = new Set<string>()
  for (const layer of [...variables.files, ...hosts.flatMap((host) => host.variables)])
    for (const name of layer.keys()) known.add(name)
  for (const configuration of configurations) {
    for (const name of configuration.variables.keys()) known.add(name)
    for (const { references } of configuration.resources) {
      for (const { root, path } of references) if (root === 'vars' && path[0] !== undefined) known.add(path[0])
    }
  }
  return [...variables.flags.keys()]
    .filter((name) => !known.has(name))
    .map((name) =>
      unknownName(undefined, 'Unknown variable', `--var ${name}: nothing declares or uses a variable of this name.`, name, [
        ...known,
      ]),
    )
}
