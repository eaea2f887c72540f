import { MisuseError } from '../../base/errors.js'
import type { CimClass } from '../../cim/class.js'
import type { CimInstance, CimProperty, ObjectPath, TypedValue } from '../../cim/value.js'
import type { WsmanIdentity, WsmanResponse } from './message.js'
import type { WritableRequest } from './request-writer.js'
import type { SoapFault } from './soap-fault.js'

/** A request to send, with what the exchange says about its headers; the pump adds the rest. */
export interface ExchangeStep {
  readonly request: WritableRequest
  /** Bytes; undefined leaves it to the pump. */
  readonly maxEnvelopeSize: number | undefined
}

/**
 * One operation of a client, of one or several requests, without input or output: the pump sends what `next` gives, gives
 * what comes back to `receive`, and goes on while that says `more`. A fault that sending the same again may mend (retry,
 * timed-out, restarting, quota) is the pump's affair: it gives only the fault it stops at, which `receive` throws unless
 * the exchange knows a way around it.
 */
export interface Exchange<T> {
  next(): ExchangeStep
  receive(answer: WsmanResponse | SoapFault): 'more' | 'done'
  /** What the operation gave; throws MisuseError before it is done. */
  readonly result: T
}

export interface InvokeResult {
  readonly returnValue: TypedValue | undefined
  readonly outputs: readonly CimProperty[]
}

export function identifyExchange(): Exchange<WsmanIdentity> {
  return single({ kind: 'identify' }, 'identify', ({ identity }) => identity)
}

export function getExchange(target: ObjectPath): Exchange<CimInstance> {
  return single({ kind: 'get', target }, 'get', ({ instance }) => instance)
}

export function getClassExchange(namespace: string, className: string): Exchange<CimClass> {
  return single({ kind: 'get-class', namespace, className }, 'get-class', (response) => response.class)
}

/** `modified` undefined replaces the instance; otherwise only the named properties change. */
export function putExchange(
  target: ObjectPath,
  instance: CimInstance,
  modified: readonly string[] | undefined,
): Exchange<CimInstance | undefined> {
  return single({ kind: 'put', target, instance, modified }, 'put', (response) => response.instance)
}

export function createExchange(namespace: string, instance: CimInstance): Exchange<ObjectPath> {
  return single({ kind: 'create', namespace, instance }, 'create', ({ path }) => path)
}

export function deleteExchange(target: ObjectPath): Exchange<void> {
  return single({ kind: 'delete', target }, 'delete', () => undefined)
}

export function invokeExchange(target: ObjectPath, method: string, args: readonly CimProperty[]): Exchange<InvokeResult> {
  return single({ kind: 'invoke', target, method, arguments: args }, 'invoke', ({ returnValue, outputs }) => ({
    returnValue,
    outputs,
  }))
}

type ResponseOf<K extends WsmanResponse['kind']> = Extract<WsmanResponse, { kind: K }>

function single<K extends WsmanResponse['kind'], T>(
  request: WritableRequest,
  kind: K,
  pick: (response: ResponseOf<K>) => T,
): Exchange<T> {
  return new SingleExchange(request, (response) => {
    if (response.kind !== kind) throw new MisuseError(`WS-Man: ${request.kind} cannot be answered with ${response.kind}`)
    return pick(response as ResponseOf<K>)
  })
}

/** One request, one answer. */
class SingleExchange<T> implements Exchange<T> {
  readonly #request: WritableRequest
  readonly #pick: (response: WsmanResponse) => T
  #outcome: { readonly value: T } | undefined

  constructor(request: WritableRequest, pick: (response: WsmanResponse) => T) {
    this.#request = request
    this.#pick = pick
  }

  next(): ExchangeStep {
    if (this.#outcome !== undefined) throw new MisuseError(`WS-Man: ${this.#request.kind} is done`)
    return { request: this.#request, maxEnvelopeSize: undefined }
  }

  receive(answer: WsmanResponse | SoapFault): 'more' | 'done' {
    if (answer instanceof Error) throw answer
    this.#outcome = { value: this.#pick(answer) }
    return 'done'
  }

  get result(): T {
    if (this.#outcome === undefined) throw new MisuseError(`WS-Man: ${this.#request.kind} is not done`)
    return this.#outcome.value
  }
}
