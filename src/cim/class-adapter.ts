/**
 * How the properties of a class are read and written where Put does not do it: data, read from YAML files by `config`,
 * interpreted by `resources/cim`. Nothing here knows a Windows class.
 */
export interface ClassAdapter {
  readonly namespace: string
  readonly className: string
  /**
   * Properties by which documents may name an object in place of the class's keys, which a host makes up. None: a host has one
   * object. Undefined: by the keys alone.
   */
  readonly namedBy?: readonly string[]
  /** By lower-cased property name. */
  readonly properties: ReadonlyMap<string, PropertyAdapter>
  /** What can be written and not read, and is no property of the class (a password), by lower-cased name. */
  readonly writeOnly: ReadonlyMap<string, WriteOnlyProperty>
  /** How instances come to be; undefined: Create of the instance. 'unsupported' with the reason to print. */
  readonly create?: CreateSequence | { readonly unsupported: string }
  readonly delete?: MethodSequence | { readonly unsupported: string }
  /** Methods that read and change nothing, so that a plan may call them. Lower-cased. */
  readonly readMethods: ReadonlySet<string>
  /** Calls that documents make themselves, by lower-cased method name. */
  readonly methods: ReadonlyMap<string, MethodAdapter>
  /** Return codes of all methods of the class beside those a step names. */
  readonly returnCodes: ReadonlyMap<number, ReturnCodeMeaning>
  /** What to do about return codes of all methods of the class, beside those a step names. */
  readonly hints: ReadonlyMap<number, string>
  /** How properties are compared where the class does not say it, by lower-cased name. */
  readonly compare: ReadonlyMap<string, ComparisonHint>
}

export interface PropertyAdapter {
  readonly name: string
  /** Undefined: the property is written with Put. */
  readonly write?: PropertyWrite
  readonly readOnly?: string
  /** Undefined: a query gives it. */
  readonly read?: PropertyRead
}

export interface WriteOnlyProperty {
  readonly name: string
  readonly description: string
}

export type PropertyWrite =
  | ({ readonly by: 'put' } & Consequences)
  /** Cannot be changed: the object is deleted and created anew. */
  | { readonly by: 'replace' }
  /** The same calls for any value: `ChangeStartMode(StartMode = value)`. Properties that share this object share the calls. */
  | ({ readonly by: 'method'; readonly passes: 'all' | 'changed' } & MethodSequence)
  /** Calls for each desired value: State Running → StartService. */
  | { readonly by: 'value'; readonly cases: ReadonlyMap<string, MethodSequence> }
  /** Lists that are not set but added to and taken from. Properties that share this object share the calls. */
  | { readonly by: 'elements'; readonly add: MethodSequence; readonly remove: MethodSequence }

export type PropertyRead =
  /** Queries leave it out: the object is read by its path. */
  | { readonly by: 'get' }
  /** Of a list, the elements that the adapter's methods write. */
  | { readonly by: 'elements'; readonly elements: 'ipv4' }
  | {
      readonly by: 'method'
      readonly method: string
      readonly of?: ClassName
      readonly arguments: readonly StepArgument[]
      /** The output parameter that holds the value. */
      readonly output: string
      /** Output → value of the property. */
      readonly map?: ReadonlyMap<string, string>
      /** The value when the method answers that there is none. */
      readonly default?: AdapterConstant
    }

/** A class other than the adapter's own. */
export interface ClassName {
  readonly namespace: string
  readonly className: string
}

/** What a change brings with it beside the change. */
export interface Consequences {
  /** What it interrupts, in words. */
  readonly disrupts?: string
  /** It is not in effect before that. */
  readonly effectiveAfter?: 'restart' | 'logoff'
}

/** Calls made one after the other. */
export interface MethodSequence {
  /** Written before (lower first) when several properties of one object change. */
  readonly order: number
  readonly steps: readonly MethodStep[]
}

export interface CreateSequence extends MethodSequence {
  /** Patterns (`*`, `?`) by lower-cased property name: objects that do not fit are created as instances. */
  readonly only: ReadonlyMap<string, (value: string) => boolean>
  /** What a new object has, whatever was asked for, by lower-cased property name. */
  readonly initial: ReadonlyMap<string, string>
}

