import type { CimClass, ClassSource } from '../cim/class.js'
import { type AccessPolicy, type AccessRight, checkAccess } from './access.js'
import type { ChangeListener } from './change-event.js'
import type { HostObjects } from './host-objects.js'
import { classSeeds, createManagedObjects } from './managed-objects.js'
import type { CimOperations } from './operations.js'
import type { ClassProvider, InstanceStore } from './provider.js'
import { createClassRepository } from './repository/class-repository.js'
import { createInstanceRepository, type Seed } from './repository/instance-repository.js'

export interface ObjectManager extends CimOperations {
  /** The same objects, with the rights of an account and of the groups of these SIDs. The object manager itself has all rights. */
  as(account: string, sids?: readonly string[]): CimOperations
  /** The store providers write to: no checks, but listeners see the changes. */
  readonly store: InstanceStore
  readonly classes: ClassSource
  addClass(declaration: CimClass): void
  addNamespace(name: string): void
  /** Calls the listener after each change; returns what stops it. */
  onChange(listener: ChangeListener): () => void
}

export interface ObjectManagerOptions {
  readonly classes: ClassSource
  readonly providers: readonly ClassProvider[]
  readonly clock: { now(): number }
  /** Instances shared with other hosts, made by `createSeed`; a host copies the table of a class when it first writes to it. */
  readonly base?: Seed
  /** Stores the host's own instances; called once, when the host is first touched. */
  readonly seed?: (store: InstanceStore) => void
  /** Undefined: every account has all rights. */
  readonly access?: AccessPolicy
}

/** The CIM Object Manager of one host ([MS-WMOD]): the one store and the one set of rules behind all of its protocols. */
export function createObjectManager(options: ObjectManagerOptions): ObjectManager {
  const classes = createClassRepository(options.classes)
  const repository = createInstanceRepository(classes, {
    classSeeds: classSeeds(options.providers, () => host),
    ...(options.base === undefined ? {} : { base: options.base }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  })
  const host: HostObjects = { classes, repository, providers: options.providers, clock: options.clock }
  const objects = createManagedObjects(host)
  const { access } = options
  return {
    ...objects,
    as: (account, sids = []) =>
      access === undefined ? objects : restricted(objects, (...needs) => checkAccess(access, { account, sids }, ...needs)),
    store: repository,
    classes,
    addClass: (declaration) => classes.add(declaration),
    addNamespace: (name) => classes.addNamespace(name),
    onChange: (listener) => repository.onChange(listener),
  }
}

function restricted(objects: CimOperations, check: (namespace: string, right: AccessRight) => void): CimOperations {
  return {
    getClass(namespace, className) {
      check(namespace, 'read')
      return objects.getClass(namespace, className)
    },
    classNames(namespace) {
      check(namespace, 'read')
      return objects.classNames(namespace)
    },
    getInstance(path) {
      check(path.namespace ?? '', 'read')
      return objects.getInstance(path)
    },
    enumerate(namespace, className, options) {
      check(namespace, 'read')
      return objects.enumerate(namespace, className, options)
    },
    query(namespace, wql) {
      check(namespace, 'read')
      return objects.query(namespace, wql)
    },
    associations(namespace, selection) {
      check(namespace, 'read')
      return objects.associations(namespace, selection)
    },
    create(namespace, instance) {
      check(namespace, 'write')
      return objects.create(namespace, instance)
    },
    modify(path, properties) {
      check(path.namespace ?? '', 'write')
      return objects.modify(path, properties)
    },
    delete(path) {
      check(path.namespace ?? '', 'write')
      objects.delete(path)
    },
    invoke(call) {
      check(call.namespace, 'execute')
      return objects.invoke(call)
    },
    pathOf: (instance) => objects.pathOf(instance),
  }
}
