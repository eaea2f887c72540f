import type { Diagnostic } from '../base/diagnostic.js'
import type { TypedValue } from '../cim/value.js'
import type { Locate, PlainObject, ResourceDocument, SecretReference } from './document.js'

/**
 * The port every kind of resource implements. `Reader` and `Writer` are opaque to the engine: cli supplies them, and only
 * apply is ever given a Writer. `parse` and `plan` are pure; the I/O happens in `readAll` and `apply`.
 */
export interface ResourceType<Reader, Writer, Desired = unknown, Observed = unknown> {
  /** Name of the kind; also the field that selects it in a document (`cim:`, `registry:`, `invoke:`). */
  readonly kind: string
  /** JSON Schema (draft 2020-12) of the fields of this kind in a document, without the common ones (name, dependsOn, lifecycle, on). */
  readonly schema: object

  /**
   * From plain fields to typed desired state, with findings that say what to write instead. `desired` is undefined when there
   * are errors. What `lifecycle.ignoreChanges` names is for the type to remember.
   */
  parse(document: ResourceDocument, locate: Locate): Parsed<Desired>
  /**
   * The same with what a host says, for documents that `parse` leaves unsettled. Rejects when the host does not answer. Left out
   * by kinds that leave none.
   */
  parseOn?(reader: Reader, document: ResourceDocument, context: ReadContext): Promise<Parsed<Desired>>
  /**
   * What to print for the object, unique within a host and kind: two resources of a kind whose identities differ at most in
   * case conflict. Kinds that do something rather than keep an object (invoke) put the name of their document into it.
   */
  identity(desired: Desired): string
  /** Whether the desired state is that the object does not exist. Between two such resources dependencies are reversed. Left out by kinds that never delete. */
  absent?(desired: Desired): boolean
  /** References to secrets the desired state holds; the engine's caller resolves them before `plan` and `apply`. */
  secrets(desired: Desired): readonly SecretReference[]
  /** Reads the live state of all resources of this kind on one host; cost grows with classes, not with resources. A key for every identity. */
  readAll(reader: Reader, desired: readonly Desired[], context: ReadContext): Promise<ReadonlyMap<string, Observation<Observed>>>
  plan(desired: Desired, observation: Observed | undefined, context: PlanContext): ResourceChange
  /** Makes the change. Throws when the host refuses; the engine reads back and compares afterwards. */
  apply(
    writer: Writer,
    desired: Desired,
    change: ResourceChange,
    observed: Observed | undefined,
    context: ApplyContext,
  ): Promise<ApplyResult>
  /**
   * What the observation says about the properties that matter to `desired`, in a stable order: the engine hashes it for the
   * fingerprint. Leaves out properties whose desired value is a secret: a plan holds no unkeyed hash of one.
   */
  relevant(desired: Desired, observation: Observed | undefined): readonly (readonly [name: string, value: TypedValue])[]
  /** Of kinds that own a set of objects, of which those that no resource declares are deleted. */
  readonly scope?: OwnedScope<Desired, Observed>
}

/** Pure. What is deleted is always a resource of its own in the plan, of a kind that can delete it. */
export interface OwnedScope<Desired, Observed> {
  /** Whether a resource is for an object of the kind the scope holds. */
  covers(desired: Desired, other: DeclaredObject): boolean
  /** What is in the scope and is not for any of these resources. When in doubt, it is declared. */
  undeclared(desired: Desired, observed: Observed, declared: readonly DeclaredObject[]): readonly UndeclaredObject[]
}

export interface DeclaredObject {
  readonly kind: string
  readonly desired: unknown
}

export interface UndeclaredObject {
  readonly kind: string
  /** What tells it from others of the scope, for the name of its resource. */
  readonly label: string
  /** The fields of a resource that deletes it. */
  readonly fields: PlainObject
}

export interface Parsed<Desired> {
  readonly desired: Desired | undefined
  readonly diagnostics: readonly Diagnostic[]
  /**
   * What the document means is for each host to say (a class that only hosts know), so that there is neither a desired state nor
   * an error before one is asked.
   */
  readonly unsettled?: Unsettled
}

export interface Unsettled {
  /** See `ResourceType.absent`. */
  readonly absent: boolean
}

export type Observation<Observed> =
  | {
      readonly state: 'present'
      readonly value: Observed
      /** This very object is given for every host where the same was read: what follows from it is worked out once for all of them. */
      readonly shared?: true
    }
  | { readonly state: 'absent' }
  | { readonly state: 'error'; readonly error: Error }

/** What could be read. */
export type Readable<Observed = unknown> = Exclude<Observation<Observed>, { readonly state: 'error' }>

export interface ReadContext {
  readonly signal: AbortSignal
}

export interface PlanContext {
  /** Keyed hash of a secret's text (hex), for telling whether it changed without showing it. */
  hashSecret(reference: SecretReference): string
  /** The same hash of a value that was read. */
  hashText(text: string): string
}

export interface ApplyContext {
  /** Aborts when the run is abandoned (a second interrupt); a cancelled run lets the change finish. */
  readonly signal: AbortSignal
  /** The text of a secret, at the one place that sends it. */
  revealSecret(reference: SecretReference): string
  /** Waits without blocking the process; rejects when the run is abandoned. */
  sleep(ms: number): Promise<void>
  /** Milliseconds of a clock that never runs backwards. */
  elapsed(): number
  /** Says what is being done, for progress: `StopService`, `waiting for State = Stopped`. */
  progress(message: string): void
}

export interface ApplyResult {
  /** Things the user must know: a restart is needed, a code was out of the documented table. */
  readonly warnings: readonly string[]
  /** False when it turned out that nothing had to be done, so that nothing is triggered. Left out: something changed. */
  readonly changed?: boolean
}

/** What the plan says will be done to a resource. `unknown`: the type cannot tell before doing it. */
export type Action = (typeof actions)[number]

export const actions = ['none', 'create', 'set', 'delete', 'replace', 'invoke', 'unknown'] as const

export interface ResourceChange {
  readonly action: Action
  /** Changes first in schema order; deltas with `equal` are the equalities that are not byte equalities. */
  readonly deltas: readonly PropertyDelta[]
  /** Why, when the deltas do not say it: `State = Running`, `java-home changed`. */
  readonly reason?: string
  /** What will be sent, in words of the protocol: `ChangeStartMode(StartMode="Disabled")`, `StopService()`. */
  readonly steps: readonly string[]
  readonly warnings: readonly string[]
}

export interface PropertyDelta {
  readonly name: string
  /** Undefined when there is no object. */
  readonly before: ShownValue | undefined
  /** Undefined when the object goes away. */
  readonly after: ShownValue | undefined
  /** The rule by which differing values are equal (`value map: Auto is Automatic`); undefined for a real change. */
  readonly equal?: string
  /** It goes away because nobody declares it: counted as an undeclared object is. */
  readonly undeclared?: true
}

/** A value to show, or a secret of which only a keyed hash is known. */
export type ShownValue = TypedValue | { readonly sensitive: true; readonly hash: string }
