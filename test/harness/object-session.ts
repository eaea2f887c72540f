import { formatValue } from '../../src/cim/format.js'
import { formatRelativePath } from '../../src/cim/object-path.js'
import { CimError } from '../../src/cim/status.js'
import { type CimInstance, type CimProperty, cimInstance } from '../../src/cim/value.js'
import type { CimOperations } from '../../src/server/operations.js'
import type { CimSession, MethodCall, MethodResult } from '../../src/session/cim-session.js'

/** A session to an object manager in this process, without a protocol between, that remembers what it was asked. */
export interface ObjectSession extends CimSession {
  /** `query SELECT …`, `get Class.Key="x"`, `enumerate Class`, `create Class(…)`, `put Class.Key="x"(…)`, `delete …`, `Method(…)`. */
  readonly calls: string[]
}

export function objectSession(objects: CimOperations, host = 'host'): ObjectSession {
  const calls: string[] = []

  async function invoke(call: MethodCall, note: string): Promise<MethodResult> {
    calls.push(`${note}${call.method}(${assignments(call.arguments)})`)
    return objects.invoke(call)
  }

  async function* instances(found: () => Iterable<CimInstance>): AsyncGenerator<CimInstance> {
    yield* found()
  }

  return {
    host,
    calls,
    getClass: async (namespace, className) => absentAsUndefined('invalidClass', () => objects.getClass(namespace, className)),
    async getInstance(path, { properties } = {}) {
      calls.push(`get ${formatRelativePath(path)}`)
      const instance = absentAsUndefined('notFound', () => objects.getInstance(path))
      return instance === undefined || properties === undefined ? instance : project(instance, properties)
    },
    enumerate(namespace, className, options) {
      calls.push(`enumerate ${className}`)
      return instances(() => objects.enumerate(namespace, className, options))
    },
    query(namespace, wql) {
      calls.push(`query ${wql}`)
      return instances(() => objects.query(namespace, wql))
    },
    invokeRead: (call) => invoke(call, 'read '),
    async createInstance(namespace, instance) {
      calls.push(`create ${instance.className}(${assignments([...instance.properties.values()])})`)
      return objects.create(namespace, instance)
    },
    async modifyInstance(path, properties) {
      calls.push(`put ${formatRelativePath(path)}(${assignments(properties)})`)
      objects.modify(path, properties)
    },
    async deleteInstance(path) {
      calls.push(`delete ${formatRelativePath(path)}`)
      objects.delete(path)
    },
    invokeMethod: (call) => invoke(call, ''),
  }
}

function absentAsUndefined<Result>(status: CimError['status'], get: () => Result): Result | undefined {
  try {
    return get()
  } catch (error) {
    if (error instanceof CimError && error.status === status) return undefined
    throw error
  }
}

function project(instance: CimInstance, names: readonly string[]): CimInstance {
  const wanted = names.flatMap((name) => instance.properties.get(name.toLowerCase()) ?? [])
  return cimInstance(instance.className, wanted, instance.namespace)
}

function assignments(properties: readonly CimProperty[]): string {
  return properties.map(({ name, value, type }) => `${name}=${formatValue(value, type)}`).join(', ')
}
