import { InternalError } from '../base/errors.js'
import type { ClassAdapter } from '../cim/class-adapter.js'
import type { MethodCall, ReadMethodCall } from './cim-session.js'

/** The only maker of a ReadMethodCall: adapter data must mark the method as free of effects. */
export function readMethodCall(adapter: ClassAdapter | undefined, call: MethodCall): ReadMethodCall {
  if (adapter?.readMethods.has(call.method.toLowerCase()) !== true) {
    throw new InternalError(`${call.className}.${call.method} is not marked as a reading method, so a plan may not call it`)
  }
  return { ...call, effect: 'read' }
}
