import type { ObjectPath } from '../value.js'

/** A WQL query as a value ([MS-WMI] 2.2.1.1). */
export type WqlQuery = WqlSelect | WqlAssociators | WqlReferences

export interface WqlSelect {
  readonly kind: 'select'
  /** Names, or dotted paths into embedded instances; undefined is `*`. */
  readonly properties: readonly string[] | undefined
  readonly className: string
  readonly where: WqlExpression | undefined
}

/** The instances at the other end of the associations of an object. */
export interface WqlAssociators extends WqlAssociationOptions {
  readonly kind: 'associators'
  readonly object: ObjectPath
  readonly associationClass?: string
  readonly resultRole?: string
  readonly requiredAssociationQualifier?: string
}

/** The association instances that refer to an object. */
export interface WqlReferences extends WqlAssociationOptions {
  readonly kind: 'references'
  readonly object: ObjectPath
}

interface WqlAssociationOptions {
  readonly resultClass?: string
  /** The property of the association that refers to the object. */
  readonly role?: string
  readonly requiredQualifier?: string
  readonly classDefsOnly?: boolean
  readonly keysOnly?: boolean
  readonly schemaOnly?: boolean
}

export type WqlExpression =
  | { readonly op: 'and' | 'or'; readonly operands: readonly WqlExpression[] }
  | { readonly op: 'not'; readonly operand: WqlExpression }
  | { readonly op: WqlComparison; readonly property: string; readonly value: WqlConstant }
  | { readonly op: 'like'; readonly property: string; readonly pattern: string }
  | { readonly op: 'is-null' | 'is-not-null'; readonly property: string }
  /** `property` is an embedded instance, or `__THIS`. */
  | { readonly op: 'isa'; readonly property: string; readonly className: string }

export type WqlComparison = '=' | '<>' | '<' | '<=' | '>' | '>='

/** Integers are bigints, other numbers reals. */
export type WqlConstant = string | number | bigint | boolean | null
