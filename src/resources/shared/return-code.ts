import type { CimMethodDeclaration } from '../../cim/class.js'
import type { ReturnCodeMeaning } from '../../cim/class-adapter.js'
import type { MethodResult } from '../../session/cim-session.js'

/** What adapter data says about codes; the first table that knows one counts. */
export type ReturnCodeTables = readonly ReadonlyMap<number, ReturnCodeMeaning>[]

/** The code a method answered with; undefined when it returns none, or something that is no code. */
export function returnCodeOf({ returnValue }: Pick<MethodResult, 'returnValue'>): number | undefined {
  const value = returnValue?.value
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}

/** 0, and no code at all, is success, and any other code failure, unless a table says otherwise. */
export function meaningOf(code: number | undefined, tables: ReturnCodeTables): ReturnCodeMeaning {
  if (code === undefined) return 'success'
  for (const table of tables) {
    const meaning = table.get(code)
    if (meaning !== undefined) return meaning
  }
  return code === 0 ? 'success' : 'failure'
}

/** `10 (Service Already Running)`, or the number with a word that no documentation explains it. */
export function describeReturnCode(method: CimMethodDeclaration, returnCode: number): string {
  const text = method.returnCodes.get(String(returnCode)) ?? rangeText(method, returnCode)
  if (text !== undefined) return `${returnCode} (${text})`
  if (method.returnCodes.has(String(returnCode)))
    return `${returnCode}, a code that the method's documentation lists without a word on it`
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
