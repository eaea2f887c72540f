import type { FaultName } from '../protocol/wsman/fault.table.js'

/** What a request did, as fault rules and the request log name it; `connect` is a new TCP connection. */
export type FaultOperation =
  | 'connect'
  | 'identify'
  | 'get'
  | 'get-class'
  | 'put'
  | 'create'
  | 'delete'
  | 'invoke'
  | 'enumerate'
  | 'pull'
  | 'release'
  /** A request that could not be read, or is for something else than CIM objects. */
  | 'other'

/** Something that goes wrong on purpose. */
export type InjectedFault =
  /** The connection is reset as soon as it is there; only for `connect`. */
  | { readonly kind: 'refuse' }
  /** Milliseconds of the host's clock before the answer, which is then as it should be. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection closes after so many bytes of the answer's body; 0 gives no answer at all. */
  | { readonly kind: 'close'; readonly afterBytes: number }
  | { readonly kind: 'http'; readonly status: number }
  /** A SOAP fault by its name in the fault table, instead of the operation. */
  | { readonly kind: 'fault'; readonly name: FaultName }
  /** The answer's body is replaced, or its head alone is. */
  | { readonly kind: 'body'; readonly content: 'html' | 'garbage' | 'truncated' | 'endless' | 'empty' }
  | { readonly kind: 'content-type'; readonly value: string }
  /** The context of a Pull or Release is treated as expired. */
  | { readonly kind: 'expired-context' }
  /** An enumeration gives its items again and again, and never ends. */
  | { readonly kind: 'endless-enumeration' }

export interface FaultRule {
  /** Undefined: every operation but `connect`. */
  readonly operations?: readonly FaultOperation[]
  /** The class, any case; undefined: every resource. */
  readonly resource?: string
  /** How many requests it strikes; undefined: all. */
  readonly times?: number
  /** How many matching requests it lets pass first. */
  readonly skip?: number
  readonly fault: InjectedFault
}

/** The faults of one host. */
export interface FaultInjector {
  /** Returns what removes the rule again. Rules are tried in the order they were added. */
  add(rule: FaultRule): () => void
  clear(): void
  /** The faults that strike this request: at most one of each kind. Counts as one request for each rule that matches. */
  strike(operation: FaultOperation, resource?: string): readonly InjectedFault[]
}

export function createFaultInjector(): FaultInjector {
  const rules = new Set<{ readonly rule: FaultRule; skip: number; left: number }>()
  return {
    add(rule) {
      const entry = { rule, skip: rule.skip ?? 0, left: rule.times ?? Number.POSITIVE_INFINITY }
      rules.add(entry)
      return () => {
        rules.delete(entry)
      }
    },
    clear: () => rules.clear(),
    strike(operation, resource = '') {
      const struck = new Map<InjectedFault['kind'], InjectedFault>()
      for (const entry of rules) {
        const { fault } = entry.rule
        if (!concerns(entry.rule, operation, resource) || struck.has(fault.kind)) continue
        if (entry.skip > 0) {
          entry.skip -= 1
          continue
        }
        struck.set(fault.kind, fault)
        entry.left -= 1
        if (entry.left <= 0) rules.delete(entry)
      }
      return [...struck.values()]
    },
  }
}

/** The fault of one kind among those that strike a request. */
export function faultOf<K extends InjectedFault['kind']>(
  struck: readonly InjectedFault[],
  kind: K,
): Extract<InjectedFault, { kind: K }> | undefined {
  return struck.find((fault): fault is Extract<InjectedFault, { kind: K }> => fault.kind === kind)
}

function concerns(rule: FaultRule, operation: FaultOperation, resource: string): boolean {
  const operations = rule.operations
  const named = operations === undefined ? operation !== 'connect' : operations.includes(operation)
  return named && (rule.resource === undefined || rule.resource.toLowerCase() === resource.toLowerCase())
}
