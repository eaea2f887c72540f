import type { SourceRange } from '../base/diagnostic.js'

/** A value as a document gives it, after interpolation. Integers are bigints (YAML 1.2), other numbers floats. */
export type PlainValue = string | number | bigint | boolean | null | SecretReference | readonly PlainValue[] | PlainObject

export interface PlainObject {
  readonly [name: string]: PlainValue
}

/** Where a secret comes from; the secret itself is never in a document, a plan or an event. */
export interface SecretReference {
  readonly secret:
    | { readonly env: string }
    | { readonly file: string }
    | { readonly command: readonly string[] }
    | { readonly prompt: string }
}

export function isSecretReference(value: PlainValue): value is SecretReference {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'secret' in value
}

/** One resource of one configuration as it applies to a host: variables are filled in, the fields of its kind are still plain. */
export interface ResourceDocument {
  readonly configuration: string
  readonly name: string
  /** The registered resource type: `cim`, `registry`, `invoke`, … */
  readonly kind: string
  /** The fields of the kind, e.g. cim, namespace, key, properties, ensure. */
  readonly fields: PlainObject
  readonly dependsOn: readonly string[]
  readonly lifecycle: Lifecycle
  /** Run only when one of these resources of the same configuration changed. */
  readonly onChanged: readonly string[] | undefined
  /** Where the resource stands in its file. */
  readonly range: SourceRange | undefined
  /** The resource whose scope holds this object, which stands in no document and is deleted for that. */
  readonly owner?: string
}

export interface Lifecycle {
  readonly preventDestroy: boolean
  /** Names of properties that count when the object is created, and are neither compared nor written once it exists. */
  readonly ignoreChanges: readonly string[]
}

/** Finds the place of a field: `['properties', 'StartMode']` and whether the key or the value is meant. */
export type Locate = (path: readonly (string | number)[], part: 'key' | 'value') => SourceRange | undefined

export interface Strategy {
  /** Hosts at a time: a number or a percentage of the targets. */
  readonly batch: Amount | undefined
  /** When more hosts than this have failed, hosts that have not begun are skipped. */
  readonly maxFailures: Amount | undefined
}

export type Amount = { readonly count: number } | { readonly percent: number }
