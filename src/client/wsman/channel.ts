import { AuthError, DecodeError, PeerError } from '../../base/errors.js'
import type { HttpConnection } from '../../io/http-connection.js'
import type { AuthStep, HttpAuthenticator } from '../../protocol/httpauth/http-authenticator.js'
import type { ChannelAnswer, ChannelRequest } from './channel-answer.js'
import { provesAccount } from './check-answer.js'

/** Legs of the longest handshake (CredSSP), and room. */
const maxLegs = 12

/** What a channel is made of, anew when its security is lost. */
export interface ChannelParts {
  readonly connection: HttpConnection
  readonly authenticator: HttpAuthenticator
  /** The authenticator wants to know the peer's certificate before it says anything. */
  readonly bindsChannel: boolean
}

export interface ChannelOptions {
  readonly signal?: AbortSignal | undefined
  /** Told of each HTTP request that goes out. */
  readonly onLeg: () => void
}

/** One connection and the proof of who is on it. One request at a time. */
export class Channel {
  readonly #make: () => ChannelParts
  #parts: ChannelParts
  /** Whether the peer has accepted us on these parts. */
  #accepted = false

  constructor(make: () => ChannelParts) {
    this.#make = make
    this.#parts = make()
  }

  /** Whether the next request goes over a connection that has served before: the peer may have closed it without our knowing yet. */
  get reused(): boolean {
    return this.#accepted && this.#parts.connection.connectionId !== undefined
  }

  /**
   * Sends a request through as many legs as the mechanism needs. A refusal where we were accepted before means that the
   * connection's security is lost: a refused request was not carried out, so it goes out once more on a new connection.
   * Raises AuthError and what the connection raises.
   */
  send(request: ChannelRequest, options: ChannelOptions): Promise<ChannelAnswer> {
    return this.#run(request, options).catch(async (error: unknown) => {
      if (!(error instanceof AuthError) || !this.#accepted) throw error
      await this.#renew()
      return this.#run(request, options)
    })
  }

  close(): Promise<void> {
    this.#parts.authenticator.close?.()
    return this.#parts.connection.close()
  }

  /** What follows goes over another connection. */
  async #renew(): Promise<void> {
    await this.close()
    this.#accepted = false
    this.#parts = this.#make()
  }

  async #run(request: ChannelRequest, { signal, onLeg }: ChannelOptions): Promise<ChannelAnswer> {
    const { connection, authenticator, bindsChannel } = this.#parts
    const cancel = signal === undefined ? {} : { signal }
    const { path } = request
    for (let leg = 1; leg <= maxLegs; leg++) {
      if (bindsChannel && connection.connectionId === undefined) await connection.connect(cancel)
      const authorized = authenticator.authorize({
        path,
        headers: request.headers,
        body: request.body,
        signal,
        connectionId: connection.connectionId ?? 0,
      })
      // Waiting for what is there already would put the request off.
      const { headers, body } = authorized instanceof Promise ? await authorized : authorized
      onLeg()
      const answer = await connection.send({ method: 'POST', path, headers, body }, cancel)
      let step: AuthStep
      try {
        const received = authenticator.receive(answer)
        step = received instanceof Promise ? await received : received
      } catch (error) {
        // After an answer that breaks the rules nothing is certain about the connection.
        if (!(error instanceof AuthError)) await this.#renew()
        throw readable(error, connection.peer)
      }
      if (step.state === 'refused') throw step.error
      if (step.state === 'done') {
        const opened = { status: answer.status, headers: step.headers ?? answer.headers, body: step.body }
        this.#accepted ||= provesAccount(opened)
        if (step.spent) await this.#renew()
        return opened
      }
    }
    throw new PeerError(`${connection.peer}: authentication does not come to an end after ${maxLegs} requests`)
  }
}

/** Names the host and the step where an error only says what is wrong with some bytes. */
function readable(error: unknown, peer: string): unknown {
  if (!(error instanceof PeerError) || error.message.startsWith(peer.split(' ', 1)[0] ?? peer)) return error
  const hint =
    'The answer was cut or changed on its way, or the host is not Windows Remote Management; try again, and check for a proxy between.'
  const failed = error instanceof DecodeError ? 'read' : 'opened'
  return new PeerError(`${peer}: the answer cannot be ${failed} (${error.message})`, { cause: error, hint })
}
