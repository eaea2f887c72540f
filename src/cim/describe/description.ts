import type { ReturnCodeMeaning } from '../class-adapter.js'

/** Everything that is known of a class, as plain data: what `explain` shows and prints as JSON. */
export interface ClassDescription {
  readonly name: string
  readonly namespace: string
  /** Other namespaces that have a class of the name. */
  readonly alsoIn: readonly string[]
  /** The nearest first. */
  readonly superclasses: readonly string[]
  readonly abstract: boolean
  readonly association: boolean
  readonly singleton: boolean
  readonly keys: readonly string[]
  /** What documents name an object by, where that is not the keys. */
  readonly namedBy?: readonly string[]
  readonly creation: string
  readonly deletion: string
  readonly properties: readonly PropertyDescription[]
  /** What can be written along with properties, and is none. */
  readonly writeOnly: readonly { readonly name: string; readonly description: string }[]
  readonly methods: readonly MethodDescription[]
}

export interface TypeDescription {
  /** `uint32`, `string[]`, `reference to Win32_Account`. */
  readonly type: string
  readonly minLength?: number
  readonly maxLength?: number
  /** Text: bounds go beyond what JSON numbers hold. */
  readonly min?: string
  readonly max?: string
  readonly units?: string
  /** The values are bits that combine. */
  readonly bits?: boolean
  readonly arrayType?: 'bag' | 'ordered' | 'indexed'
  readonly deprecated?: boolean
  readonly values: readonly ValueDescription[]
}

/** What is on the wire, and what it is called where that is something else. */
export interface ValueDescription {
  readonly value: string
  readonly label?: string
}

export interface PropertyDescription extends TypeDescription {
  readonly name: string
  readonly key: boolean
  /** As documented; `written` says what really works. */
  readonly access: 'read' | 'write' | 'read/write'
  /** The class that declares it first. */
  readonly declaredBy: string
  readonly written: WriteDescription
  /** How it is read, where a query does not give it. */
  readonly read?: string
  /** How values are compared beside what the type says. */
  readonly compared?: string
}

export interface WriteDescription {
  readonly by: 'put' | 'method' | 'value' | 'elements' | 'replace' | 'name' | 'nothing'
  /** A sentence without a full stop: `by ChangeStartMode(StartMode = StartMode)`. */
  readonly how: string
  /** The calls, in order. */
  readonly calls: readonly CallDescription[]
}

export interface CallDescription {
  /** The desired value that leads to this call; left out where all do. */
  readonly value?: string
  /** `ChangeStartMode(StartMode = StartMode: Auto as Automatic)`. */
  readonly call: string
  /** The live state in which the call is made. */
  readonly when?: string
  /** What is waited for afterwards. */
  readonly waitsFor?: string
  readonly disrupts?: string
  readonly effectiveAfter?: 'restart' | 'logoff'
}

export interface MethodDescription {
  readonly name: string
  readonly static: boolean
  readonly declaredBy: string
  /** Undefined: none. */
  readonly returns?: string
  readonly parameters: readonly ParameterDescription[]
  readonly returnCodes: readonly ReturnCodeDescription[]
  /** It changes nothing: a plan may call it. */
  readonly readsOnly: boolean
  /** What is waited for after it was called. */
  readonly waitsFor?: string
  readonly disrupts?: string
}

export interface ParameterDescription extends TypeDescription {
  readonly name: string
  readonly direction: 'in' | 'out' | 'in/out'
  readonly optional: boolean
}

export interface ReturnCodeDescription {
  /** A number or a range. */
  readonly code: string
  readonly text?: string
  /** What wmctl makes of it, where that is not success for 0 and failure for the rest. */
  readonly meaning?: ReturnCodeMeaning
  readonly hint?: string
}
