import type { CimMethodDeclaration } from '../../cim/class.js'
import type { ReturnCodeMeaning } from '../../cim/class-adapter.js'
import type { ApplyContext } from '../../engine/resource-type.js'
import type { CimSession, MethodCall } from '../../session/cim-session.js'
import { describeReturnCode, MethodError } from './method-error.js'

/** A service that is busy is asked again this often, this many milliseconds apart. */
const retries = 5
const retryDelay = 1_000

export interface MethodRequest {
  /** What to call the object in messages: `Win32_Service.Name="Spooler"`. */
  readonly subject: string
  readonly call: MethodCall
  readonly method: CimMethodDeclaration
  /** What adapter data says about a return code; undefined: 0 is success, anything else is not. */
  readonly meaning: (code: number) => ReturnCodeMeaning | undefined
  readonly context: Pick<ApplyContext, 'signal' | 'sleep' | 'progress'>
}

/** Calls a method and acts on its return code: WMI answers failures in-band. Returns warnings; throws MethodError. */
export async function callMethod(session: CimSession, request: MethodRequest): Promise<readonly string[]> {
  for (let attempt = 0; ; attempt++) {
    const { returnValue } = await session.invokeMethod(request.call, { signal: request.context.signal })
    const code = returnValue === undefined || returnValue.value === null ? 0 : Number(returnValue.value)
    const meaning = request.meaning(code) ?? (code === 0 ? 'success' : 'failure')
    switch (meaning) {
      case 'success':
      case 'already':
        return []
      case 'restart-needed':
        return [`${request.subject}: ${request.method.name} takes effect after a restart of the host`]
      case 'retry':
        if (attempt >= retries) throw new MethodError(request.subject, request.method, code)
        request.context.progress(`${request.method.name} answered ${describeReturnCode(request.method, code)}; asking again`)
        await request.context.sleep(retryDelay)
        break
      case 'failure':
        throw new MethodError(request.subject, request.method, code)
    }
  }
}
