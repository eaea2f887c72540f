import type { CimMethodDeclaration } from '../../cim/class.js'
import type { ClassAdapter, MethodAnswers, RetryStep, ReturnCodeMeaning } from '../../cim/class-adapter.js'
import type { CimProperty } from '../../cim/value.js'
import type { ApplyContext } from '../../engine/resource-type.js'
import type { CimSession, MethodCall } from '../../session/cim-session.js'
import { MethodError } from './method-error.js'
import { describeReturnCode, meaningOf, returnCodeOf } from './return-code.js'

export interface MethodRequest {
  /** What to call the object in messages: `Win32_Service.Name="Spooler"`. */
  readonly subject: string
  readonly call: MethodCall
  readonly method: CimMethodDeclaration
  readonly adapter: ClassAdapter | undefined
  /** What the call itself says of its codes, beside what the adapter says of all methods. */
  readonly answers?: Partial<MethodAnswers>
  readonly retry?: RetryStep
  /** The code by which the method says that it has started a job. */
  readonly jobCode?: number
  /** What to do when the answer is no. */
  readonly hint?: string
  readonly context: Pick<ApplyContext, 'signal' | 'sleep' | 'progress'>
}

export interface MethodOutcome {
  readonly meaning: Exclude<ReturnCodeMeaning, 'retry' | 'failure'> | 'job'
  readonly returnCode: number | undefined
  /** By lower-cased name. */
  readonly outputs: ReadonlyMap<string, CimProperty>
  readonly warnings: readonly string[]
}

const defaultRetry: RetryStep = { times: 5, interval: 1_000 }

/** Calls a method and acts on its return code: WMI answers failures in-band. Throws MethodError. */
export async function callMethod(session: CimSession, request: MethodRequest): Promise<MethodOutcome> {
  const { method, subject, context, answers, adapter } = request
  const retry = request.retry ?? defaultRetry
  const tables = [answers?.returnCodes, adapter?.returnCodes].filter((table) => table !== undefined)
  for (let attempt = 0; ; attempt++) {
    const result = await session.invokeMethod(request.call, { signal: context.signal })
    const returnCode = returnCodeOf(result)
    const { outputs } = result
    if (returnCode !== undefined && returnCode === request.jobCode) return { meaning: 'job', returnCode, outputs, warnings: [] }
    const meaning = meaningOf(returnCode, tables)
    if (returnCode === undefined || (meaning !== 'failure' && meaning !== 'retry')) {
      const answered = meaning === 'failure' || meaning === 'retry' ? 'success' : meaning
      return { meaning: answered, returnCode, outputs, warnings: warningsOf(subject, method, answered) }
    }
    if (meaning === 'failure' || attempt >= retry.times) throw methodError(request, returnCode)
    context.progress(`${method.name} answered ${describeReturnCode(method, returnCode)}; asking again`)
    await context.sleep(retry.interval)
  }
}

/** The refusal of a call, with what its adapter says to do about it. */
export function methodError(
  { subject, method, adapter, answers, hint }: Pick<MethodRequest, 'subject' | 'method' | 'adapter' | 'answers' | 'hint'>,
  returnCode: number,
  options: { readonly because?: string } = {},
): MethodError {
  const advice = answers?.hints?.get(returnCode) ?? adapter?.hints.get(returnCode) ?? hint
  return new MethodError(subject, method, returnCode, { ...options, ...(advice === undefined ? {} : { hint: advice }) })
}

function warningsOf(subject: string, method: CimMethodDeclaration, meaning: ReturnCodeMeaning): readonly string[] {
  if (meaning === 'restart-needed') return [`${subject}: ${method.name} takes effect after a restart of the host`]
  return meaning === 'logoff-needed' ? [`${subject}: ${method.name} takes effect when its user logs on again`] : []
}
