import { ConnectError, PeerError } from '../../base/errors.js'
import type { CimInstance } from '../../cim/value.js'
import type { EnumerateRequest, WsmanItem, WsmanResponse } from '../../protocol/wsman/message.js'
import { reactionTo } from '../../protocol/wsman/reaction.js'
import { SoapFault } from '../../protocol/wsman/soap-fault.js'
import type { WsmanPump } from './pump.js'

export interface EnumerationOptions {
  readonly host: string
  /** The class the items are of; empty when not known. */
  readonly className: string
  readonly limits: EnumerationLimits
  readonly signal?: AbortSignal | undefined
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
export async function* enumeratePages(
  pump: WsmanPump,
  request: Pick<EnumerateRequest, 'resource' | 'filter' | 'polymorphism'>,
  options: EnumerationOptions,
): AsyncGenerator<readonly CimInstance[]> {
  const { resource } = request
  const { signal, limits } = options
  let elements = mostElements
  let items = 0
  let state = await smaller((maxElements) =>
    sequenceOf(
      pump.exchange({
        request: { kind: 'enumerate', ...request, optimize: true, maxElements, mode: 'object' },
        safe: true,
        signal,
      }),
    ),
  )
  try {
    for (let pulls = 0; ; pulls++) {
      const context = state.end ? undefined : state.context
      const page = state.items.flatMap(({ instance }) => instance ?? [])
      items += page.length
      if (items > limits.maxItems) throw endless(options, `${limits.maxItems} instances`)
      yield page
      if (context === undefined) break
      if (pulls >= limits.maxPulls) throw endless(options, `${limits.maxPulls} answers`)
      state = await smaller((maxElements) =>
        sequenceOf(
          pump.exchange({
            request: { kind: 'pull', resource, context, maxElements },
            readAs: { kind: 'pull', resource: typedResource(request, options), context, maxElements },
            safe: false,
            signal,
          }),
        ),
      )
    }
  } catch (error) {
    // Nobody answers any more, or the context is what failed.
    if (error instanceof ConnectError || (error instanceof SoapFault && reactionTo(error).kind === 'expired-context'))
      state = ended
    throw error
  } finally {
    await release()
  }

  /** Asks for half as many as long as the answer does not fit the envelope. */
  async function smaller(ask: (maxElements: number) => Promise<Sequence>): Promise<Sequence> {
    for (;;) {
      try {
        return await ask(elements)
      } catch (error) {
        if (elements === 1 || !(error instanceof SoapFault) || reactionTo(error).kind !== 'envelope-too-large') throw error
        elements = Math.max(1, Math.floor(elements / 2))
      }
    }
  }

  /** Not under the caller's signal: it is because of that signal that this is sent. */
  async function release(): Promise<void> {
    const { context, end } = state
    if (end || context === undefined) return
    await pump.exchange({ request: { kind: 'release', resource, context }, safe: false, attempts: 1 }).catch(() => undefined)
  }
}

interface Sequence {
  readonly items: readonly WsmanItem[]
  readonly context: string | undefined
  readonly end: boolean
}

const ended: Sequence = { items: [], context: undefined, end: true }

async function sequenceOf(answer: Promise<WsmanResponse>): Promise<Sequence> {
  const response = await answer
  return response.kind === 'enumerate' || response.kind === 'pull' ? response : ended
}

/** Items of a projection do not name their class; a Pull does not repeat the query that does. */
function typedResource(
  request: Pick<EnumerateRequest, 'resource'>,
  { className }: EnumerationOptions,
): EnumerateRequest['resource'] {
  const { resource } = request
  return className === '' || resource.of !== 'all' ? resource : { of: 'class', namespace: resource.namespace, className }
}

function endless({ host }: EnumerationOptions, after: string): PeerError {
  return new PeerError(`${host}: the enumeration did not end after ${after}`, {
    hint: 'The host repeats itself or the class is very large; ask with a query that selects what is needed.',
  })
}
