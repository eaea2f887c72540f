import { UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { CimClass, ClassSource } from '../cim/class.js'

/** A class that a command names. Throws UsageError for one that is not known. */
export function knownClass(classes: ClassSource, namespace: string, className: string): CimClass {
  const found = classes.find(namespace, className)
  if (found !== undefined) return found
  const meant = suggest(className, classes.classNames(namespace))
  const hint = meant === undefined ? 'Name the namespace of the class with --namespace.' : `Did you mean ${meant}?`
  throw new UsageError(`No class ${className} is known in ${namespace}`, { hint })
}
