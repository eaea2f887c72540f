import { FaultError } from '../../base/errors.js'
import type { BlockingObjects } from '../../cim/class-adapter.js'
import { formatValue } from '../../cim/format.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { type CimInstance, type CimValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import { wqlSelect } from '../../cim/wql/build.js'
import type { CimReader } from '../../session/cim-session.js'
import { caseName } from '../shared/text-field.js'

/** A message names no more. */
const most = 20

/** The objects in the way of a refused call, `Win32_Service.Name="Spooler" (State = "Running"), …`; empty when none is found. */
export async function blockingObjects(
  reader: CimReader,
  path: ObjectPath,
  namespace: string,
  { association, from, to, when }: BlockingObjects,
  signal: AbortSignal,
): Promise<string> {
  const found: string[] = []
  try {
    const subject = pathIdentity(path, { namespace })
    const wql = wqlSelect({ className: association, properties: [from, to] })
    for await (const link of reader.query(namespace, wql, { signal })) {
      const [source, target] = [pathAt(link, from), pathAt(link, to)]
      if (source === undefined || target === undefined || pathIdentity(source, { namespace }) !== subject) continue
      const instance = await reader.getInstance({ ...target, namespace: target.namespace ?? namespace }, { signal })
      const text = instance === undefined ? undefined : describe(instance, target, when)
      if (text !== undefined) found.push(text)
      if (found.length === most) break
    }
  } catch (error) {
    // The refusal itself is what matters; who cannot be asked for more is told that alone.
    if (!(error instanceof FaultError)) throw error
  }
  return found.join(', ')
}

function pathAt(link: CimInstance, name: string): ObjectPath | undefined {
  const value: CimValue = propertyValue(link, name)
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'path' ? value : undefined
}

function describe(instance: CimInstance, path: ObjectPath, when: BlockingObjects['when']): string | undefined {
  const states: string[] = []
  for (const [name, values] of when) {
    const value = propertyValue(instance, name)
    if (!values.has(caseName(value))) return undefined
    states.push(`${instance.properties.get(name)?.name ?? name} = ${formatValue(value)}`)
  }
  return `${formatRelativePath({ ...path, className: instance.className })}${states.length === 0 ? '' : ` (${states.join(', ')})`}`
}
