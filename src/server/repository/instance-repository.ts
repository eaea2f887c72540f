import type { CimClass, ClassSource } from '../../cim/class.js'
import { sameName } from '../../cim/names.js'
import { CimError } from '../../cim/status.js'
import type { CimInstance, ObjectPath } from '../../cim/value.js'
import type { ChangeEvent, ChangeListener } from '../change-event.js'
import type { InstanceStore } from '../provider.js'
import { type ClassRepository, createClassRepository } from './class-repository.js'
import { instanceKey, pathKey } from './instance-key.js'
import { createInstanceTables, type InstanceTable, type InstanceTables } from './instance-tables.js'

/** The store behind every protocol of one host, as the object manager sees it. */
export interface InstanceRepository extends InstanceStore {
  /** Instances of the class and of its subclasses. */
  listDeep(namespace: string, className: string): readonly CimInstance[]
  /** The tables of every class of a namespace that has, or had, instances. */
  listNamespace(namespace: string): readonly InstanceTable[]
  /** Whether an instance with these keys exists in exactly this class. */
  has(namespace: string, instance: CimInstance): boolean
  onChange(listener: ChangeListener): () => void
}

/** Immutable instances that many hosts share. */
export interface Seed {
  readonly tables: ReadonlyMap<string, InstanceTable>
}

/** Makes a seed by storing instances as a provider would. */
export function createSeed(source: ClassSource, build: (store: InstanceStore) => void): Seed {
  const classes = createClassRepository(source)
  const tables = createInstanceTables()
  build(createStore({ classes, tables, announce() {}, touch() {} }))
  return { tables: tables.freeze() }
}

/** What a class holds from the start, made when the class is first touched. */
export interface ClassSeed {
  readonly namespace: string
  readonly className: string
  instances(): Iterable<CimInstance>
}

export interface InstanceRepositoryOptions {
  readonly base?: Seed
  /** Called once, before the first access. What it stores raises no event. */
  readonly seed?: (store: InstanceStore) => void
  readonly classSeeds?: readonly ClassSeed[]
}

export function createInstanceRepository(classes: ClassRepository, options: InstanceRepositoryOptions = {}): InstanceRepository {
  const tables = createInstanceTables(options.base?.tables)
  const listeners = new Set<ChangeListener>()
  const waiting = new Set(options.classSeeds)
  let seed = options.seed
  let seeding = 0
  const store = createStore({ classes, tables, announce, touch: seedClass })

  function announce(event: ChangeEvent): void {
    if (seeding > 0) return
    for (const listener of listeners) listener(event)
  }

  /** Stores what the host and the classes that `wanted` picks hold from the start, unless that was done. */
  function seedWhere(wanted: (classSeed: ClassSeed) => boolean): void {
    if (seed === undefined && waiting.size === 0) return
    seeding += 1
    try {
      const run = seed
      seed = undefined
      run?.(store)
      for (const classSeed of [...waiting].filter(wanted)) {
        // Two seeds that read each other's class must not run in a circle.
        if (!waiting.delete(classSeed)) continue
        for (const instance of classSeed.instances()) store.put(classSeed.namespace, instance)
      }
    } finally {
      seeding -= 1
    }
  }

  function seedClass(namespace: string, className: string): void {
    seedWhere((each) => sameName(each.className, className) && sameName(each.namespace, namespace))
  }

  function family(namespace: string, className: string): InstanceTable[] {
    const home = classes.checkNamespace(namespace)
    const ancestor = classes.get(home, className).name
    seedWhere((each) => sameName(each.namespace, home) && classes.isA(home, each.className, ancestor))
    return [...tables.inNamespace(home)].filter((table) => classes.isA(home, table.className, ancestor))
  }

  return {
    ...store,
    get(path) {
      const exact = store.get(path)
      if (exact !== undefined) return exact
      // A path that names a superclass reaches the instances of its subclasses, as in WMI.
      const { declaration, namespace } = placeOf(classes, path)
      const key = pathKey(declaration, path, namespace)
      for (const table of family(namespace, declaration.name)) {
        const found = table.instances.get(key)
        if (found !== undefined) return found
      }
      return undefined
    },
    has(namespace, instance) {
      const declaration = classes.get(namespace, instance.className)
      const home = classes.checkNamespace(namespace)
      seedClass(home, declaration.name)
      return tables.table(home, declaration.name)?.instances.has(instanceKey(declaration, instance, home)) ?? false
    },
    listDeep: (namespace, className) => family(namespace, className).flatMap((table) => [...table.instances.values()]),
    listNamespace(namespace) {
      const home = classes.checkNamespace(namespace)
      seedWhere((each) => sameName(each.namespace, home))
      return [...tables.inNamespace(home)]
    },
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

interface StoreParts {
  readonly classes: ClassRepository
  readonly tables: InstanceTables
  readonly announce: (event: ChangeEvent) => void
  /** Called with canonical names before a table is read or written. */
  readonly touch: (namespace: string, className: string) => void
}

function createStore({ classes, tables, announce, touch }: StoreParts): InstanceStore {
  function open(namespace: string, declaration: CimClass): ReadonlyMap<string, CimInstance> | undefined {
    touch(namespace, declaration.name)
    return tables.table(namespace, declaration.name)?.instances
  }

  return {
    get(path) {
      const { declaration, namespace } = placeOf(classes, path)
      return open(namespace, declaration)?.get(pathKey(declaration, path, namespace))
    },
    list(namespace, className) {
      const declaration = classes.get(namespace, className)
      return [...(open(classes.checkNamespace(namespace), declaration)?.values() ?? [])]
    },
    put(namespace, instance) {
      const declaration = classes.get(namespace, instance.className)
      const home = classes.checkNamespace(namespace)
      const key = instanceKey(declaration, instance, home)
      const previous = open(home, declaration)?.get(key)
      if (previous === instance) return
      const canonical = instance.namespace === home && instance.className === declaration.name
      const stored = canonical ? instance : { ...instance, className: declaration.name, namespace: home }
      tables.set(home, declaration.name, key, stored)
      if (previous === undefined) announce({ kind: 'creation', namespace: home, instance: stored })
      else announce({ kind: 'modification', namespace: home, instance: stored, previous })
    },
    remove(path) {
      const { declaration, namespace } = placeOf(classes, path)
      const key = pathKey(declaration, path, namespace)
      const previous = open(namespace, declaration)?.get(key)
      if (previous === undefined) return
      tables.remove(namespace, declaration.name, key)
      announce({ kind: 'deletion', namespace, previous })
    },
  }
}

function placeOf(classes: ClassRepository, path: ObjectPath): { declaration: CimClass; namespace: string } {
  if (path.namespace === undefined) throw new CimError('invalidParameter', `The path to ${path.className} names no namespace`)
  return { declaration: classes.get(path.namespace, path.className), namespace: classes.checkNamespace(path.namespace) }
}
