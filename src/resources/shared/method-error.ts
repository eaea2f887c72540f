import { FaultError } from '../../base/errors.js'
import type { CimMethodDeclaration } from '../../cim/class.js'

/** A method was called and answered with a return code that means no. */
export class MethodError extends FaultError {
  readonly code = 'WMCTL_METHOD'
  readonly method: string
  readonly returnCode: number

  constructor(subject: string, method: CimMethodDeclaration, returnCode: number) {
    super(`${method.name} on ${subject} answered ${describeReturnCode(method, returnCode)}`)
    this.method = method.name
    this.returnCode = returnCode
  }
}

/** `10 (Service Already Running)`, or the number with a word that no documentation explains it. */
export function describeReturnCode(method: CimMethodDeclaration, returnCode: number): string {
  const text = method.returnCodes.get(String(returnCode)) ?? rangeText(method, returnCode)
  if (text !== undefined) return `${returnCode} (${text})`
  const hex = returnCode > 0xffff ? `, 0x${returnCode.toString(16)}` : ''
  return `${returnCode}${hex}, a code that the method's documentation does not list`
}

function rangeText(method: CimMethodDeclaration, returnCode: number): string | undefined {
  for (const [codes, text] of method.returnCodes) {
    const range = /^(-?\d*)\.\.(-?\d*)$/.exec(codes)
    if (range === null) continue
    const low = range[1] === '' ? -Infinity : Number(range[1])
    const high = range[2] === '' ? Infinity : Number(range[2])
    if (returnCode >= low && returnCode <= high) return text
  }
  return undefined
}
