import type { CimClass } from '../../cim/class.js'
import { normalizeNamespace } from '../../cim/names.js'
import type { PlainObject } from '../../engine/document.js'
import type { ResourceFacts } from './facts.js'
import type { Findings } from './findings.js'
import { textField } from './text-field.js'

export const defaultNamespace = 'root/cimv2'

export interface ClassReference {
  readonly namespace: string
  readonly cimClass: CimClass
}

/** Resolves the `cim` and `namespace` fields; a class in another namespace is pointed out. */
export function parseClass(
  fields: PlainObject,
  facts: ResourceFacts,
  findings: Findings,
  place: readonly string[],
): ClassReference | undefined {
  const className = textField(fields, 'cim')
  const namespace = typeof fields['namespace'] === 'string' ? normalizeNamespace(fields['namespace']) : defaultNamespace
  const cimClass = facts.classes.find(namespace, className)
  if (cimClass !== undefined) return { namespace, cimClass }
  const namespaces = facts.classes.namespaces()
  if (!namespaces.some((known) => known.toLowerCase() === namespace.toLowerCase())) {
    findings.unknown(
      'namespace',
      namespace,
      namespaces,
      `No class of the namespace ${namespace} is known.`,
      [...place, 'namespace'],
      'value',
    )
    return undefined
  }
  const elsewhere = namespaces.find((other) => facts.classes.find(other, className) !== undefined)
  if (elsewhere !== undefined) {
    const detail = `${className} is not in ${namespace}; it is in ${elsewhere}. Write \`namespace: ${elsewhere}\`.`
    findings.error('Class in another namespace', detail, [...place, 'cim'])
    return undefined
  }
  findings.unknown(
    'class',
    className,
    facts.classes.classNames(namespace),
    `${namespace} has no class ${className}.`,
    [...place, 'cim'],
    'value',
  )
  return undefined
}
