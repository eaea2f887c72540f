import type { CimType } from './type.js'

/** What a property, parameter or return value may hold. */
export interface CimTypeDeclaration {
  readonly type: CimType
  readonly array: boolean
  /** The class a reference points to, or an embedded instance is of. */
  readonly className?: string
  /** Characters of a text. */
  readonly minLength?: number
  readonly maxLength?: number
  readonly min?: bigint
  readonly max?: bigint
  /** ValueMap and Values: what is on the wire, and its label. */
  readonly valueMap?: readonly ValueMapEntry[]
  /** Codes of the value map are bits that combine. */
  readonly bitmap?: boolean
  /** A uint8 array that travels as base64 (OctetString). */
  readonly octetString?: boolean
  readonly arrayType?: 'bag' | 'ordered' | 'indexed'
  /** What a number counts, in words: `Bytes`. */
  readonly units?: string
  /** Kept for old programs. */
  readonly deprecated?: boolean
}

/** `value` is a literal, or a range `a..b`, `a..`, `..b`, `..` ([DSP0004] ValueMap). */
export interface ValueMapEntry {
  readonly value: string
  readonly label: string | undefined
}

export interface CimPropertyDeclaration extends CimTypeDeclaration {
  readonly name: string
  readonly key: boolean
  /** As documented: advisory, since providers decide. */
  readonly access: 'read' | 'write' | 'read/write'
}

export interface CimParameterDeclaration extends CimTypeDeclaration {
  readonly name: string
  readonly in: boolean
  readonly out: boolean
  readonly optional: boolean
}

export interface CimMethodDeclaration {
  readonly name: string
  readonly static: boolean
  readonly parameters: readonly CimParameterDeclaration[]
  /** Undefined for void. */
  readonly returns: CimTypeDeclaration | undefined
  /** Documented return codes (a number or a range `a..b`) and their meaning. */
  readonly returnCodes: ReadonlyMap<string, string | undefined>
}

/** A class as it takes part in the schema: inherited properties and methods are included. Maps are keyed by lower-cased names. */
export interface CimClass {
  readonly name: string
  readonly namespace: string
  readonly superclass: string | undefined
  readonly abstract: boolean
  readonly association: boolean
  readonly singleton: boolean
  readonly supportsCreate: boolean | undefined
  readonly supportsUpdate: boolean | undefined
  readonly supportsDelete: boolean | undefined
  /** Names of the key properties in declaration order; empty when unknown or singleton. */
  readonly keys: readonly string[]
  readonly properties: ReadonlyMap<string, CimPropertyDeclaration>
  readonly methods: ReadonlyMap<string, CimMethodDeclaration>
}

/** Where class facts come from: the shipped catalogue, a live host, or both. Names are case-insensitive, namespaces use `/`. */
export interface ClassSource {
  find(namespace: string, className: string): CimClass | undefined
  /** Names of the classes of a namespace, for suggestions and enumeration of subclasses. */
  classNames(namespace: string): readonly string[]
  namespaces(): readonly string[]
}
