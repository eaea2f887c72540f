import type { CimInstance } from '../cim/value.js'
import { complete, contextOf, type HostObjects, placeOf, refreshFamily, requireInstance } from './host-objects.js'
import { invokeMethod } from './invoke.js'
import type { CimOperations } from './operations.js'
import type { ClassProvider } from './provider.js'
import { selectAssociations } from './query/associations.js'
import { runQuery } from './query/run-query.js'
import { instancePath } from './repository/instance-key.js'
import type { ClassSeed } from './repository/instance-repository.js'
import { createInstance, deleteInstance, modifyInstance } from './write.js'

/** The CIM operations over the objects of one host, with all rights. */
export function createManagedObjects(host: HostObjects): CimOperations {
  return {
    getClass: (namespace, className) => host.classes.get(namespace, className),
    classNames: (namespace) => host.classes.classNames(host.classes.checkNamespace(namespace)),
    getInstance: (path) => complete(host, requireInstance(host, path)),
    enumerate(namespace, className, { depth = 'deep' } = {}) {
      const place = placeOf(host, namespace, className)
      refreshFamily(host, place)
      const { declaration } = place
      const found =
        depth === 'deep'
          ? host.repository.listDeep(place.namespace, declaration.name)
          : host.repository.list(place.namespace, declaration.name)
      return completed(host, found)
    },
    query: (namespace, wql) => runQuery(host, namespace, wql),
    associations: (namespace, selection) => completed(host, selectAssociations(host, namespace, selection)),
    create: (namespace, instance) => createInstance(host, namespace, instance),
    modify: (path, properties) => modifyInstance(host, path, properties),
    delete: (path) => deleteInstance(host, path),
    invoke: (call) => invokeMethod(host, call),
    pathOf(instance) {
      const place = placeOf(host, instance.namespace, instance.className)
      return instancePath(place.declaration, instance, place.namespace)
    },
  }
}

/** Completes each instance when it is its turn: a client may pull a few of many. */
function* completed(host: HostObjects, instances: Iterable<CimInstance>): Generator<CimInstance> {
  for (const instance of instances) yield complete(host, instance)
}

/** The providers' own seeds. `host` is asked for when one runs, since it holds the repository that these seeds fill. */
export function classSeeds(providers: readonly ClassProvider[], host: () => HostObjects): ClassSeed[] {
  return providers
    .filter((provider) => provider.seed !== undefined)
    .map((provider) => ({
      namespace: provider.namespace,
      className: provider.className,
      instances: () => provider.seed?.(contextOf(host(), placeOf(host(), provider.namespace, provider.className))) ?? [],
    }))
}
