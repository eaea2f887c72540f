import { AuthError } from '../../base/errors.js'
import type { Clock, RandomSource } from '../../base/ports.js'
import type { HttpConnection } from '../../io/http-connection.js'
import { preciseArraysOption } from '../../protocol/wsman/headers.js'
import type { RequestHeaders, TypeResolver, WsmanResponse } from '../../protocol/wsman/message.js'
import { type WritableRequest, writeRequest } from '../../protocol/wsman/request-writer.js'
import type { Endpoint } from '../../session/connection.js'
import { accountIdentity } from '../account.js'
import type { Authentication } from '../authentication.js'
import { backoffDelay, maxAttempts } from '../backoff.js'
import type { CredentialGate, GateTicket } from '../credential-gate.js'
import { isRefusal } from '../kerberos/kerberos-client.js'
import { newUuid } from '../uuid.js'
import { Channel, type ChannelParts } from './channel.js'
import type { ChannelAnswer } from './channel-answer.js'
import { ChannelPool } from './channel-pool.js'
import { provesAccount } from './check-answer.js'
import { endpointUrl } from './endpoint-url.js'
import { remedyFor } from './failure.js'
import { readAnswer } from './read-answer.js'

export interface PumpOptions {
  readonly endpoint: Endpoint
  readonly authentication: Authentication
  readonly openConnection: () => HttpConnection
  readonly maxConnections: number
  readonly gate: CredentialGate
  readonly clock: Clock
  readonly random: RandomSource
  readonly classes: TypeResolver
  /** Bytes of an answer to ask for. */
  readonly maxEnvelopeSize: number
}

export interface PumpRequest {
  readonly request: WritableRequest
  /** Whether carrying it out twice does no harm. */
  readonly safe: boolean
  /** What the answer is read as, where the request does not tell. */
  readonly readAs?: WritableRequest
  /** How often it may be sent. */
  readonly attempts?: number
  readonly signal?: AbortSignal | undefined
}

/** Sends requests and returns what they are answered, through authentication, faults that pass and connections that break. */
export class WsmanPump {
  readonly #options: PumpOptions
  readonly #pool: ChannelPool<Channel>
  readonly #sessionId: string
  readonly #url: string
  #requests = 0
  #authenticated = false
  /** Settles when the request that is being tried under the gate has come to something; never rejects. */
  #trying: Promise<void> | undefined
  #refused: AuthError | undefined
  /** Held while a request is tried under the gate. */
  #ticket: GateTicket | undefined

