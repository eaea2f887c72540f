import type { CimClass } from '../cim/class.js'
import type { CimError } from '../cim/status.js'
import type { CimInstance, CimProperty, ObjectPath, TypedValue } from '../cim/value.js'

/**
 * What planning and checking may do with a host. There is no way to write through it: a dry run cannot change anything,
 * by type. Absent classes and namespaces raise CimError (invalidClass, invalidNamespace); an absent instance is undefined.
 */
export interface CimReader {
  /** Which host this is, for messages. */
  readonly host: string
  /** Calls it makes at a time; what is asked beyond that waits. Left out: any number. */
  readonly concurrency?: number
  /** Undefined: neither the facts at hand nor, as far as the protocol can ask it, the host know the class. */
  getClass(namespace: string, className: string, options?: GetClassOptions): Promise<CimClass | undefined>
  getInstance(path: ObjectPath, options?: GetOptions): Promise<CimInstance | undefined>
  enumerate(namespace: string, className: string, options?: EnumerateOptions): AsyncIterable<CimInstance>
  /** `wql` is complete query text, made with the quoting helpers of `cim/wql`. */
  query(namespace: string, wql: string, options?: CallOptions): AsyncIterable<CimInstance>
  /**
   * Why this session cannot create, or delete, any instance on its host, told without trying; undefined when it can. Left out by
   * sessions that always can.
   */
  missingOperation?(operation: InstanceOperation, options?: CallOptions): Promise<CimError | undefined>
  /** Calls a method that adapter data marks `effect: read`; the marker is a branded value that only the adapter reader makes. */
  invokeRead(call: ReadMethodCall, options?: CallOptions): Promise<MethodResult>
}

export interface CimSession extends CimReader {
  /** Returns the path of what was created. */
  createInstance(namespace: string, instance: CimInstance, options?: CallOptions): Promise<ObjectPath>
  /** Writes only the given properties of the instance at `path`. */
  modifyInstance(path: ObjectPath, properties: readonly CimProperty[], options?: CallOptions): Promise<void>
  deleteInstance(path: ObjectPath, options?: CallOptions): Promise<void>
  invokeMethod(call: MethodCall, options?: CallOptions): Promise<MethodResult>
}

export type InstanceOperation = 'create' | 'delete'

export interface CallOptions {
  readonly signal?: AbortSignal
}

export interface GetClassOptions extends CallOptions {
  /** `host`: as the host itself describes the class, whatever is known of it already. */
  readonly from?: 'host'
}

export interface GetOptions extends CallOptions {
  readonly properties?: readonly string[]
}

export interface EnumerateOptions extends CallOptions {
  /** deep (the default): instances of subclasses too. */
  readonly depth?: 'deep' | 'shallow'
}

export interface MethodCall {
  readonly namespace: string
  readonly className: string
  readonly method: string
  /** The instance the method is called on; undefined calls a static method. */
  readonly path?: ObjectPath
  readonly arguments: readonly CimProperty[]
}

/** Marks a call as free of effects; see `readMethodCall` in this folder. */
export interface ReadMethodCall extends MethodCall {
  readonly effect: 'read'
}

export interface MethodResult {
  readonly returnValue: TypedValue | undefined
  /** Output parameters by lower-cased name. */
  readonly outputs: ReadonlyMap<string, CimProperty>
}
