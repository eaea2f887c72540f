import type { Client, Dispatcher } from 'undici'
import { concatBytes } from '../base/bytes.js'
import { CancelledError, MisuseError, messageOf, PeerError, TimeoutError, TransportError, WmctlError } from '../base/errors.js'
import { certificateRefusal } from './client-alerts.js'
import { codeOf } from './connect-errors.js'
import type { HttpHeaders, HttpRequest } from './http-message.js'
import { onAbort } from './on-abort.js'
import { cancellation } from './system-clock.js'

export interface ExchangeOptions {
  readonly peer: string
  readonly answerTimeout: number
  readonly maxBodyBytes: number
  readonly tls: boolean
  /** The client has a certificate, which the host may ask for at any time. */
  readonly certificate: boolean
}

export interface ExchangedAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: Uint8Array
}

/** One request and its whole answer over undici. The dispatcher's callbacks cost less than its streams, and bodies are small. */
export function exchange(
  client: Client,
  request: HttpRequest,
  options: ExchangeOptions,
  signal: AbortSignal | undefined,
): Promise<ExchangedAnswer> {
  return new Promise((resolve, reject) => {
    const { maxBodyBytes } = options
    const progress = { sent: false, status: 0, received: 0 }
    const chunks: Uint8Array[] = []
    let headers: HttpHeaders = {}
    let latest = 0
    let controller: Dispatcher.DispatchController | undefined

    const finish = onAbort(signal, () => {
      const reason = cancellation(signal)
      controller?.abort(reason)
      reject(reason)
    })

    client.dispatch(
      {
        method: request.method,
        path: request.path,
        headers: request.headers as Record<string, string | string[]>,
        body: request.body.length === 0 ? null : request.body,
      },
      {
        onRequestStart(started) {
          controller = started
          progress.sent = true
          if (signal?.aborted) started.abort(cancellation(signal))
        },
        onResponseStart(_controller, status, answered) {
          progress.status = status
          headers = answered
          latest = performance.now() + longestBody(options)
        },
        onResponseData(running, chunk) {
          progress.received += chunk.length
          if (progress.received > maxBodyBytes) running.abort(tooLong(options))
          else if (performance.now() > latest) running.abort(tooSlow(options))
          else chunks.push(chunk)
        },
        onResponseEnd() {
          finish()
          resolve({ status: progress.status, headers, body: bodyOf(chunks) })
        },
        onResponseError(_controller, error) {
          finish()
          reject(explained(error, options, progress))
        },
      },
    )
  })
}

/** Most come in one piece, which is looked at where it is; as a plain array, since parts of a Buffer are no copies. */
function bodyOf(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks
  if (only === undefined || chunks.length > 1) return concatBytes(...chunks)
  return new Uint8Array(only.buffer, only.byteOffset, only.length)
}

/** A body that trickles resets the time-out with each byte; this is the end of that, in milliseconds. */
function longestBody({ answerTimeout }: ExchangeOptions): number {
  return answerTimeout * 5
}

function tooSlow(options: ExchangeOptions): TimeoutError {
  return new TimeoutError('read', options.peer, longestBody(options), {
    hint: 'The answer came too slowly; the network between is bad, or the host is not Windows Remote Management.',
  })
}

function tooLong({ peer, maxBodyBytes }: ExchangeOptions): PeerError {
  return new PeerError(`${peer}: the answer is longer than the ${maxBodyBytes} bytes allowed`, {
    hint: 'No Windows Management answer is that long; check that address and port are those of the management service.',
  })
}

interface Progress {
  readonly sent: boolean
  readonly status: number
  readonly received: number
}

function explained(error: unknown, options: ExchangeOptions, progress: Progress): WmctlError {
  if (error instanceof WmctlError) return error
  const { peer } = options
  const refusal = options.tls ? certificateRefusal(error, peer) : undefined
  if (refusal !== undefined) return refusal
  const code = codeOf(error)
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new TimeoutError('read', peer, options.answerTimeout, {
      cause: error,
      hint: 'The host accepted the request but did not answer in time; it may be overloaded, or need a longer operation time-out.',
    })
  }
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return new CancelledError(`${peer}: the connection was closed`)
  if (code.startsWith('UND_ERR_INVALID') || code === 'UND_ERR_NOT_SUPPORTED')
    return new MisuseError(messageOf(error), { cause: error })
  if (!isBroken(error)) return cut(error, options, progress)
  return new PeerError(`${peer}: the answer is not HTTP (${messageOf(error)})`, {
    cause: error,
    hint: options.tls
      ? 'Check that address and port are those of the management service.'
      : 'If this is an HTTPS port (5986 by default), use TLS; otherwise check that address and port are those of the management service.',
  })
}

/** Whether the answer breaks HTTP, rather than stopping short. undici gives its parser's errors no code. */
function isBroken(error: unknown): boolean {
  const code = codeOf(error)
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return true
  return error instanceof Error && error.name === 'HTTPParserError' && !error.message.includes('EOF')
}

function cut(error: unknown, { peer, certificate }: ExchangeOptions, progress: Progress): TransportError {
  if (!progress.sent)
    return new TransportError('write', peer, `the request could not be sent: ${messageOf(error)}`, { cause: error })
  const detail =
    progress.status === 0
      ? 'the connection was closed before an answer came'
      : `the connection was closed after ${progress.received} bytes of the answer's body`
  return new TransportError('read', peer, detail, {
    cause: error,
    hint:
      certificate && progress.status === 0
        ? 'The host may have asked for the client certificate and refused it: is its authority known there, and valid? Or the service is restarting.'
        : 'The service may be restarting, or a proxy or firewall between closes connections.',
  })
}
