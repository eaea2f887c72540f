import type { Diagnostic } from '../base/diagnostic.js'
import type { Address } from '../engine/address.js'
import { globMatcher } from './glob.js'
import { errorAt } from './problem.js'

/** `--target HOST/CONFIGURATION/RESOURCE`; each part may be a glob. */
export interface TargetAddress {
  readonly text: string
  host(name: string): boolean
  configuration(name: string): boolean
  resource(name: string): boolean
}

export function parseTarget(text: string): TargetAddress | Diagnostic {
  const [host, configuration, resource, ...more] = text.split('/')
  if (!host || !configuration || !resource || more.length > 0) {
    const detail = `'${text}' is no address. Write --target HOST/CONFIGURATION/RESOURCE, for example web01/web-baseline/spooler; * stands for any characters.`
    return errorAt(undefined, 'Unusable address', detail)
  }
  return { text, host: globMatcher(host), configuration: globMatcher(configuration), resource: globMatcher(resource) }
}

export function isTarget(target: TargetAddress, address: Address): boolean {
  return target.host(address.host) && target.configuration(address.configuration) && target.resource(address.resource)
}
