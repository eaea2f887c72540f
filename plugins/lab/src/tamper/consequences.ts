import { type ObjectManager, propertyValue } from 'wmctl'
import { type PlainValues, withValues } from '../instance/make-instance.js'
import type { FullPath } from './tampering.js'

/** What else of an object shows what somebody did to it. */
export function consequences(path: FullPath, values: PlainValues): PlainValues {
  const state = values['State']
  if (path.className.toLowerCase() !== 'win32_service' || typeof state !== 'string') return {}
  const running = state === 'Running'
  return { Started: running, AcceptStop: running, AcceptPause: false, ProcessId: running ? 4000 : 0 }
}

/** Of some objects one is chosen: when another one is, it no longer is. */
export function endOthers(cim: ObjectManager, path: FullPath, values: PlainValues): void {
  const property = chosen[path.className.toLowerCase()]
  if (property === undefined || values[property] !== true) return
  const declaration = cim.getClass(path.namespace, path.className)
  const wanted = cim.getInstance(path)
  for (const other of cim.store.list(path.namespace, path.className)) {
    const isOther = declaration.keys.some((key) => propertyValue(other, key) !== propertyValue(wanted, key))
    if (isOther && propertyValue(other, property) === true) {
      cim.store.put(path.namespace, withValues(declaration, other, { [property]: false }))
    }
  }
}

/** By class, in lower case: the property that one object has. */
const chosen: Readonly<Record<string, string>> = { win32_powerplan: 'IsActive', win32_printer: 'Default' }
