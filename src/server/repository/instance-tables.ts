import type { CimInstance } from '../../cim/value.js'

/** The instances of one class by their key, in insertion order. */
export interface InstanceTable {
  readonly namespace: string
  readonly className: string
  readonly instances: ReadonlyMap<string, CimInstance>
}

/** The instances of one host. */
export interface InstanceTables {
  table(namespace: string, className: string): InstanceTable | undefined
  /** The classes of a namespace that have, or had, instances. */
  inNamespace(namespace: string): Iterable<InstanceTable>
  set(namespace: string, className: string, key: string, instance: CimInstance): void
  remove(namespace: string, className: string, key: string): void
  /** What other hosts may start from; nothing is written to these tables afterwards. */
  freeze(): ReadonlyMap<string, InstanceTable>
}

/**
 * Tables over a base shared by many hosts: a host reads the base's table of a class until it first writes to that class,
 * and then owns a copy. The instances themselves are immutable and always shared.
 */
export function createInstanceTables(base: ReadonlyMap<string, InstanceTable> = new Map()): InstanceTables {
  const own = new Map<string, InstanceTable & { readonly instances: Map<string, CimInstance> }>()

  function writable(namespace: string, className: string): Map<string, CimInstance> {
    const id = tableId(namespace, className)
    const mine = own.get(id)
    if (mine !== undefined) return mine.instances
    const instances = new Map(base.get(id)?.instances)
    own.set(id, { namespace, className, instances })
    return instances
  }

  return {
    table: (namespace, className) => own.get(tableId(namespace, className)) ?? base.get(tableId(namespace, className)),
    *inNamespace(namespace) {
      const wanted = namespace.toLowerCase()
      for (const [id, table] of base) if (table.namespace.toLowerCase() === wanted) yield own.get(id) ?? table
      for (const [id, table] of own) if (table.namespace.toLowerCase() === wanted && !base.has(id)) yield table
    },
    set(namespace, className, key, instance) {
      writable(namespace, className).set(key, instance)
    },
    remove(namespace, className, key) {
      writable(namespace, className).delete(key)
    },
    freeze: () => new Map([...base, ...own]),
  }
}

function tableId(namespace: string, className: string): string {
  return `${namespace}:${className}`.toLowerCase()
}
