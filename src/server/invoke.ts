import type { CimMethodDeclaration, CimParameterDeclaration } from '../cim/class.js'
import { CimError } from '../cim/status.js'
import type { CimProperty } from '../cim/value.js'
import type { MethodCall, MethodResult } from '../session/cim-session.js'
import { conform } from './conform.js'
import { contextOf, type HostObjects, type Place, placeOf, providerOf, requireInstance } from './host-objects.js'

/** WBEM_E_INVALID_METHOD_PARAMETERS. */
const invalidMethodParameters = 0x8004102f

export function invokeMethod(host: HostObjects, call: MethodCall): MethodResult {
  const current = call.path === undefined ? undefined : requireInstance(host, { ...call.path, namespace: call.namespace })
  const place = placeOf(host, call.namespace, current?.className ?? call.className)
  const method = place.declaration.methods.get(call.method.toLowerCase())
  if (method === undefined) throw new CimError('methodNotFound', `${place.declaration.name} has no method ${call.method}`)
  if (current === undefined && !method.static) {
    throw invalidParameters(`${place.declaration.name}.${method.name} is called on an instance; this call names the class`)
  }
  const implementation = providerOf(host, place)?.methods?.get(method.name.toLowerCase())
  if (implementation === undefined) {
    throw new CimError('methodNotAvailable', `No provider implements ${place.declaration.name}.${method.name}`)
  }
  const result = implementation(contextOf(host, place), current, readInputs(place, method, call.arguments))
  return {
    returnValue: result.returnValue,
    outputs: new Map(result.outputs.map((output) => [output.name.toLowerCase(), output])),
  }
}

/** The arguments in the declared types, under the declared names. */
function readInputs(place: Place, method: CimMethodDeclaration, given: readonly CimProperty[]): Map<string, CimProperty> {
  const inputs = new Map<string, CimProperty>()
  const label = `${place.declaration.name}.${method.name}`
  for (const argument of given) {
    const parameter = findParameter(method, argument.name)
    if (parameter === undefined) throw invalidParameters(`${label} has no input parameter ${argument.name}`)
    if (inputs.has(parameter.name.toLowerCase())) throw invalidParameters(`${label} was given ${parameter.name} twice`)
    inputs.set(parameter.name.toLowerCase(), conform(parameter, argument.value, `${label}(${parameter.name})`))
  }
  return inputs
}

function findParameter(method: CimMethodDeclaration, name: string): CimParameterDeclaration | undefined {
  return method.parameters.find((parameter) => parameter.in && parameter.name.toLowerCase() === name.toLowerCase())
}

function invalidParameters(detail: string): CimError {
  return new CimError('invalidParameter', detail, { hresult: invalidMethodParameters })
}
