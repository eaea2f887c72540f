import type { Diagnostic } from '../base/diagnostic.js'
import { parseDuration } from '../base/duration.js'
import type {
  BlockingObjects,
  ClassName,
  Consequences,
  JobStep,
  MethodAdapter,
  MethodAnswers,
  MethodSequence,
  MethodStep,
  RetryStep,
  ReturnCodeMeaning,
  TaskStep,
} from '../cim/class-adapter.js'
import { readArguments } from './adapter-arguments.js'
import { readWaitFor } from './adapter-wait.js'
import { child, itemsOf, plainOf, type SourceNode, scalarTextOf, textOf } from './source-node.js'

export interface StepOptions {
  /** What `static` is when it is left out. */
  readonly isStatic: boolean
  /** Properties that the call writes; those that no argument mentions are passed as the parameter of the same name. */
  readonly properties: readonly string[]
}

/** Reads a call of an adapter, or a list of calls. */
export function readSequence(node: SourceNode, options: StepOptions, diagnostics: Diagnostic[]): MethodSequence {
  const nodes = itemsOf(node)
  const order = nodes.map((step) => child(step, 'order')).find((one) => one !== undefined)
  return {
    order: order === undefined ? 0 : Number(plainOf(order)),
    steps: nodes.map((step) => readStep(step, options, diagnostics)),
  }
}

/** Reads what an adapter says of a method that documents call. */
export function readMethod(node: SourceNode): MethodAdapter {
  const job = readJob(child(node, 'job'))
  const task = readTask(child(node, 'task'))
  return {
    ...readAnswers(node),
    ...readConsequences(node),
    retry: readRetry(child(node, 'retry')),
    ...(job === undefined ? {} : { job }),
    ...(task === undefined ? {} : { task }),
  }
}

/** What a change interrupts, and what has to happen before it is in effect. */
export function readConsequences(node: SourceNode | undefined): Consequences {
  const disrupts = textOf(child(node, 'disrupts'))
  const after = textOf(child(node, 'effectiveAfter'))
  return {
    ...(disrupts === undefined ? {} : { disrupts }),
    ...(after === 'restart' || after === 'logoff' ? { effectiveAfter: after } : {}),
  }
}

export function readReturnCodes(node: SourceNode | undefined): ReadonlyMap<number, ReturnCodeMeaning> {
  return readByCode(node, (value) => textOf(value) as ReturnCodeMeaning)
}

export function readHints(node: SourceNode | undefined): ReadonlyMap<number, string> {
  return readByCode(node, (value) => textOf(value) ?? '')
}

/** `root/default:StdRegProv`. */
export function readClassName(node: SourceNode | undefined): ClassName | undefined {
  const [namespace = '', className] = (textOf(node) ?? '').split(':')
  return className === undefined ? undefined : { namespace, className }
}

/** Properties (lower-cased) and the values (lower-cased) that each may have. */
function readCondition(node: SourceNode | undefined): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  if (node?.kind !== 'map') return undefined
  return new Map(
    [...node.entries.values()].map(({ name, value }) => [
      name.toLowerCase(),
      new Set(itemsOf(value).map((item) => scalarTextOf(item).toLowerCase())),
    ]),
  )
}

function readStep(node: SourceNode, options: StepOptions, diagnostics: Diagnostic[]): MethodStep {
  const of = readClassName(child(node, 'class'))
  const waitFor = readWaitFor(child(node, 'waitFor'), diagnostics)
  const isStatic = child(node, 'static')
  const when = readCondition(child(node, 'when'))
  const job = readJob(child(node, 'job'))
  return {
    method: textOf(child(node, 'method')) ?? '',
    // Of another class there is no object to call a method on.
    static: isStatic === undefined ? options.isStatic || of !== undefined : plainOf(isStatic) === true,
    ...(of === undefined ? {} : { of }),
    arguments: readArguments(child(node, 'arguments'), of === undefined ? options.properties : []),
    ...readAnswers(node),
    ...readConsequences(node),
    ...(when === undefined ? {} : { when }),
    ...(waitFor === undefined ? {} : { waitFor }),
    ...(job === undefined ? {} : { job }),
    retry: readRetry(child(node, 'retry')),
  }
}

function readAnswers(node: SourceNode): MethodAnswers {
  return {
    returnCodes: readReturnCodes(child(node, 'returnCodes')),
    hints: readHints(child(node, 'hints')),
    blockedBy: readByCode(child(node, 'blockedBy'), readBlocking),
  }
}

function readBlocking(node: SourceNode): BlockingObjects {
  const text = (field: string): string => textOf(child(node, field)) ?? ''
  return {
    association: text('association'),
    from: text('from'),
    to: text('to'),
    when: readCondition(child(node, 'when')) ?? new Map(),
  }
}

const defaultRetry: RetryStep = { times: 5, interval: 1_000 }

function readRetry(node: SourceNode | undefined): RetryStep {
  if (node?.kind !== 'map') return defaultRetry
  const times = child(node, 'times')
  return {
    times: times === undefined ? defaultRetry.times : Number(plainOf(times)),
    interval: duration(node, 'interval') ?? defaultRetry.interval,
  }
}

function readJob(node: SourceNode | undefined): JobStep | undefined {
  if (node?.kind !== 'map') return undefined
  const code = child(node, 'returnCode')
  return {
    returnCode: code === undefined ? 4096 : Number(plainOf(code)),
    output: textOf(child(node, 'output')) ?? 'Job',
    completed: new Set(itemsOf(child(node, 'completed')).map((item) => Number(plainOf(item)))),
    timeout: duration(node, 'timeout') ?? 300_000,
    interval: duration(node, 'interval') ?? 1_000,
  }
}

function readTask(node: SourceNode | undefined): TaskStep | undefined {
  if (node?.kind !== 'map') return undefined
  return {
    output: textOf(child(node, 'output')) ?? '',
    key: textOf(child(node, 'key')) ?? '',
    timeout: duration(node, 'timeout') ?? 300_000,
    interval: duration(node, 'interval') ?? 1_000,
  }
}

function duration(node: SourceNode, field: string): number | undefined {
  return parseDuration(textOf(child(node, field)) ?? '')
}

function readByCode<Value>(node: SourceNode | undefined, read: (value: SourceNode) => Value): ReadonlyMap<number, Value> {
  if (node?.kind !== 'map') return new Map()
  return new Map([...node.entries.values()].map(({ name, value }) => [Number(name), read(value)]))
}
