import { UsageError } from '../base/errors.js'
import type { CimClass, ClassSource } from '../cim/class.js'
import { suggestClass } from '../resources/shared/class-suggestion.js'

/** A class that a command names. Throws UsageError for one that is not known. */
export function knownClass(classes: ClassSource, namespace: string, className: string): CimClass {
  const found = classes.find(namespace, className)
  if (found !== undefined) return found
  const hint = hintForClass(classes, namespace, className) ?? 'Name the namespace of the class with --namespace.'
  throw new UsageError(`No class ${className} is known in ${namespace}`, { hint })
}

/** What was likely meant by a class that is not there. */
export function hintForClass(classes: ClassSource, namespace: string, className: string): string | undefined {
  const { elsewhere, nearest, wrongNamespace } = suggestClass(classes, namespace, className)
  if (elsewhere !== undefined) return `It is in ${elsewhere}: add --namespace ${elsewhere}`
  if (nearest === undefined) return undefined
  return wrongNamespace ? `Did you mean --namespace ${nearest}?` : `Did you mean ${nearest}?`
}
