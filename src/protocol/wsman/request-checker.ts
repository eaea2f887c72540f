import { DecodeError } from '../../base/errors.js'
import { isElement } from '../../xml/element.js'
import { headerOf, mustUnderstand, notUnderstood } from '../soap/envelope.js'
import { anonymousAddress, ns } from '../soap/namespaces.js'
import { understoodHeaders } from './headers.js'
import { readHeaders } from './headers-reader.js'
import type { RequestEnvelope } from './request-reader.js'
import { namedFault } from './soap-fault.js'

/** A client must be able to take this many bytes ([DSP0226] 6.2). */
export const minimumEnvelopeSize = 8192

/**
 * Refuses a request whose headers break a rule that the service must answer with a certain fault ([MS-WSMV] 3.1.4.1.3 to
 * 3.1.4.1.12). Throws SoapFault. Identify has no headers to check.
 */
export function checkRequest(message: RequestEnvelope): void {
  const { envelope, addressing } = message
  if (envelope.body[0] !== undefined && isElement(envelope.body[0], ns.wsmid, 'Identify')) return
  const [unknown] = notUnderstood(envelope, understoodHeaders)
  if (unknown !== undefined)
    throw namedFault('mustUnderstand', { text: `The header '${unknown.local.slice(0, 80)}' is not understood.` })
  if (addressing.action === undefined || addressing.action === '') throw missing('Action')
  if (addressing.to === undefined) throw missing('To')
  if (addressing.replyTo === undefined) throw missing('ReplyTo')
  if (addressing.replyTo !== anonymousAddress) throw namedFault('addressingMode')
  if (addressing.faultTo !== undefined && addressing.faultTo.replace(/\/$/, '') !== anonymousAddress)
    throw namedFault('addressingMode')
  if (addressing.messageId === undefined || addressing.messageId === '' || addressing.messageId.length > 2048) {
    throw namedFault('invalidHeader', { text: 'The MessageID header is missing, empty or too long.' })
  }
  checkLanguages(message)
  checkSizes(message)
}

function checkLanguages({ envelope }: RequestEnvelope): void {
  const locale = headerOf(envelope, ns.wsman, 'Locale')
  if (locale !== undefined && mustUnderstand(locale) === true) throw namedFault('localeNotSupported')
  const dataLocale = headerOf(envelope, ns.wsmv, 'DataLocale')
  if (dataLocale !== undefined && mustUnderstand(dataLocale) === true) throw namedFault('dataLocaleNotSupported')
  const fragment = headerOf(envelope, ns.wsman, 'FragmentTransfer')
  if (fragment !== undefined && mustUnderstand(fragment) !== true) {
    throw namedFault('invalidHeader', { text: 'The FragmentTransfer header must be marked with mustUnderstand.' })
  }
}

function checkSizes({ envelope }: RequestEnvelope): void {
  const headers = readChecked({ envelope })
  if (headers.maxEnvelopeSize !== undefined && headers.maxEnvelopeSize < minimumEnvelopeSize)
    throw namedFault('minimumEnvelopeSize')
  if (headers.operationTimeout === 0) throw namedFault('invalidTimeout')
  if ((headers.activityId?.length ?? 0) > 2048) throw namedFault('invalidHeader')
  const mandatory = headers.options.find((option) => option.mustComply === true)
  if (mandatory !== undefined)
    throw namedFault('optionNotSupported', { text: `The option '${mandatory.name}' cannot be complied with.` })
}

/** Headers that cannot be read have faults of their own. */
function readChecked({ envelope }: Pick<RequestEnvelope, 'envelope'>): ReturnType<typeof readHeaders> {
  try {
    return readHeaders(envelope)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    if (error.structure === 'selector') {
      throw namedFault(/given twice/.test(error.message) ? 'duplicateSelectors' : 'invalidSelectors', {
        providerMessage: error.message,
        cause: error,
      })
    }
    if (error.structure === 'xs:duration' || error.structure === 'datetime') throw namedFault('invalidTimeout', { cause: error })
    throw namedFault('invalidHeader', { providerMessage: error.message, cause: error })
  }
}

function missing(header: string): Error {
  return namedFault('headerRequired', { text: `The ${header} header is missing.` })
}
