import { childOf, trimmedText, uriText } from '../../xml/element.js'
import { headerOf, type SoapEnvelope } from './envelope.js'
import { ns } from './namespaces.js'

/** The WS-Addressing headers of a message (August 2004 submission), as far as they are there. */
export interface AddressingHeaders {
  readonly to: string | undefined
  readonly action: string | undefined
  readonly messageId: string | undefined
  readonly relatesTo: string | undefined
  /** Address of the ReplyTo endpoint. */
  readonly replyTo: string | undefined
  /** Address of the FaultTo endpoint. */
  readonly faultTo: string | undefined
}

export function readAddressing(envelope: SoapEnvelope): AddressingHeaders {
  return {
    to: uriHeader(envelope, 'To'),
    action: uriHeader(envelope, 'Action'),
    messageId: uriHeader(envelope, 'MessageID'),
    relatesTo: uriHeader(envelope, 'RelatesTo'),
    replyTo: endpointHeader(envelope, 'ReplyTo'),
    faultTo: endpointHeader(envelope, 'FaultTo'),
  }
}

function uriHeader(envelope: SoapEnvelope, local: string): string | undefined {
  const header = headerOf(envelope, ns.wsa, local)
  return header === undefined ? undefined : uriText(header)
}

function endpointHeader(envelope: SoapEnvelope, local: string): string | undefined {
  const header = headerOf(envelope, ns.wsa, local)
  const address = header === undefined ? undefined : childOf(header, ns.wsa, 'Address')
  return header === undefined ? undefined : address === undefined ? trimmedText(header) : uriText(address)
}
