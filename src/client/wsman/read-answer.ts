import { DecodeError, PeerError } from '../../base/errors.js'
import type { TypeResolver, WsmanResponse } from '../../protocol/wsman/message.js'
import type { WritableRequest } from '../../protocol/wsman/request-writer.js'
import { readResponse } from '../../protocol/wsman/response-reader.js'
import type { ChannelAnswer } from './channel-answer.js'
import { beginning, checkAnswer } from './check-answer.js'

export interface ReadAnswerOptions {
  /** Name of the host in messages. */
  readonly peer: string
  /** Path of the service, for advice. */
  readonly path: string
  /** What the answer is read as. */
  readonly request: WritableRequest
  readonly classes?: TypeResolver
  readonly messageId?: string
}

/** The message in an HTTP answer. Raises SoapFault, and PeerError that says what came where it cannot be read. */
export function readAnswer(answer: ChannelAnswer, options: ReadAnswerOptions): WsmanResponse {
  const { peer, path, request, classes, messageId } = options
  checkAnswer(answer, { peer, path })
  try {
    return readResponse(answer.body, { request, classes, ...(messageId === undefined ? {} : { messageId }) }).response
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new PeerError(`${peer}: the answer cannot be read (${error.message}): ${beginning(answer.body)}`, {
        cause: error,
        hint: 'The answer was cut or changed on its way, or the host is not Windows Remote Management; try again, and check for a proxy between.',
      })
    }
    if (error instanceof PeerError) throw new PeerError(`${peer}: ${error.message}`, { cause: error })
    throw error
  }
}
