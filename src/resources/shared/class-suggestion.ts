import { oncePer } from '../../base/once-per.js'
import { suggest } from '../../base/suggest.js'
import type { ClassSource } from '../../cim/class.js'
import { namespaceKey } from '../../cim/names.js'

/** What was likely meant by a class that is not known where it was looked for. */
export interface ClassSuggestion {
  /** A namespace that has a class of the name. */
  readonly elsewhere: string | undefined
  readonly wrongNamespace: boolean
  /** The nearest name: of a namespace when that is what is wrong, else of a class. */
  readonly nearest: string | undefined
}

/** Thousands of names are compared, and a site may name one such class thousands of times. */
export function suggestClass(classes: ClassSource, namespace: string, className: string): ClassSuggestion {
  const known = knownOf(classes)
  const key = `${namespaceKey(namespace)}:${className.toLowerCase()}`
  const found = known.get(key) ?? search(classes, namespace, className)
  known.set(key, found)
  return found
}

const knownOf = oncePer<ClassSource, Map<string, ClassSuggestion>>(() => new Map())

function search(classes: ClassSource, namespace: string, className: string): ClassSuggestion {
  const wanted = className.toLowerCase()
  const namespaces = classes.namespaces()
  const elsewhere = namespaces.find((other) => classes.classNames(other).some((name) => name.toLowerCase() === wanted))
  const wrongNamespace = !namespaces.some((other) => namespaceKey(other) === namespaceKey(namespace))
  const nearest = wrongNamespace ? suggest(namespace, namespaces) : suggest(className, classes.classNames(namespace))
  return { elsewhere, wrongNamespace, nearest }
}
