/**
 * How the properties of a class are read and written where Put does not do it: data, read from YAML files by `config`,
 * interpreted by `resources/cim`. Nothing here knows a Windows class.
 */
export interface ClassAdapter {
  readonly namespace: string
  readonly className: string
  /** By lower-cased property name. */
  readonly properties: ReadonlyMap<string, PropertyAdapter>
  /** How instances come to be; undefined: Create of the instance. 'unsupported' with the reason to print. */
  readonly create?: MethodStep | { readonly unsupported: string }
  readonly delete?: MethodStep | { readonly unsupported: string }
  /** Methods that read and change nothing, so that a plan may call them. Lower-cased. */
  readonly readMethods: ReadonlySet<string>
  /** Return codes of all methods of the class beside those a step names. */
  readonly returnCodes: ReadonlyMap<number, ReturnCodeMeaning>
  /** How properties are compared where the class does not say it, by lower-cased name. */
  readonly compare: ReadonlyMap<string, ComparisonHint>
}

export interface PropertyAdapter {
  readonly name: string
  /** Undefined: the property is read as it is and written with Put. */
  readonly write?: PropertyWrite
  readonly readOnly?: string
}

export type PropertyWrite =
  | { readonly by: 'put' }
  /** Cannot be changed: the object is deleted and created anew. */
  | { readonly by: 'replace' }
  /** One method for any value: `ChangeStartMode(StartMode = value)`. */
  | ({ readonly by: 'method' } & MethodStep)
  /** A method for each desired value: State Running → StartService. */
  | { readonly by: 'value'; readonly cases: ReadonlyMap<string, MethodStep> }

export interface MethodStep {
  readonly method: string
  readonly static: boolean
  readonly arguments: readonly StepArgument[]
  readonly returnCodes: ReadonlyMap<number, ReturnCodeMeaning>
  /** Poll until the property has the value. */
  readonly waitFor?: { readonly property: string; readonly value: string; readonly timeout: number; readonly interval: number }
  /** Written before (lower first) when several properties of one object change. */
  readonly order: number
  readonly disrupts?: string
  /** Properties that one call of this method writes together. */
  readonly writesTogether: readonly string[]
}

export interface StepArgument {
  readonly parameter: string
  /** The desired value, a key or another property of the instance (with what to pass when there is none), or a constant. */
  readonly from: { readonly property: string; readonly default?: AdapterConstant } | { readonly constant: AdapterConstant | null }
  /** Desired value → argument, e.g. Auto → Automatic. */
  readonly map?: ReadonlyMap<string, string>
}

export type AdapterConstant = string | number | boolean

export type ReturnCodeMeaning = 'success' | 'already' | 'retry' | 'restart-needed' | 'failure'

/** How the values of a property are compared, beside what its class says of it. */
export interface ComparisonHint {
  /** Rules that hold together: those about text and numbers for each element, those about lists for the whole. */
  readonly as: readonly ComparisonRule[]
  /** For `keyed`: the properties (lower-cased) that tell the embedded instances of a list apart. */
  readonly by?: readonly string[]
  /** Null, the empty text and the empty list are one. */
  readonly nullIsEmpty?: boolean
  /** Milliseconds that datetimes and intervals may be apart. */
  readonly tolerance?: number
}

export type ComparisonRule = (typeof comparisonRules)[number]

/** What each means stands in docs/adapters.md. */
export const comparisonRules = [
  'case-sensitive',
  'ignore-case',
  'path',
  'environment',
  'account',
  'sddl',
  'bits',
  'ordered',
  'bag',
  'set',
  'keyed',
] as const

export interface AdapterSource {
  find(namespace: string, className: string): ClassAdapter | undefined
}
