import type { CimClass } from '../../cim/class.js'
import type { CimInstance, CimProperty, ObjectPath, TypedValue } from '../../cim/value.js'
import type { XmlElement } from '../../xml/element.js'

/**
 * WS-Management messages as values, both roles: what the client writes the server reads, and the reverse.
 * [MS-WSMV] 2.2.4 and 3.1.4; [DSP0226]; [DSP0227].
 */

/** Headers common to requests ([MS-WSMV] 2.2.4.x); ResourceURI, Action and SelectorSet belong to the request itself. */
export interface RequestHeaders {
  readonly to: string
  /** `uuid:` and an upper-case GUID. */
  readonly messageId: string
  /** Milliseconds; `PT60.000S` on the wire. */
  readonly operationTimeout?: number
  /** Bytes, at least 8192. */
  readonly maxEnvelopeSize?: number
  readonly locale?: string
  readonly dataLocale?: string
  readonly sessionId?: string
  readonly operationId?: string
  readonly sequenceId?: number
  readonly options?: readonly WsmanOption[]
  /** Fragment transfer path ([DSP0226] 7.7). */
  readonly fragment?: string
}

export interface WsmanOption {
  readonly name: string
  readonly value: string
  readonly type?: string
  readonly mustComply?: boolean
}

export type WsmanRequest =
  | { readonly kind: 'identify' }
  | { readonly kind: 'get'; readonly target: ObjectPath }
  | { readonly kind: 'get-class'; readonly namespace: string; readonly className: string }
  | {
      readonly kind: 'put'
      readonly target: ObjectPath
      readonly instance: CimInstance
      readonly modified: readonly string[] | undefined
    }
  | { readonly kind: 'create'; readonly namespace: string; readonly instance: CimInstance }
  | { readonly kind: 'delete'; readonly target: ObjectPath }
  | { readonly kind: 'invoke'; readonly target: ObjectPath; readonly method: string; readonly arguments: readonly CimProperty[] }
  | ({ readonly kind: 'enumerate' } & EnumerateRequest)
  | {
      readonly kind: 'pull'
      readonly resource: EnumeratedResource
      readonly context: string
      readonly maxElements: number
      readonly maxTime?: number
    }
  | { readonly kind: 'release'; readonly resource: EnumeratedResource; readonly context: string }
  | RawRequest

/** A request for something else than CIM objects (shells, events, configuration), as it stands in the envelope; read, never written. */
export interface RawRequest {
  readonly kind: 'raw'
  readonly action: string
  /** Undefined where the message has none, as event deliveries. */
  readonly resourceUri: string | undefined
  readonly selectors: readonly (readonly [name: string, value: string])[]
  readonly body: readonly XmlElement[]
}

/** The class URI, or the namespace's `*` URI that queries go to; `classes` enumerates class metadata. */
export type EnumeratedResource =
  | { readonly of: 'class'; readonly namespace: string; readonly className: string }
  | { readonly of: 'all'; readonly namespace: string }
  | { readonly of: 'classes'; readonly namespace: string }

export interface EnumerateRequest {
  readonly resource: EnumeratedResource
  /** First items ride on the EnumerateResponse ([DSP0226] 8.2.3). */
  readonly optimize: boolean
  readonly maxElements: number | undefined
  readonly mode: 'object' | 'epr' | 'object-and-epr'
  readonly polymorphism: 'include' | 'exclude' | 'none' | undefined
  readonly filter: EnumerateFilter | undefined
}

export type EnumerateFilter =
  | { readonly dialect: 'wql'; readonly query: string }
  | { readonly dialect: 'selector'; readonly selectors: readonly (readonly [name: string, value: string])[] }
  | ({ readonly dialect: 'association' } & AssociationFilter)

/** `associated`: the instances at the other end; `association`: the association instances themselves ([DSP0227] 17). */
export interface AssociationFilter {
  readonly returns: 'associated' | 'association'
  readonly object: ObjectPath
  readonly associationClass?: string
  readonly role?: string
  readonly resultClass?: string
  readonly resultRole?: string
}

export type WsmanResponse =
  | { readonly kind: 'identify'; readonly identity: WsmanIdentity }
  /** `path` where the representation tells it (`cim:Location`). */
  | { readonly kind: 'get'; readonly instance: CimInstance; readonly path?: ObjectPath }
  | { readonly kind: 'get-class'; readonly class: CimClass }
  | { readonly kind: 'put'; readonly instance: CimInstance | undefined }
  | { readonly kind: 'create'; readonly path: ObjectPath }
  | { readonly kind: 'delete' }
  | { readonly kind: 'invoke'; readonly returnValue: TypedValue | undefined; readonly outputs: readonly CimProperty[] }
  | {
      readonly kind: 'enumerate'
      readonly context: string | undefined
      readonly items: readonly WsmanItem[]
      readonly end: boolean
    }
  | { readonly kind: 'pull'; readonly context: string | undefined; readonly items: readonly WsmanItem[]; readonly end: boolean }
  | { readonly kind: 'release' }
  | RawResponse

/** An answer about something else than CIM objects; read, never written. */
export interface RawResponse {
  readonly kind: 'raw'
  readonly action: string
  readonly body: readonly XmlElement[]
}

/**
 * `TypeResolver` gives the class by whose declarations values are read exactly; without one, values are strings or what
 * `xsi:type` says, and an element that is repeated is an array.
 */
export type TypeResolver = (namespace: string, className: string) => CimClass | undefined

export interface WsmanItem {
  readonly instance?: CimInstance
  readonly path?: ObjectPath
  readonly class?: CimClass
}

/** IdentifyResponse ([DSP0226] 11); `productVersion` is `OS: 6.1.7601 SP: 1.0 Stack: 2.0` on Windows, zeros when unauthenticated. */
export interface WsmanIdentity {
  readonly protocolVersion: string
  readonly productVendor: string
  readonly productVersion: string
  readonly securityProfiles: readonly string[]
}
