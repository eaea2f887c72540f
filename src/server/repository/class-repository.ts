import type { CimClass, ClassSource } from '../../cim/class.js'
import { normalizeNamespace } from '../../cim/names.js'
import { CimError } from '../../cim/status.js'

/** The classes of one host: those of a shared source, loaded on demand, and those defined on the host itself. */
export interface ClassRepository extends ClassSource {
  /** Throws CimError `invalidNamespace` or `invalidClass`. */
  get(namespace: string, className: string): CimClass
  /** The namespace's canonical name; throws CimError `invalidNamespace`. */
  checkNamespace(namespace: string): string
  /** Whether `className` is `ancestor` or one of its subclasses. */
  isA(namespace: string, className: string, ancestor: string): boolean
  /** Defines a class, and its namespace when that is new. Refuses a name that is taken. */
  add(declaration: CimClass): void
  addNamespace(name: string): void
}

export function createClassRepository(source: ClassSource): ClassRepository {
  const added = new Map<string, Map<string, CimClass>>()
  /** Canonical names of added namespaces, and of those of the source that were asked for: a source may have many. */
  const names = new Map<string, string>()

  function find(namespace: string, className: string): CimClass | undefined {
    const canonical = normalizeNamespace(namespace)
    return added.get(canonical.toLowerCase())?.get(className.toLowerCase()) ?? source.find(canonical, className)
  }

  function checkNamespace(namespace: string): string {
    const canonical = normalizeNamespace(namespace)
    const known = knownName(canonical)
    if (known === undefined) throw new CimError('invalidNamespace', `There is no namespace ${canonical}`)
    return known
  }

  function knownName(canonical: string): string | undefined {
    const key = canonical.toLowerCase()
    const known = names.get(key) ?? source.namespaces().find((name) => name.toLowerCase() === key)
    if (known !== undefined) names.set(key, known)
    return known
  }

  function addNamespace(name: string): void {
    const canonical = normalizeNamespace(name)
    if (knownName(canonical) === undefined) names.set(canonical.toLowerCase(), canonical)
  }

  return {
    find,
    checkNamespace,
    addNamespace,
    namespaces: () => [...new Set([...source.namespaces(), ...names.values()])],
    classNames(namespace) {
      const canonical = normalizeNamespace(namespace)
      const own = added.get(canonical.toLowerCase())
      const shared = source.classNames(canonical)
      return own === undefined ? shared : [...shared, ...[...own.values()].map((declaration) => declaration.name)]
    },
    get(namespace, className) {
      const canonical = checkNamespace(namespace)
      const found = find(canonical, className)
      if (found === undefined) throw new CimError('invalidClass', `There is no class ${className} in ${canonical}`)
      return found
    },
    isA(namespace, className, ancestor) {
      const wanted = ancestor.toLowerCase()
      // A chain cannot be longer than this; a source that loops must not hang the host.
      for (let name: string | undefined = className, depth = 0; name !== undefined && depth < 64; depth += 1) {
        if (name.toLowerCase() === wanted) return true
        name = find(namespace, name)?.superclass
      }
      return false
    },
    add(declaration) {
      if (find(declaration.namespace, declaration.name) !== undefined) {
        throw new CimError('alreadyExists', `${declaration.namespace} has a class ${declaration.name} already`)
      }
      addNamespace(declaration.namespace)
      const key = normalizeNamespace(declaration.namespace).toLowerCase()
      const classes = added.get(key) ?? new Map<string, CimClass>()
      classes.set(declaration.name.toLowerCase(), declaration)
      added.set(key, classes)
    },
  }
}
