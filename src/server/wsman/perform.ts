import type { CimClass } from '../../cim/class.js'
import { CimError } from '../../cim/status.js'
import type { CimInstance, CimProperty, ObjectPath } from '../../cim/value.js'
import type { WsmanRequest } from '../../protocol/wsman/message.js'
import type { WritableResponse } from '../../protocol/wsman/response-writer.js'
import { namedFault, type SoapFault } from '../../protocol/wsman/soap-fault.js'
import type { CimOperations } from '../operations.js'
import { invalidObjectPath, keyNames } from '../repository/instance-key.js'

/** The requests that one answer settles. */
export type SimpleRequest = Extract<WsmanRequest, { kind: 'get' | 'get-class' | 'put' | 'create' | 'delete' | 'invoke' }>

/** Performs a transfer or a method call ([MS-WSMV] 3.1.4.2 to 3.1.4.5, 3.1.4.1.32). Throws CimError or SoapFault. */
export function perform(request: SimpleRequest, objects: CimOperations): WritableResponse {
  try {
    return performUnchecked(request, objects)
  } catch (error) {
    if (error instanceof CimError && error.hresult === invalidObjectPath && 'target' in request) {
      throw selectorFault(request.target, objects.getClass(request.target.namespace ?? '', request.target.className), error)
    }
    throw error
  }
}

function performUnchecked(request: SimpleRequest, objects: CimOperations): WritableResponse {
  switch (request.kind) {
    case 'get':
      return { kind: 'get', instance: objects.getInstance(addressed(request.target)) }
    case 'get-class':
      return { kind: 'get-class', class: objects.getClass(request.namespace, request.className) }
    case 'put':
      return { kind: 'put', instance: objects.modify(addressed(request.target), changes(request.instance, request.modified)) }
    case 'create':
      return { kind: 'create', path: objects.create(request.namespace, request.instance) }
    case 'delete':
      objects.delete(addressed(request.target))
      return { kind: 'delete' }
    case 'invoke':
      return invoke(request, objects)
  }
}

function invoke(request: Extract<SimpleRequest, { kind: 'invoke' }>, objects: CimOperations): WritableResponse {
  const { target, method } = request
  const path = methodTarget(target, method, objects)
  const result = objects.invoke({
    namespace: target.namespace ?? '',
    className: target.className,
    method,
    arguments: request.arguments,
    ...(path === undefined ? {} : { path }),
  })
  return { kind: 'invoke', returnValue: result.returnValue, outputs: [...result.outputs.values()] }
}

/** Without selectors a method is called on the class, or on the only instance there is. */
function methodTarget(target: ObjectPath, method: string, objects: CimOperations): ObjectPath | undefined {
  if (target.keys !== undefined) return target
  const declaration = objects.getClass(target.namespace ?? '', target.className)
  const onInstance = declaration.singleton && declaration.methods.get(method.toLowerCase())?.static === false
  return onInstance ? { ...target, keys: 'singleton' } : undefined
}

/** No selectors name a singleton, which is what a class without keys has. */
function addressed(target: ObjectPath): ObjectPath {
  return target.keys === undefined ? { ...target, keys: 'singleton' } : target
}

/** What a Put changes: the properties its option names, or all that it brings. */
function changes(instance: CimInstance, modified: readonly string[] | undefined): readonly CimProperty[] {
  if (modified === undefined) return [...instance.properties.values()]
  return modified.map((name) => {
    const property = instance.properties.get(name.toLowerCase())
    if (property !== undefined) return property
    throw namedFault('representationMissingValues', {
      providerMessage: `The request says that it changes ${name}, and brings no value for it.`,
    })
  })
}

function selectorFault(target: ObjectPath, declaration: CimClass, cause: CimError): SoapFault {
  const needed = keyNames(declaration)
  const given = typeof target.keys === 'object' ? target.keys : []
  const unknown = given.some(({ name }) => !needed.some((key) => key.toLowerCase() === name.toLowerCase()))
  return namedFault(unknown ? 'unexpectedSelectors' : 'insufficientSelectors', { providerMessage: cause.message, cause })
}
