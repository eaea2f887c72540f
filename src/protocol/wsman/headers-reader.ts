import { DecodeError } from '../../base/errors.js'
import { attributeOf, childrenOf, trimmedText, uriText, type XmlElement } from '../../xml/element.js'
import { xmlNamespace } from '../../xml/scope.js'
import { readAddressing } from '../soap/addressing.js'
import { headerOf, type SoapEnvelope } from '../soap/envelope.js'
import { ns } from '../soap/namespaces.js'
import { readDurationMs } from './datetime-text.js'
import { readSelectorSet } from './epr.js'
import type { ReceivedHeaders } from './headers.js'
import type { WsmanOption } from './message.js'

export function readHeaders(envelope: SoapEnvelope): ReceivedHeaders {
  const resourceUri = headerOf(envelope, ns.wsman, 'ResourceURI')
  const selectorSet = headerOf(envelope, ns.wsman, 'SelectorSet')
  const optionSet = headerOf(envelope, ns.wsman, 'OptionSet')
  const timeout = text(envelope, ns.wsman, 'OperationTimeout')
  const options = optionSet === undefined ? [] : childrenOf(optionSet, ns.wsman, 'Option').map(readOption)
  const addressing = readAddressing(envelope)
  // Field by field: a spread among so many fields makes a slow object of every answer's headers.
  return {
    to: addressing.to,
    action: addressing.action,
    messageId: addressing.messageId,
    relatesTo: addressing.relatesTo,
    replyTo: addressing.replyTo,
    faultTo: addressing.faultTo,
    resourceUri: resourceUri === undefined ? undefined : uriText(resourceUri),
    selectors: selectorSet === undefined ? [] : readSelectorSet(selectorSet),
    operationTimeout: timeout === undefined ? undefined : readDurationMs(timeout),
    maxEnvelopeSize: count(envelope, ns.wsman, 'MaxEnvelopeSize'),
    locale: language(envelope, ns.wsman, 'Locale'),
    dataLocale: language(envelope, ns.wsmv, 'DataLocale'),
    sessionId: text(envelope, ns.wsmv, 'SessionId'),
    operationId: text(envelope, ns.wsmv, 'OperationID'),
    // The specification spells it both ways: 2.2.4.46 and 4.11.
    sequenceId: count(envelope, ns.wsmv, 'SequenceId') ?? count(envelope, ns.wsmv, 'SequenceID'),
    activityId: text(envelope, ns.wsmv, 'ActivityId'),
    fragment: text(envelope, ns.wsman, 'FragmentTransfer'),
    options,
    preciseArrays: options.some(
      (option) => option.name.toLowerCase() === 'msftwinrm:useprecisearrays' && /^(?:true|1)$/i.test(option.value),
    ),
  }
}

function readOption(element: XmlElement): WsmanOption {
  const name = attributeOf(element, '', 'Name')?.trim()
  if (name === undefined || name === '') throw new DecodeError('option', 'there is no Name')
  const type = attributeOf(element, '', 'Type')?.trim()
  const mustComply = attributeOf(element, '', 'MustComply')?.trim()
  return {
    name,
    value: trimmedText(element),
    ...(type === undefined ? {} : { type }),
    ...(mustComply === undefined ? {} : { mustComply: /^(?:true|1)$/.test(mustComply) }),
  }
}

function text(envelope: SoapEnvelope, uri: string, local: string): string | undefined {
  const header = headerOf(envelope, uri, local)
  return header === undefined ? undefined : trimmedText(header)
}

function count(envelope: SoapEnvelope, uri: string, local: string): number | undefined {
  const value = text(envelope, uri, local)
  if (value === undefined) return undefined
  if (!/^\d{1,15}$/.test(value)) throw new DecodeError(`${local} header`, `'${value.slice(0, 40)}' is not a count`)
  return Number(value)
}

function language(envelope: SoapEnvelope, uri: string, local: string): string | undefined {
  const header = headerOf(envelope, uri, local)
  return header === undefined ? undefined : attributeOf(header, xmlNamespace, 'lang')
}
