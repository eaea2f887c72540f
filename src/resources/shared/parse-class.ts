import type { CimClass } from '../../cim/class.js'
import { normalizeNamespace } from '../../cim/names.js'
import type { PlainObject } from '../../engine/document.js'
import { suggestClass } from './class-suggestion.js'
import type { ResourceFacts } from './facts.js'
import type { Findings } from './findings.js'
import { textField } from './text-field.js'

export const defaultNamespace = 'root/cimv2'

export interface ClassReference {
  readonly namespace: string
  readonly cimClass: CimClass
}

/** The class that the `cim` and `namespace` fields name. */
export function namedClass(fields: PlainObject): { readonly namespace: string; readonly className: string } {
  const namespace = typeof fields['namespace'] === 'string' ? normalizeNamespace(fields['namespace']) : defaultNamespace
  return { namespace, className: textField(fields, 'cim') }
}

/**
 * Resolves the `cim` and `namespace` fields. A class in another namespace is pointed out; one that is not known at all leaves the
 * resource unsettled, with a warning, until a host was asked.
 */
export function parseClass(
  fields: PlainObject,
  facts: ResourceFacts,
  findings: Findings,
  place: readonly string[],
): ClassReference | undefined {
  const { namespace, className } = namedClass(fields)
  const { classes, asked } = facts
  const cimClass = classes.find(namespace, className)
  if (cimClass !== undefined) return { namespace, cimClass }
  const { elsewhere, wrongNamespace, nearest } = suggestClass(classes, namespace, className)
  if (elsewhere !== undefined && fields['namespace'] === undefined) {
    const detail = `${className} is not in ${namespace}; it is in ${elsewhere}. Write \`namespace: ${elsewhere}\`.`
    findings.error('Class in another namespace', detail, [...place, 'cim'])
    return undefined
  }
  const suggestion = elsewhere ?? nearest
  const field = [...place, wrongNamespace || elsewhere !== undefined ? 'namespace' : 'cim']
  if (asked === undefined) {
    const detail =
      `The catalogue of documented classes has no ${className} in ${namespace}, so nothing here can be checked before a host is ` +
      'asked. Where a host has the class, its own definition counts; where it has not, the resource fails.'
    findings.warn('Class unknown to the catalogue', detail, field, suggestion)
    findings.unsettled = true
    return undefined
  }
  const known = asked.describes
    ? `Neither ${asked.name} nor the catalogue of documented classes has a class ${className} in ${namespace}.`
    : `The catalogue has no class ${className} in ${namespace}, and ${asked.name} cannot describe its classes: its version of Windows Remote Management does not offer that.`
  findings.wrong('Unknown class', known, field, suggestion)
  return undefined
}
