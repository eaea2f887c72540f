import type { Diagnostic } from '../base/diagnostic.js'
import {
  isSecretReference,
  type Locate,
  type PlainObject,
  type PlainValue,
  type ResourceDocument,
  type SecretReference,
} from '../engine/document.js'
import type { HostConfiguration } from '../engine/plan.js'
import type { ResourceKinds } from '../engine/resource-kinds.js'
import type { CimReader, CimSession } from '../session/cim-session.js'

interface ResourceFindings {
  readonly diagnostics: readonly Diagnostic[]
  readonly secrets: readonly SecretReference[]
}

/** What the resource types find: classes, properties, values, secrets. A document that many hosts share is checked once. */
export function checkResources(
  hosts: Iterable<readonly HostConfiguration[]>,
  locate: (document: ResourceDocument) => Locate,
  kinds: ResourceKinds<CimReader, CimSession>,
): ResourceFindings {
  const found = new Map<string, Diagnostic>()
  const secrets: SecretReference[] = []
  const checked = new WeakSet<ResourceDocument>()
  for (const configurations of hosts) {
    for (const document of configurations.flatMap(({ resources }) => resources)) {
      if (checked.has(document)) continue
      checked.add(document)
      const type = kinds.get(document.kind)
      const parsed = type?.parse(document, locate(document))
      if (parsed?.desired !== undefined) secrets.push(...(type?.secrets(parsed.desired) ?? []))
      else if (parsed?.unsettled !== undefined) secrets.push(...secretsIn(document.fields))
      for (const diagnostic of parsed?.diagnostics ?? []) {
        const { range, summary, detail } = diagnostic
        found.set(JSON.stringify([range?.file, range?.start, summary, detail]), diagnostic)
      }
    }
  }
  return { diagnostics: [...found.values()], secrets }
}

/** Of a resource that a host has to explain: all it names, so that they are asked for before the host is. */
function secretsIn(value: PlainValue): readonly SecretReference[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(secretsIn)
  return isSecretReference(value) ? [value] : Object.values(value as PlainObject).flatMap(secretsIn)
}
