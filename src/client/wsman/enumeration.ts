import { ConnectError, PeerError } from '../../base/errors.js'
import type { Pages } from '../../base/paged-items.js'
import type { CimInstance } from '../../cim/value.js'
import type { EnumerateRequest, WsmanItem } from '../../protocol/wsman/message.js'
import { reactionTo } from '../../protocol/wsman/reaction.js'
import { SoapFault } from '../../protocol/wsman/soap-fault.js'
import type { PumpRequest, WsmanPump } from './pump.js'

export type EnumerationRequest = Pick<EnumerateRequest, 'resource' | 'filter' | 'polymorphism'>

export interface EnumerationOptions {
  readonly host: string
  /** The class the items are of; empty when not known. */
  readonly className: string
  readonly limits: EnumerationLimits
  readonly signal?: AbortSignal | undefined
  /** Done before anything is sent. */
  readonly prepare: () => Promise<void> | undefined
  /** What is thrown for an error. */
  readonly told: (error: unknown) => unknown
}

/** Beyond these an enumeration is taken to have no end. */
export interface EnumerationLimits {
  readonly maxItems: number
  readonly maxPulls: number
}

export const defaultEnumerationLimits: EnumerationLimits = { maxItems: 500_000, maxPulls: 20_000 }

/** The most a service gives in one answer ([MS-WSMV] MaxBatchItems); the envelope size is the real limit. */
const mostElements = 32_000

/**
 * Enumerates ([DSP0226] 8), a page for each answer: the first comes with the first, more are pulled when the caller wants them, each
 * Pull with the context of the answer before. When the caller stops early the context is released, or it would count
 * against the host's quota until it expires.
 */
export class EnumeratedPages implements Pages<CimInstance> {
  readonly #pump: WsmanPump
  readonly #request: EnumerationRequest
  readonly #options: EnumerationOptions
  /** Of the latest answer; undefined before the first. */
  #state: Sequence | undefined
  #elements = mostElements
  #items = 0
  #pulls = 0

  constructor(pump: WsmanPump, request: EnumerationRequest, options: EnumerationOptions) {
    this.#pump = pump
    this.#request = request
    this.#options = options
  }

  async next(): Promise<readonly CimInstance[] | undefined> {
    const { limits, prepare, told } = this.#options
    const { context } = this.#state ?? ended
    if (this.#state !== undefined && context === undefined) return undefined
    try {
      if (context === undefined) await prepare()
      else if (this.#pulls++ >= limits.maxPulls) throw endless(this.#options, `${limits.maxPulls} answers`)
      const state = await this.#ask(context)
      this.#state = state
      const page = state.items.flatMap(({ instance }) => instance ?? [])
      this.#items += page.length
      if (this.#items > limits.maxItems) throw endless(this.#options, `${limits.maxItems} instances`)
      return page
    } catch (error) {
      // Nobody answers any more, or the context is what failed.
      const lost = error instanceof ConnectError || (error instanceof SoapFault && reactionTo(error).kind === 'expired-context')
      if (lost) this.#state = ended
      await this.end()
      throw told(error)
    }
  }

  /** Not under the caller's signal: it is because of that signal that this is sent. */
  async end(): Promise<void> {
    const { context } = this.#state ?? ended
    this.#state = ended
    if (context === undefined) return
    const { resource } = this.#request
    await this.#pump
      .exchange({ request: { kind: 'release', resource, context }, safe: false, attempts: 1 })
      .catch(() => undefined)
  }

  /** The first answer, or the one after `context`; asks for half as many as long as it does not fit the envelope. */
  async #ask(context: string | undefined): Promise<Sequence> {
    for (;;) {
      try {
        const response = await this.#pump.exchange(context === undefined ? this.#enumerate() : this.#pull(context))
        if (response.kind !== 'enumerate' && response.kind !== 'pull') return ended
        return response.end ? { items: response.items, context: undefined } : response
      } catch (error) {
        if (this.#elements === 1 || !(error instanceof SoapFault) || reactionTo(error).kind !== 'envelope-too-large') throw error
        this.#elements = Math.max(1, Math.floor(this.#elements / 2))
      }
    }
  }

  #enumerate(): PumpRequest {
    const { resource, filter, polymorphism } = this.#request
    const request = {
      kind: 'enumerate',
      resource,
      filter,
      polymorphism,
      optimize: true,
      maxElements: this.#elements,
      mode: 'object',
    } as const
    return { request, safe: true, signal: this.#options.signal }
  }

  #pull(context: string): PumpRequest {
    const { resource } = this.#request
    const request = { kind: 'pull', resource, context, maxElements: this.#elements } as const
    const readAs = { ...request, resource: typedResource(this.#request, this.#options) }
    return { request, readAs, safe: false, signal: this.#options.signal }
  }
}

/** What an answer holds; without a context it is the last. */
interface Sequence {
  readonly items: readonly WsmanItem[]
  readonly context: string | undefined
}

const ended: Sequence = { items: [], context: undefined }

/** Items of a projection do not name their class; a Pull does not repeat the query that does. */
function typedResource({ resource }: EnumerationRequest, { className }: EnumerationOptions): EnumerateRequest['resource'] {
  return className === '' || resource.of !== 'all' ? resource : { of: 'class', namespace: resource.namespace, className }
}

function endless({ host }: EnumerationOptions, after: string): PeerError {
  return new PeerError(`${host}: the enumeration did not end after ${after}`, {
    hint: 'The host repeats itself or the class is very large; ask with a query that selects what is needed.',
  })
}
