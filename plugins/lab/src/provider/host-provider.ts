import type { CimClass, CimInstance, CimProperty, ClassProvider, ProviderContext, ProviderMethod, ProviderResult } from 'wmctl'
import type { Machine } from './machine.js'

/** A simulated provider, written once for all hosts; `bindProvider` gives it the host it acts on. */
export interface HostProvider {
  readonly namespace: string
  readonly className: string
  readonly seed?: (machine: Machine, declaration: CimClass, context: ProviderContext) => Iterable<CimInstance>
  readonly refresh?: (machine: Machine, context: ProviderContext) => void
  readonly create?: (machine: Machine, context: ProviderContext, instance: CimInstance) => CimInstance
  readonly modify?: (
    machine: Machine,
    context: ProviderContext,
    current: CimInstance,
    properties: readonly CimProperty[],
  ) => CimInstance
  readonly delete?: (machine: Machine, context: ProviderContext, current: CimInstance) => void
  /** By method name as documented. */
  readonly methods?: Readonly<Record<string, HostMethod>>
}

export interface MethodCallOnHost {
  readonly machine: Machine
  readonly context: ProviderContext
  /** Undefined for a static call. */
  readonly current: CimInstance | undefined
  /** By lower-cased parameter name. */
  readonly inputs: ReadonlyMap<string, CimProperty>
}

export type HostMethod = (call: MethodCallOnHost) => ProviderResult

export function bindProvider(machine: Machine, provider: HostProvider): ClassProvider {
  return new BoundProvider(machine, provider)
}

/** Methods are bound when the first of them is called: most hosts of a large lab never get a call. */
class BoundProvider implements ClassProvider {
  readonly namespace: string
  readonly className: string
  readonly seed?: NonNullable<ClassProvider['seed']>
  readonly refresh?: NonNullable<ClassProvider['refresh']>
  readonly create?: NonNullable<ClassProvider['create']>
  readonly modify?: NonNullable<ClassProvider['modify']>
  readonly delete?: NonNullable<ClassProvider['delete']>
  readonly #machine: Machine
  readonly #methods: Readonly<Record<string, HostMethod>>
  #bound: ReadonlyMap<string, ProviderMethod> | undefined

  constructor(machine: Machine, provider: HostProvider) {
    const { seed, refresh, create, modify } = provider
    this.namespace = provider.namespace
    this.className = provider.className
    this.#machine = machine
    this.#methods = provider.methods ?? {}
    if (seed !== undefined) this.seed = (context) => seed(machine, context.class, context)
    if (refresh !== undefined) this.refresh = (context) => refresh(machine, context)
    if (create !== undefined) this.create = (context, instance) => create(machine, context, instance)
    if (modify !== undefined) this.modify = (context, current, properties) => modify(machine, context, current, properties)
    const remove = provider.delete
    if (remove !== undefined) this.delete = (context, current) => remove(machine, context, current)
  }

  get methods(): ReadonlyMap<string, ProviderMethod> {
    this.#bound ??= new Map(
      Object.entries(this.#methods).map(([name, method]): [string, ProviderMethod] => [
        name.toLowerCase(),
        (context, current, inputs) => method({ machine: this.#machine, context, current, inputs }),
      ]),
    )
    return this.#bound
  }
}
