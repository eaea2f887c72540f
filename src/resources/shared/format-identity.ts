import { formatRelativePath } from '../../cim/object-path.js'
import type { ObjectPath } from '../../cim/value.js'
import { defaultNamespace } from './parse-class.js'

/** `Win32_Service.Name="Spooler"`, with the namespace in front unless it is root/cimv2. */
export function formatIdentity(path: ObjectPath): string {
  const namespace = path.namespace ?? defaultNamespace
  const relative = formatRelativePath(path)
  return namespace.toLowerCase() === defaultNamespace ? relative : `${namespace}:${relative}`
}