  /** Raises AuthError when nothing could be sent under these settings. */
  constructor(options: PumpOptions) {
    this.#options = options
    this.#sessionId = newUuid(options.random)
    this.#url = endpointUrl(options.endpoint)
    const { authentication, openConnection, maxConnections } = options
    const make = (): ChannelParts => {
      const connection = openConnection()
      const authenticator = authentication.create(connection, { proven: () => this.#ticket?.authenticated() })
      return { connection, authenticator, bindsChannel: authentication.bindsChannel }
    }
    // Made now, so that settings that no request could be sent with are refused now.
    let first: Channel | undefined = new Channel(make)
    const nextChannel = (): Channel => {
      const channel = first ?? new Channel(make)
      first = undefined
      return channel
    }
    this.#pool = new ChannelPool(nextChannel, { maximum: maxConnections, clock: options.clock })
  }

  /** Requests in flight at a time, at most. */
  get concurrency(): number {
    return this.#options.maxConnections
  }

  /** HTTP requests sent so far. */
  get requests(): number {
    return this.#requests
  }

  /** Raises SoapFault, and the errors of the network, of authentication and of peers that break the protocol. */
  async exchange(exchange: PumpRequest): Promise<WsmanResponse> {
    const { clock, random } = this.#options
    const { attempts = maxAttempts } = exchange
    let { maxEnvelopeSize } = this.#options
    for (let attempt = 1; ; attempt++) {
      const sent = { reused: false }
      try {
        return await this.#exchangeOnce(exchange, maxEnvelopeSize, sent)
      } catch (error) {
        this.#noteRefusal(error)
        const remedy = remedyFor(error, { safe: exchange.safe, reused: sent.reused, maxEnvelopeSize })
        if (remedy.kind === 'give-up' || attempt >= (remedy.kind === 'wait' ? Math.min(remedy.attempts, attempts) : attempts))
          throw error
        if (remedy.kind === 'enlarge') maxEnvelopeSize = remedy.maxEnvelopeSize
        if (remedy.kind === 'wait') {
          if (remedy.shrink) this.#pool.shrink()
          await clock.sleep(Math.max(remedy.delay ?? 0, backoffDelay(attempt, random)), exchange.signal)
        }
      }
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #exchangeOnce(exchange: PumpRequest, maxEnvelopeSize: number, sent: { reused: boolean }): Promise<WsmanResponse> {
    const { request, signal } = exchange
    const { random, classes, endpoint } = this.#options
    const { path } = endpoint
    const messageId = newUuid(random)
    const answer = await this.#pool.use((channel) => {
      // Written when its turn has come: what waits for a channel holds no message.
      const headers = this.#headers(request, messageId, maxEnvelopeSize)
      const body = encoder.encode(writeRequest(request, headers, { classes }))
      return this.#admitted(() => {
        sent.reused = channel.reused
        return channel.send({ path, headers: httpHeaders, body }, { signal, onLeg: () => this.#requests++ })
      }, signal)
    }, signal)
    return readAnswer(answer, {
      peer: endpoint.host,
      path,
      request: exchange.readAs ?? request,
      classes,
      messageId,
    })
  }

  #headers(request: WritableRequest, messageId: string, maxEnvelopeSize: number): RequestHeaders {
    return {
      to: this.#url,
      messageId,
      maxEnvelopeSize,
      operationTimeout: this.#options.endpoint.operationTimeout,
      locale: 'en-US',
      dataLocale: 'en-US',
      sessionId: this.#sessionId,
      ...(request.kind === 'get-class' || request.kind === 'release' ? {} : { options: usualOptions }),
    }
  }

  #admitted(send: () => Promise<ChannelAnswer>, signal: AbortSignal | undefined): Promise<ChannelAnswer> {
    return this.#authenticated && this.#refused === undefined ? send() : this.#tried(send, signal)
  }

  /** Until the host has accepted the account one request at a time is sent, under the credential gate. */
  async #tried(send: () => Promise<ChannelAnswer>, signal: AbortSignal | undefined): Promise<ChannelAnswer> {
    while (!this.#authenticated && this.#trying !== undefined) await this.#trying
    if (this.#refused !== undefined) throw this.#refused
    if (this.#authenticated) return send()
    let settle: () => void = () => undefined
    this.#trying = new Promise((resolve) => {
      settle = resolve
    })
    try {
      return await this.#throughGate(send, signal)
    } finally {
      this.#trying = undefined
      settle()
    }
  }

  async #throughGate(send: () => Promise<ChannelAnswer>, signal: AbortSignal | undefined): Promise<ChannelAnswer> {
    const { endpoint, authentication, gate } = this.#options
    const { auth, username } = authentication
    const identity = accountIdentity(username, { host: endpoint.host, auth })
    const ticket = await gate.enter(identity, { name: endpoint.host, mechanism: auth, username, signal })
    this.#ticket = ticket
    try {
      const answer = await send()
      this.#authenticated = provesAccount(answer)
      if (this.#authenticated) ticket.authenticated()
      else ticket.abandoned()
      return answer
    } catch (error) {
      this.#noteRefusal(error)
      if (error === this.#refused) ticket.refused(refuserOf(error))
      else ticket.abandoned()
      throw error
    } finally {
      this.#ticket = undefined
    }
  }

  /** An account that the host refused once is not tried on it again. */
  #noteRefusal(error: unknown): void {
    if (error instanceof AuthError && error.reason === 'rejected') this.#refused = error
  }
}

/** Who refused the account, where it was not the host itself. */
function refuserOf(error: unknown): string | undefined {
  return isRefusal(error) ? 'the KDC' : undefined
}

const encoder = new TextEncoder()

const usualOptions = [preciseArraysOption]

const httpHeaders = {
  'content-type': 'application/soap+xml;charset=UTF-8',
  'user-agent': 'wmctl',
  // Compressed bodies are of no use: they are small, and a sealed one does not shrink.
  'accept-encoding': 'identity',
}
