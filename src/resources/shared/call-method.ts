import type { CimMethodDeclaration } from '../../cim/class.js'
import type { ApplyContext } from '../../engine/resource-type.js'
import type { CimSession, MethodCall } from '../../session/cim-session.js'
import { MethodError } from './method-error.js'
import { describeReturnCode, meaningOf, type ReturnCodeTables, returnCodeOf } from './return-code.js'

/** What answers that it is busy is asked again this often, this many milliseconds apart. */
const retries = 5
const retryDelay = 1_000

export interface MethodRequest {
  /** What to call the object in messages: `Win32_Service.Name="Spooler"`. */
  readonly subject: string
  readonly call: MethodCall
  readonly method: CimMethodDeclaration
  readonly returnCodes: ReturnCodeTables
  /** What to do when the answer is no. */
  readonly hint?: string
  readonly context: Pick<ApplyContext, 'signal' | 'sleep' | 'progress'>
}

/** Calls a method and acts on its return code: WMI answers failures in-band. Returns warnings; throws MethodError. */
export async function callMethod(session: CimSession, request: MethodRequest): Promise<readonly string[]> {
  const { method, subject, context, hint } = request
  for (let attempt = 0; ; attempt++) {
    const code = returnCodeOf(await session.invokeMethod(request.call, { signal: context.signal }))
    const meaning = meaningOf(code, request.returnCodes)
    if (meaning === 'restart-needed') return [`${subject}: ${method.name} takes effect after a restart of the host`]
    if (code === undefined || meaning === 'success' || meaning === 'already') return []
    if (meaning === 'failure' || attempt >= retries)
      throw new MethodError(subject, method, code, hint === undefined ? {} : { hint })
    context.progress(`${method.name} answered ${describeReturnCode(method, code)}; asking again`)
    await context.sleep(retryDelay)
  }
}
