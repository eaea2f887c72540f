import { namedFault } from './soap-fault.js'

/** The part of an instance that a fragment transfer is about ([DSP0226] 7.7 and annex D.1, XPath Level 1). */
export interface FragmentPath {
  /** As the client wrote it, to be repeated in the answer. */
  readonly expression: string
  readonly property: string
  /** Which of the values of an array, from 1. */
  readonly index: number | undefined
  /** The value alone, without its element. */
  readonly text: boolean
}

/** `State`, `p:State`, `Roles[2]`, `State/text()`. Throws the SoapFault `cannotProcessFragment` for all others. */
export function parseFragmentPath(expression: string): FragmentPath {
  const found = /^(?:[\p{L}_][\p{L}\p{Nd}_.-]*:)?([\p{L}_][\p{L}\p{Nd}_]*)(?:\[(\d{1,6})\])?(\/text\(\))?$/u.exec(
    expression.trim(),
  )
  const [, property, index, text] = found ?? []
  if (property === undefined || index === '0') {
    throw namedFault('cannotProcessFragment', { providerMessage: `'${expression.slice(0, 200)}' is not the path of a property.` })
  }
  return { expression, property, index: index === undefined ? undefined : Number(index), text: text !== undefined }
}
