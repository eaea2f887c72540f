import { type ErrorOptions, FaultError } from '../../base/errors.js'
import type { CimMethodDeclaration } from '../../cim/class.js'
import { describeReturnCode } from './return-code.js'

/** A method was called and answered with a return code that means no. */
export class MethodError extends FaultError {
  readonly code = 'WMCTL_METHOD'
  readonly method: string
  readonly returnCode: number

  constructor(
    subject: string,
    method: CimMethodDeclaration,
    returnCode: number,
    { because, ...options }: ErrorOptions & { readonly because?: string } = {},
  ) {
    const reason = because === undefined ? '' : `: ${because}`
    super(`${method.name} on ${subject} answered ${describeReturnCode(method, returnCode)}${reason}`, options)
    this.method = method.name
    this.returnCode = returnCode
  }
}
