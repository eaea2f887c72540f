import { FaultError, InternalError, MisuseError } from '../base/errors.js'
import { PagedItems } from '../base/paged-items.js'
import type { CimClass, ClassSource } from '../cim/class.js'
import { formatRelativePath } from '../cim/object-path.js'
import { CimError } from '../cim/status.js'
import type { CimType } from '../cim/type.js'
import { type CimInstance, type CimKeyValue, type CimProperty, cimInstance, type ObjectPath } from '../cim/value.js'
import type { WsmanIdentity, WsmanResponse } from '../protocol/wsman/message.js'
import type { WritableRequest } from '../protocol/wsman/request-writer.js'
import type {
  CallOptions,
  CimSession,
  EnumerateOptions,
  GetClassOptions,
  GetOptions,
  InstanceOperation,
  MethodCall,
  MethodResult,
  ReadMethodCall,
} from '../session/cim-session.js'
import type { ClassCache } from './class-cache.js'
import { EnumeratedPages, type EnumerationLimits, type EnumerationRequest } from './wsman/enumeration.js'
import { actionHint, errorOfFault, isAbsentInstance } from './wsman/fault-error.js'
import { hasModernStack } from './wsman/product-version.js'
import type { WsmanPump } from './wsman/pump.js'

export interface WsmanSessionParts {
  readonly host: string
  readonly pump: WsmanPump
  /** Class facts known without asking. */
  readonly classes: ClassSource
  readonly classCache: ClassCache
  /** The answer to Identify, when somebody asked before. */
  readonly identity: WsmanIdentity | undefined
  readonly enumerationLimits: EnumerationLimits
}

/** A session over WS-Management of Windows Vista and later ([MS-WSMV]). */
export class WsmanSession implements CimSession {
  readonly host: string
  readonly #parts: WsmanSessionParts
  #identity: Promise<WsmanIdentity> | undefined
  #version: string | undefined

  constructor(parts: WsmanSessionParts) {
    this.#parts = parts
    this.host = parts.host
    if (parts.identity !== undefined) this.#remember(parts.identity)
  }

  get concurrency(): number {
    return this.#parts.pump.concurrency
  }

  /** HTTP requests sent so far. */
  get requests(): number {
    return this.#parts.pump.requests
  }

  close(): Promise<void> {
    return this.#parts.pump.close()
  }

