import { randomBytes, timingSafeEqual } from 'node:crypto'
import {
  CimError,
  DecodeError,
  type ListenerRequest,
  type ListenerResponse,
  listenHttp,
  messageOf,
  UsageError,
  WmctlError,
} from 'wmctl'
import type { Lab } from '../lab/lab.js'
import { randomTampering } from '../tamper/random-tampering.js'
import { tamper } from '../tamper/tamper.js'
import { matchHosts } from './match-hosts.js'
import type { ErrorAnswer, StatusAnswer, TamperAnswer, TamperRequest } from './messages.js'

export interface ControlServer {
  readonly port: number
  readonly token: string
  close(): Promise<void>
}

export interface ControlOptions {
  readonly lab: Lab
  readonly startedAt: string
  /** Called after a request to stop has been answered. */
  readonly stop: () => void
}

/** The control channel of a lab: HTTP on 127.0.0.1, for whoever has the token. */
export async function startControl(options: ControlOptions): Promise<ControlServer> {
  const token = randomBytes(24).toString('base64url')
  const listener = await listenHttp({ host: '127.0.0.1', port: 0, maxBodyBytes: 1_048_576 }, (request) =>
    Promise.resolve(answer(options, token, request)),
  )
  return { port: listener.port, token, close: () => listener.close() }
}

function answer(options: ControlOptions, token: string, request: ListenerRequest): ListenerResponse {
  if (!isAuthorized(request, token)) return json(401, { error: 'The token is not that of this lab' })
  try {
    switch (`${request.method} ${request.path}`) {
      case 'GET /status':
        return json(200, statusOf(options))
      case 'POST /tamper':
        return json(200, tamperWith(options.lab, JSON.parse(new TextDecoder().decode(request.body)) as TamperRequest))
      case 'POST /stop':
        // The answer goes out before the listener closes under it.
        setImmediate(options.stop)
        return json(202, {})
      default:
        return json(404, { error: `There is no ${request.path}` })
    }
  } catch (error) {
    // What was asked for cannot be: the user's mistake, told apart from a lab that fails.
    const mistaken = error instanceof UsageError || error instanceof CimError || error instanceof DecodeError
    const hint = error instanceof WmctlError ? error.hint : undefined
    return json(mistaken ? 422 : 500, { error: messageOf(error), ...(hint === undefined ? {} : { hint }) })
  }
}

function statusOf({ lab, startedAt }: ControlOptions): StatusAnswer {
  return {
    startedAt,
    inventory: lab.inventory.path ?? '',
    hosts: lab.hosts.map(({ name, url, profile, requests }) => ({ name, url, profile: profile.name, requests: requests.count })),
  }
}

function tamperWith(lab: Lab, request: TamperRequest): TamperAnswer {
  const done: { host: string; what: string }[] = []
  for (const host of matchHosts(lab.hosts, request.hosts)) {
    const say = (what: string): void => {
      done.push({ host: host.name, what })
    }
    const random = request.random === undefined ? [] : randomTampering(host, request.random.seed, request.random.count)
    for (const change of [...(request.changes ?? []), ...random]) say(tamper(host, change))
    if (request.clearFaults === true) {
      host.faults.clear()
      say('cleared its faults')
    }
    if (request.fault !== undefined) {
      host.faults.add(request.fault)
      say(`added the fault ${request.fault.fault.kind}`)
    }
  }
  return { done }
}

function isAuthorized(request: ListenerRequest, token: string): boolean {
  const given = Buffer.from(String(request.headers['authorization'] ?? ''))
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function json(status: number, value: StatusAnswer | TamperAnswer | ErrorAnswer | Record<string, never>): ListenerResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(value)),
  }
}
