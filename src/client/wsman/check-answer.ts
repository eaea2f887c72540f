import { PeerError } from '../../base/errors.js'
import { headerValue } from '../../io/http-message.js'
import type { ChannelAnswer } from './channel-answer.js'

/** The host is there but cannot take a request now; the same one may succeed later. */
export class BusyError extends PeerError {
  /** Milliseconds the host asks to wait, when it says so. */
  readonly retryAfter: number | undefined

  constructor(message: string, retryAfter: number | undefined) {
    super(message, { hint: 'The service is starting, stopping or overloaded; try again in a while.' })
    this.retryAfter = retryAfter
  }
}

/** Passes an answer that may be a SOAP message. Raises PeerError that says what came instead, and BusyError. */
export function checkAnswer(answer: ChannelAnswer, context: { readonly peer: string; readonly path: string }): void {
  const { status, headers, body } = answer
  const type = mediaType(answer)
  if (type === 'application/soap+xml' && body.length > 0 && (status === 200 || status >= 400)) return
  const came = `${context.peer}: ${describeAnswer(answer)}`
  if (status === 503 || status === 429 || status === 425)
    throw new BusyError(came, retryAfter(headerValue(headers, 'retry-after')))
  if (status >= 300 && status < 400) {
    const location = headerValue(headers, 'location')
    throw new PeerError(`${came}: it redirects to ${location === undefined ? 'nowhere' : printable(location)}`, {
      hint: 'Redirects are not followed, since credentials would go with them; put that address into the inventory if it is right.',
    })
  }
  throw new PeerError(came, { hint: hintFor(status, type, context.path) })
}

/**
 * Whether the service itself answered, and so knows who asked. What turns a request away before that (HTTP.sys, a proxy)
 * has not looked at the password.
 */
export function provesAccount(answer: ChannelAnswer): boolean {
  return answer.status !== 401 && mediaType(answer) === 'application/soap+xml'
}

/** What came: status, content type, and how the body begins. */
export function describeAnswer({ status, headers, body }: ChannelAnswer): string {
  const type = headerValue(headers, 'content-type')
  if (body.length === 0) return `answered ${status} with an empty body`
  return `answered ${status} with ${type === undefined ? 'no content type' : printable(type)}: ${beginning(body)}`
}

/** The first 80 printable characters, in quotes. */
export function beginning(body: Uint8Array): string {
  return `"${printable(new TextDecoder().decode(body.subarray(0, 1024)))}"`
}

function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\ufffd\s]+/gu, ' ')
    .trim()
    .slice(0, 80)
}

function mediaType({ headers }: ChannelAnswer): string {
  const type = headerValue(headers, 'content-type') ?? ''
  const end = type.indexOf(';')
  return (end < 0 ? type : type.slice(0, end)).trim().toLowerCase()
}

/** Seconds, or a date, which is not worth a clock here (RFC 9110 10.2.3). */
function retryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,4}$/.test(value) ? Number(value) * 1000 : undefined
}

function hintFor(status: number, type: string, path: string): string {
  if (status === 404)
    return `There is no management service at ${path}; check the port, and the path (\`/wsman\` unless changed on the host).`
  if (status === 413)
    return 'The request is longer than the host accepts (MaxEnvelopeSizekb); change fewer or shorter values at once.'
  if (status === 403) return 'The host or a proxy forbids access from here: see its IPv4Filter and IPv6Filter, and its firewall.'
  if (status === 407)
    return 'A proxy wants a user and password, which the inventory cannot hold: let this machine through, or go without it.'
  if (type === 'text/html')
    return 'That is a web page, not Windows Remote Management; check address, port and path, and any proxy between.'
  if (status >= 500) return 'The service failed; see the Windows Remote Management event log on the host.'
  return 'Check that address, port and path are those of Windows Remote Management.'
}