  /** Product and version, asked once. */
  identify(options: CallOptions = {}): Promise<WsmanIdentity> {
    this.#identity ??= this.#exchange('identify', { kind: 'identify' }, { safe: true, what: 'Identify', ...options }).then(
      ({ identity }) => {
        this.#remember(identity)
        return identity
      },
    )
    this.#identity.catch(() => {
      this.#identity = undefined
    })
    return this.#identity
  }

  /** From the facts at hand, else from a host that can describe its classes; undefined when neither knows. */
  async getClass(namespace: string, className: string, options: GetClassOptions = {}): Promise<CimClass | undefined> {
    const known = options.from === 'host' ? undefined : this.knownClass(namespace, className)
    if (known !== undefined) return known
    const identity = await this.identify(options)
    if (!hasModernStack(identity)) return undefined
    return this.#parts.classCache.get(identity.productVersion, namespace, className, async () => {
      // Not under this caller's signal: others wait for the same class.
      const what = `class ${className} in ${namespace}`
      const answer = await this.#exchange('get-class', { kind: 'get-class', namespace, className }, { safe: true, what })
      return answer.class
    })
  }

  /** What is known of a class without asking the host. */
  knownClass(namespace: string, className: string): CimClass | undefined {
    const described = this.#version === undefined ? undefined : this.#parts.classCache.peek(this.#version, namespace, className)
    return described ?? this.#parts.classes.find(namespace, className)
  }

  async getInstance(path: ObjectPath, options: GetOptions = {}): Promise<CimInstance | undefined> {
    const target = instancePath(path)
    await this.#learnClass(target.namespace, target.className, options)
    try {
      const { instance } = await this.#send('get', { kind: 'get', target }, { safe: true, ...options })
      return options.properties === undefined ? instance : project(instance, options.properties)
    } catch (error) {
      if (isAbsentInstance(error)) return undefined
      throw this.#told(error, formatRelativePath(target))
    }
  }

  enumerate(namespace: string, className: string, options: EnumerateOptions = {}): AsyncIterable<CimInstance> {
    const polymorphism = options.depth === 'shallow' ? 'none' : undefined
    return this.#enumerate(
      { resource: { of: 'class', namespace, className }, filter: undefined, polymorphism },
      className,
      options,
    )
  }

  query(namespace: string, wql: string, options: CallOptions = {}): AsyncIterable<CimInstance> {
    const filter = { dialect: 'wql', query: wql } as const
    return this.#enumerate({ resource: { of: 'all', namespace }, filter, polymorphism: undefined }, queriedClass(wql), options)
  }

  /** Before WinRM 3.0 there is neither ([MS-WSMV] 6). */
  async missingOperation(operation: InstanceOperation, options: CallOptions = {}): Promise<CimError | undefined> {
    if (hasModernStack(await this.identify(options))) return undefined
    const verb = operation === 'create' ? 'Creating' : 'Deleting'
    return new CimError('notSupported', `${verb} instances`, { hint: actionHint })
  }

  invokeRead(call: ReadMethodCall, options: CallOptions = {}): Promise<MethodResult> {
    return this.#invoke(call, { safe: true, ...options })
  }

  invokeMethod(call: MethodCall, options: CallOptions = {}): Promise<MethodResult> {
    return this.#invoke(call, { safe: false, ...options })
  }

  async createInstance(namespace: string, instance: CimInstance, options: CallOptions = {}): Promise<ObjectPath> {
    const what = `${instance.className} in ${namespace}`
    const { path } = await this.#exchange('create', { kind: 'create', namespace, instance }, { safe: false, what, ...options })
    return path
  }

  async modifyInstance(path: ObjectPath, properties: readonly CimProperty[], options: CallOptions = {}): Promise<void> {
    const target = instancePath(path)
    const modern = hasModernStack(await this.identify(options))
    // Before WinRM 3.0 a Put replaces the instance: what is not in it would be cleared.
    const cimClass = this.knownClass(target.namespace, target.className)
    const current = modern ? keysOf(target, cimClass) : await this.getInstance(target, options)
    if (current === undefined) throw new CimError('notFound', formatRelativePath(target))
    const instance = cimInstance(target.className, [...current.properties.values(), ...properties], target.namespace)
    const modified = modern ? properties.map((property) => property.name) : undefined
    await this.#exchange(
      'put',
      { kind: 'put', target, instance, modified },
      { safe: false, what: formatRelativePath(target), ...options },
    )
  }

  async deleteInstance(path: ObjectPath, options: CallOptions = {}): Promise<void> {
    const target = instancePath(path)
    await this.#exchange('delete', { kind: 'delete', target }, { safe: false, what: formatRelativePath(target), ...options })
  }

  async #invoke(call: MethodCall, options: CallOptions & { readonly safe: boolean }): Promise<MethodResult> {
    const { namespace, className, method } = call
    const target = call.path === undefined ? ({ kind: 'path', namespace, className } as const) : { ...call.path, namespace }
    await this.#learnClass(namespace, className, options)
    const what = `${className}.${method}`
    const request = { kind: 'invoke', target, method, arguments: call.arguments } as const
    const { returnValue, outputs } = await this.#exchange('invoke', request, { what, ...options })
    return { returnValue, outputs: new Map(outputs.map((output) => [output.name.toLowerCase(), output])) }
  }

  #enumerate(request: EnumerationRequest, className: string, options: CallOptions): AsyncIterable<CimInstance> {
    const { host, pump, enumerationLimits } = this.#parts
    const { namespace } = request.resource
    const pages = new EnumeratedPages(pump, request, {
      host,
      className,
      limits: enumerationLimits,
      signal: options.signal,
      prepare: () => (className === '' ? undefined : this.#learnClass(namespace, className, options)),
      told: (error) => this.#told(error, className === '' ? `a query in ${namespace}` : `${className} in ${namespace}`),
    })
    return new PagedItems(pages)
  }

  /** Values are read by their class: one that nobody here knows is asked for, if the host can tell it. */
  #learnClass(namespace: string, className: string, options: CallOptions): Promise<void> | undefined {
    return this.knownClass(namespace, className) === undefined ? this.#askForClass(namespace, className, options) : undefined
  }

  async #askForClass(namespace: string, className: string, options: CallOptions): Promise<void> {
    try {
      await this.getClass(namespace, className, options)
    } catch (error) {
      // The request itself will say what is wrong, in its own words.
      if (!(error instanceof FaultError)) throw error
    }
  }

  async #exchange<Kind extends WsmanResponse['kind']>(
    kind: Kind,
    request: WritableRequest,
    options: SendOptions & { readonly what: string },
  ): Promise<Extract<WsmanResponse, { kind: Kind }>> {
    try {
      return await this.#send(kind, request, options)
    } catch (error) {
      throw this.#told(error, options.what)
    }
  }

  async #send<Kind extends WsmanResponse['kind']>(
    kind: Kind,
    request: WritableRequest,
    { safe, signal }: SendOptions,
  ): Promise<Extract<WsmanResponse, { kind: Kind }>> {
    const response = await this.#parts.pump.exchange({ request, safe, signal })
    if (!isKind(response, kind)) throw new InternalError(`a ${request.kind} request was answered as ${response.kind}`)
    return response
  }

  #told(error: unknown, what: string): unknown {
    return errorOfFault(error, { host: this.host, what })
  }

  #remember(identity: WsmanIdentity): void {
    this.#identity = Promise.resolve(identity)
    this.#version = identity.productVersion
  }
}

