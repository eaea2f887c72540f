import { InternalError } from '../../base/errors.js'
import type { CimClass, CimMethodDeclaration } from '../../cim/class.js'
import type { ClassAdapter } from '../../cim/class-adapter.js'
import type { CimProperty } from '../../cim/value.js'
import type { MethodCall } from '../../session/cim-session.js'
import type { ResourceFacts } from '../shared/facts.js'
import type { RegistryKey } from './registry-key.js'

/** The class registry access goes through; it is in root/default on every Windows version. */
const namespace = 'root/default'
const className = 'StdRegProv'

export interface RegistryProvider {
  readonly cimClass: CimClass
  readonly adapter: ClassAdapter
}

export function registryProvider({ classes, adapters }: ResourceFacts): RegistryProvider {
  const cimClass = classes.find(namespace, className)
  const adapter = adapters.find(namespace, className)
  if (cimClass === undefined || adapter === undefined) {
    throw new InternalError(`The catalogue and the adapters must both know ${namespace}:${className}`)
  }
  return { cimClass, adapter }
}

/** A static call about one key; `inputs` are the parameters beside hDefKey and sSubKeyName. */
export function registryCall(
  provider: RegistryProvider,
  key: RegistryKey,
  method: string,
  inputs: readonly CimProperty[],
): { readonly call: MethodCall; readonly declaration: CimMethodDeclaration } {
  const declaration = provider.cimClass.methods.get(method.toLowerCase())
  if (declaration === undefined) throw new InternalError(`${className} has no method ${method}`)
  return {
    declaration,
    call: {
      namespace,
      className,
      method,
      arguments: [
        { name: 'hDefKey', type: 'uint32', array: false, value: key.hive.handle },
        { name: 'sSubKeyName', type: 'string', array: false, value: key.path },
        ...inputs,
      ],
    },
  }
}
