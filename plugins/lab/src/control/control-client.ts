import { messageOf, UsageError } from 'wmctl'
import { ControlError } from './control-error.js'
import type { ErrorAnswer, StatusAnswer, TamperAnswer, TamperRequest } from './messages.js'
import type { LabState } from './state-file.js'

/** A running lab, as seen through its control channel. */
export interface ControlClient {
  status(): Promise<StatusAnswer>
  tamper(request: TamperRequest): Promise<TamperAnswer>
  /** Resolves when the lab has taken the request; it is gone a moment later. */
  stop(): Promise<void>
}

/** Milliseconds a lab has to answer; it is on this machine. */
const limit = 10_000

export function controlClient(state: LabState): ControlClient {
  async function call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${state.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${state.token}`, connection: 'close' },
      signal: AbortSignal.timeout(limit),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new UsageError(`No lab answers on port ${state.port}: ${messageOf(error)}`, {
        hint: 'It may have been killed. Start another with `wmctl lab start`.',
        cause: error,
      })
    })
    const answer: unknown = await response.json().catch(() => ({}))
    if (response.ok) return answer
    const { error = `The lab answered ${response.status}`, hint } = answer as Partial<ErrorAnswer>
    const options = hint === undefined ? {} : { hint }
    throw response.status === 422 ? new UsageError(error, options) : new ControlError(error, options)
  }

  return {
    status: async () => (await call('GET', '/status')) as StatusAnswer,
    tamper: async (request) => (await call('POST', '/tamper', request)) as TamperAnswer,
    async stop() {
      await call('POST', '/stop')
    },
  }
}