interface SendOptions extends CallOptions {
  readonly safe: boolean
}

type InstancePath = ObjectPath & { readonly namespace: string }

function instancePath(path: ObjectPath): InstancePath {
  if (path.keys === undefined) throw new MisuseError(`${path.className}: the path of an instance is needed, not that of a class`)
  if (path.namespace === undefined) throw new MisuseError(`${path.className}: the path names no namespace`)
  return { ...path, namespace: path.namespace }
}

/** An instance that holds nothing but the keys its path names. */
function keysOf({ className, namespace, keys }: InstancePath, cimClass: CimClass | undefined): CimInstance {
  const properties = (keys === undefined || keys === 'singleton' ? [] : keys).map(({ name, value }) => {
    const declared = cimClass?.properties.get(name.toLowerCase())
    return { name: declared?.name ?? name, type: declared?.type ?? typeOfKey(value), array: false, value }
  })
  return cimInstance(className, properties, namespace)
}

function typeOfKey(value: CimKeyValue): CimType {
  if (typeof value === 'object') return value.kind === 'path' ? 'reference' : 'datetime'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'bigint' ? 'uint64' : 'sint32'
}

function project(instance: CimInstance, names: readonly string[]): CimInstance {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  return { ...instance, properties: new Map([...instance.properties].filter(([name]) => wanted.has(name))) }
}

function isKind<Kind extends WsmanResponse['kind']>(
  response: WsmanResponse,
  kind: Kind,
): response is Extract<WsmanResponse, { kind: Kind }> {
  return response.kind === kind
}

/** The class a query is about, for reading its items; empty for associations, whose items name their own. */
function queriedClass(wql: string): string {
  return /^\s*select\s.+?\sfrom\s+([\p{L}_][\p{L}\p{Nd}_]*)/isu.exec(wql)?.[1] ?? ''
}
