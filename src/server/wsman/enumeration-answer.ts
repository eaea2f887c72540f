import { CimError } from '../../cim/status.js'
import { faultFor } from '../../protocol/wsman/fault-writer.js'
import type { EnumerateRequest, WsmanItem, WsmanRequest } from '../../protocol/wsman/message.js'
import { namedFault, type SoapFault } from '../../protocol/wsman/soap-fault.js'
import type { CimOperations } from '../operations.js'
import { beginEnumeration } from './enumerate.js'
import type { EnumerationContexts } from './enumeration-contexts.js'
import { createItemQueue, type ItemQueue } from './item-queue.js'
import type { WsmanServerProfile } from './profile.js'

/** An enumeration under way. */
export interface OpenEnumeration {
  readonly queue: ItemQueue<WsmanItem>
  /** Its items are the selected properties of instances, not whole instances. */
  readonly projected: boolean
}

type EnumerationRequest = Extract<WsmanRequest, { kind: 'enumerate' | 'pull' | 'release' }>

/** Some items of an enumeration, of which the answer takes as many as fit. */
export interface Batch {
  readonly kind: 'enumerate' | 'pull'
  readonly enumeration: OpenEnumeration
  readonly maxElements: number
  /** Names what is left in the answer, and in the Pull that asks for it. */
  readonly context: string
  /** Keeps what is left for the next Pull; throws the SoapFault `quotaOperations` when the account has too many. */
  keep(): void
  /** Leaves everything as it was before the request, so that it can be sent again with other limits. */
  undo(): void
}

export interface EnumerationService {
  readonly contexts: EnumerationContexts<OpenEnumeration>
  readonly profile: WsmanServerProfile
  readonly account: string
  readonly objects: CimOperations
  readonly newId: () => string
  /** Makes a new enumeration repeat its items for ever (an injected fault). */
  readonly endless: boolean
}

/** Begins, continues or releases an enumeration ([DSP0226] 8). A release has no batch. Throws CimError or SoapFault. */
export function enumerationAnswer(request: EnumerationRequest, service: EnumerationService): Batch | undefined {
  const { contexts, profile, account } = service
  const next = (enumeration: OpenEnumeration): Pick<Batch, 'enumeration' | 'context' | 'keep'> => {
    const context = service.newId()
    return {
      enumeration,
      context,
      keep() {
        if (!contexts.open(context, enumeration, account)) throw namedFault('quotaOperations')
      },
    }
  }
  if (request.kind === 'enumerate') {
    const enumeration = begin(request, service)
    // Without OptimizeEnumeration the answer brings the context alone; with it, one item unless more are asked for.
    const wanted = request.optimize ? (request.maxElements ?? 1) : 0
    const maxElements = Math.min(wanted, profile.maxBatchItems)
    return { kind: 'enumerate', ...next(enumeration), maxElements, undo() {} }
  }
  const enumeration = contexts.take(request.context, account)
  if (enumeration === undefined) throw namedFault('invalidEnumerationContext')
  if (request.kind === 'release') return undefined
  return {
    kind: 'pull',
    ...next(enumeration),
    maxElements: Math.min(request.maxElements, profile.maxBatchItems),
    undo: () => contexts.restore(request.context, enumeration, account),
  }
}

function begin(request: EnumerateRequest, service: EnumerationService): OpenEnumeration {
  try {
    const { items, projected } = beginEnumeration(request, service.objects)
    return { queue: createItemQueue(service.endless ? repeat(items) : items), projected }
  } catch (error) {
    const queried = request.filter?.dialect === 'wql'
    throw queried && error instanceof CimError && error.status === 'invalidClass' ? queryFault(error, service.profile) : error
  }
}

/** A query about an absent class is a filter that cannot be processed; releases before 2012 tell the reason as text alone. */
function queryFault(error: CimError, profile: WsmanServerProfile): SoapFault {
  const { wmiError } = faultFor(error).fault
  return namedFault('cannotProcessFilter', {
    providerMessage: 'The specified class does not exist in the given namespace.',
    ...(profile.supportsCreateDelete && wmiError !== undefined ? { wmiError } : {}),
    cause: error,
  })
}

function* repeat(items: Iterator<WsmanItem>): Generator<WsmanItem> {
  const seen: WsmanItem[] = []
  for (let next = items.next(); next.done !== true; next = items.next()) {
    seen.push(next.value)
    yield next.value
  }
  while (seen.length > 0) yield* seen
}
