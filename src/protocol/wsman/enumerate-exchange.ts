import { MisuseError, PeerError } from '../../base/errors.js'
import type { Exchange, ExchangeStep } from './exchange.js'
import type { EnumeratedResource, EnumerateFilter, EnumerateRequest, WsmanItem, WsmanResponse } from './message.js'
import { reactionTo } from './reaction.js'
import { SoapFault } from './soap-fault.js'

export interface EnumerateExchangeOptions {
  readonly resource: EnumeratedResource
  readonly filter?: EnumerateFilter
  readonly mode?: EnumerateRequest['mode']
  readonly polymorphism?: EnumerateRequest['polymorphism']
  /** Most items in one answer. Windows cuts it to MaxBatchItems: 32,000, on Vista and 2008 20. */
  readonly maxElements?: number
  /** Most items of the whole enumeration; more is a PeerError. */
  readonly maxItems?: number
  /** Most Pulls of the whole enumeration; more is a PeerError. */
  readonly maxPulls?: number
}

const defaults = { maxElements: 32_000, maxItems: 1_000_000, maxPulls: 10_000 }

/**
 * An enumeration ([DSP0226] 8): the first items ride on the answer to Enumerate, each Pull has the context of the answer
 * before, and one that is stopped early is released. An answer too large for the envelope is asked for again with half as
 * many items, and with the envelope the host can send where it says so. Items are taken as they come, so that none need be
 * kept; `result` is their number.
 */
export class EnumerateExchange implements Exchange<number> {
  readonly #options: EnumerateExchangeOptions
  readonly #maxItems: number
  readonly #maxPulls: number
  #state: 'begin' | 'pull' | 'release' | 'done' = 'begin'
  #maxElements: number
  #maxEnvelopeSize: number | undefined
  #context = ''
  #items: WsmanItem[] = []
  #count = 0
  #pulls = 0

  constructor(options: EnumerateExchangeOptions) {
    this.#options = options
    this.#maxElements = options.maxElements ?? defaults.maxElements
    this.#maxItems = options.maxItems ?? defaults.maxItems
    this.#maxPulls = options.maxPulls ?? defaults.maxPulls
  }

  next(): ExchangeStep {
    return { request: this.#request(), maxEnvelopeSize: this.#maxEnvelopeSize }
  }

  receive(answer: WsmanResponse | SoapFault): 'more' | 'done' {
    if (answer instanceof SoapFault) return this.#receiveFault(answer)
    const expected = { begin: 'enumerate', pull: 'pull', release: 'release', done: undefined }[this.#state]
    if (answer.kind !== expected) throw new MisuseError(`WS-Man: ${answer.kind} does not answer an enumeration now`)
    if (answer.kind !== 'enumerate' && answer.kind !== 'pull') return this.#finish()
    this.#accept(answer.items)
    if (answer.end || answer.context === undefined) return this.#finish()
    this.#context = answer.context
    this.#state = 'pull'
    return 'more'
  }

  /** The items that came since the last call. */
  takeItems(): readonly WsmanItem[] {
    const taken = this.#items
    this.#items = []
    return taken
  }

  /** Wants no more items. What `next` gives then, if there is anything left to say (`more`), releases the context. */
  stop(): 'more' | 'done' {
    if (this.#state === 'pull') this.#state = 'release'
    else if (this.#state === 'begin') this.#state = 'done'
    return this.#state === 'release' ? 'more' : 'done'
  }

  get result(): number {
    if (this.#state !== 'done') throw new MisuseError('WS-Man: the enumeration is not done')
    return this.#count
  }

  #request(): ExchangeStep['request'] {
    const { resource, filter, mode, polymorphism } = this.#options
    switch (this.#state) {
      case 'begin':
        return {
          kind: 'enumerate',
          resource,
          optimize: true,
          maxElements: this.#maxElements,
          mode: mode ?? 'object',
          polymorphism,
          filter,
        }
      case 'pull':
        return { kind: 'pull', resource, context: this.#context, maxElements: this.#maxElements }
      case 'release':
        return { kind: 'release', resource, context: this.#context }
      case 'done':
        throw new MisuseError('WS-Man: the enumeration is done')
    }
  }

  #accept(items: readonly WsmanItem[]): void {
    this.#count += items.length
    if (this.#count > this.#maxItems) throw this.#endless(`more than ${this.#maxItems} items`)
    if (this.#state === 'pull' && ++this.#pulls > this.#maxPulls) throw this.#endless(`more than ${this.#maxPulls} answers`)
    this.#items.push(...items)
  }

  #finish(): 'done' {
    this.#state = 'done'
    return 'done'
  }

  #receiveFault(fault: SoapFault): 'more' | 'done' {
    // What cannot be released is not there any more, and times out by itself otherwise.
    if (this.#state === 'release') return this.#finish()
    const reaction = reactionTo(fault)
    if (reaction.kind === 'envelope-too-large') return this.#shrink(fault, reaction.maximum)
    if (reaction.kind === 'expired-context' && this.#state === 'pull') throw this.#expired(fault)
    throw fault
  }

  #shrink(fault: SoapFault, maximum: number | undefined): 'more' {
    const widened = maximum !== undefined && maximum !== this.#maxEnvelopeSize
    if (this.#maxElements <= 1 && !widened) {
      throw new SoapFault(fault.fault, {
        cause: fault,
        hint: 'A single item is larger than the host can send: select fewer properties, or raise MaxEnvelopeSizekb on the host.',
      })
    }
    if (widened) this.#maxEnvelopeSize = maximum
    // A first guess of thousands says nothing about the size of an item.
    this.#maxElements = Math.max(1, Math.floor(Math.min(this.#maxElements, 1024) / 2))
    return 'more'
  }

  #expired(fault: SoapFault): SoapFault {
    const reason = `The host gave up the enumeration of ${describe(this.#options.resource)} after ${this.#count} items`
    return new SoapFault(
      { ...fault.fault, reason, providerMessage: undefined, wmiError: undefined },
      { cause: fault, hint: 'It was restarted, or waited longer than its EnumerationTimeoutms for the next request. Run again.' },
    )
  }

  #endless(what: string): PeerError {
    return new PeerError(`the enumeration of ${describe(this.#options.resource)} does not end: ${what} came`, {
      hint: 'Select fewer instances with a query, or look at the host: it may be answering with the same items again and again.',
    })
  }
}

function describe(resource: EnumeratedResource): string {
  return resource.of === 'class' ? `${resource.namespace}:${resource.className}` : resource.namespace
}
