import type { WsmanRequest } from '../../protocol/wsman/message.js'
import type { FaultOperation } from '../faults.js'

/** What a request is for, as fault rules and the request log name it. */
export interface Concern {
  readonly operation: FaultOperation
  /** The class, or the namespace of a query; `''` when it is for neither. */
  readonly resource: string
}

export function concernOf(request: WsmanRequest): Concern {
  switch (request.kind) {
    case 'identify':
      return { operation: 'identify', resource: '' }
    case 'get':
    case 'put':
    case 'delete':
    case 'invoke':
      return { operation: request.kind, resource: request.target.className }
    case 'get-class':
      return { operation: 'get-class', resource: request.className }
    case 'create':
      return { operation: 'create', resource: request.instance.className }
    case 'enumerate':
    case 'pull':
    case 'release': {
      const { resource } = request
      return { operation: request.kind, resource: resource.of === 'class' ? resource.className : resource.namespace }
    }
    case 'raw':
      return { operation: 'other', resource: '' }
  }
}
