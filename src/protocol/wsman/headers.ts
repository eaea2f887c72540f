import type { AddressingHeaders } from '../soap/addressing.js'
import { ns } from '../soap/namespaces.js'
import type { Selector } from './epr.js'
import type { WsmanOption } from './message.js'

/** The headers of a message as they came ([MS-WSMV] 3.1.4.1.1 to 3.1.4.1.12). */
export interface ReceivedHeaders extends AddressingHeaders {
  /** As written, without white space. */
  readonly resourceUri: string | undefined
  readonly selectors: readonly Selector[]
  /** Milliseconds. */
  readonly operationTimeout: number | undefined
  /** Bytes. */
  readonly maxEnvelopeSize: number | undefined
  readonly locale: string | undefined
  readonly dataLocale: string | undefined
  readonly sessionId: string | undefined
  readonly operationId: string | undefined
  readonly sequenceId: number | undefined
  readonly activityId: string | undefined
  readonly fragment: string | undefined
  readonly options: readonly WsmanOption[]
  /** The client wants arrays told apart from scalars, and null arrays from null scalars. */
  readonly preciseArrays: boolean
}

/** The option with which CIM clients ask for `IsNullArray` on null arrays. */
export const preciseArraysOption: WsmanOption = { name: 'msftwinrm:UsePreciseArrays', value: 'true', type: 'xs:boolean' }

/** Names the properties a Put changes, one option each; all others stay as they are. */
export const modifiedPropertiesOption = 'wmiarray:__MIInstanceModifiedPropertiesList'

/** Headers that both roles understand, as `{uri}local`. */
export const understoodHeaders: ReadonlySet<string> = new Set([
  ...['To', 'Action', 'MessageID', 'RelatesTo', 'ReplyTo', 'FaultTo', 'From'].map((local) => `{${ns.wsa}}${local}`),
  ...[
    'ResourceURI',
    'SelectorSet',
    'OptionSet',
    'MaxEnvelopeSize',
    'OperationTimeout',
    'Locale',
    'FragmentTransfer',
    'RequestEPR',
  ].map((local) => `{${ns.wsman}}${local}`),
  ...['DataLocale', 'SessionId', 'OperationID', 'SequenceId', 'SequenceID', 'ActivityId'].map((local) => `{${ns.wsmv}}${local}`),
])