export interface MethodStep extends Consequences, MethodAnswers {
  readonly method: string
  readonly static: boolean
  /** The class of the method; undefined: the adapter's own. */
  readonly of?: ClassName
  readonly arguments: readonly StepArgument[]
  /** The step is made only when the live object has one of these values (lower-cased) for every property (lower-cased). */
  readonly when?: ReadonlyMap<string, ReadonlySet<string>>
  readonly waitFor?: WaitStep
  readonly job?: JobStep
  readonly retry: RetryStep
}

/** A method as documents call it. */
export interface MethodAdapter extends Consequences, MethodAnswers {
  readonly job?: JobStep
  readonly task?: TaskStep
  readonly retry: RetryStep
}

/** What the codes a method returns mean. */
export interface MethodAnswers {
  readonly returnCodes: ReadonlyMap<number, ReturnCodeMeaning>
  /** What to do about a code that is a failure. */
  readonly hints: ReadonlyMap<number, string>
  /** Objects to name when a code is a failure because of them. */
  readonly blockedBy: ReadonlyMap<number, BlockingObjects>
}

/** Objects that an association leads to, as long as they have one of the given values. */
export interface BlockingObjects {
  readonly association: string
  /** Reference to the object that the method was called on. */
  readonly from: string
  /** Reference to the objects that stand in the way. */
  readonly to: string
  /** Values (lower-cased) by lower-cased property name. */
  readonly when: ReadonlyMap<string, ReadonlySet<string>>
}

/** Poll until the property has the value. Times are milliseconds. */
export interface WaitStep {
  readonly property: string
  readonly value: string
  /** Values (lower-cased) on the way there; what leaves them for another value than the awaited one has failed. */
  readonly pending: ReadonlySet<string>
  readonly timeout: number
  readonly interval: number
}

/** What a method has started and does not wait for: a CIM_ConcreteJob ([DSP1103]). Times are milliseconds. */
export interface JobStep {
  /** The code by which the method says that there is a job. */
  readonly returnCode: number
  /** The output parameter that refers to it. */
  readonly output: string
  /** Values of JobState beside 7 (Completed) by which the job has ended well. */
  readonly completed: ReadonlySet<number>
  readonly timeout: number
  readonly interval: number
}

/** What a method has started: an object that is there until it has ended. Times are milliseconds. */
export interface TaskStep {
  /** The output parameter with the key of the object. */
  readonly output: string
  /** The key property of the adapter's class. */
  readonly key: string
  readonly timeout: number
  readonly interval: number
}

/** How often, and how many milliseconds apart, a host that answers `retry` is asked again. */
export interface RetryStep {
  readonly times: number
  readonly interval: number
}

export interface StepArgument {
  readonly parameter: string
  readonly from: ArgumentSource
  /** Desired value → argument, e.g. Auto → Automatic. */
  readonly map?: ReadonlyMap<string, string>
}

export type ArgumentSource =
  /**
   * The desired value, a key or another property of the instance (with what to pass when there is none); passed only together
   * with another property, when one is named.
   */
  | { readonly property: string; readonly default?: AdapterConstant; readonly with?: string }
  | { readonly constant: AdapterConstant | null }
  /** Text with `{Property}` for values of properties. */
  | { readonly text: string }

export type AdapterConstant = string | number | boolean

/** What each means stands in docs/adapters.md. */
export const returnCodeMeanings = [
  'success',
  'already',
  'pending',
  'retry',
  'restart-needed',
  'logoff-needed',
  'failure',
] as const

export type ReturnCodeMeaning = (typeof returnCodeMeanings)[number]

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

/** The calls a write can lead to. */
export function sequencesOf(write: PropertyWrite | undefined): readonly MethodSequence[] {
  if (write?.by === 'method') return [write]
  if (write?.by === 'elements') return [write.remove, write.add]
  return write?.by === 'value' ? [...write.cases.values()] : []
}

/** The properties that the arguments of calls take, as written there. */
export function propertiesPassed(steps: readonly Pick<MethodStep, 'arguments'>[]): readonly string[] {
  return steps.flatMap((step) => step.arguments.flatMap(({ from }) => propertiesIn(from)))
}

/** `{Name}` in the text of an argument. */
const placeholder = /\{([A-Za-z_]\w*)\}/g

export function propertiesIn(from: ArgumentSource): readonly string[] {
  if ('property' in from) return [from.property]
  return 'text' in from ? [...from.text.matchAll(placeholder)].map(([, name = '']) => name) : []
}
