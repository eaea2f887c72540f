import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { messageOf } from '../base/errors.js'
import { codeOf } from './connect-errors.js'
import type { ResolvedAddress } from './resolver.js'

/** A message under way to one address. Close it, also after it has ended. */
export interface KdcAttempt {
  /** The answer. Rejects with an Error whose message says in a few words why there is none. */
  readonly answer: Promise<Uint8Array>
  close(): void
}

export interface KdcTarget extends ResolvedAddress {
  readonly port: number
}

/** Bytes of an answer, which grows with the groups of the user. */
const largestAnswer = 1 << 20

/** Milliseconds after which a datagram is sent again, since any may be lost. */
const resendAfter = [2_000, 4_000]

/** One datagram, sent again from time to time until it is answered. It has no end of its own unless the port is closed. */
export function askOverUdp(target: KdcTarget, message: Uint8Array): KdcAttempt {
  const socket = createSocket(target.family === 6 ? 'udp6' : 'udp4')
  const timers: NodeJS.Timeout[] = []
  let open = true
  const answer = new Promise<Uint8Array>((resolve, reject) => {
    const fail = (error: unknown): void => reject(inWords(error))
    const send = (): void => {
      if (open) socket.send(message, (error) => void (error && fail(error)))
    }
    socket.on('error', fail)
    socket.on('message', (bytes) => resolve(new Uint8Array(bytes)))
    // Connected, so that the system hands on nothing from anybody else, and says when nobody listens.
    socket.connect(target.port, target.address, () => {
      send()
      for (const delay of resendAfter) timers.push(setTimeout(send, delay))
    })
  })
  return {
    answer,
    close: () => {
      if (!open) return
      open = false
      for (const timer of timers) clearTimeout(timer)
      socket.close()
    },
  }
}

/** Four bytes of length in front of either message ([RFC 4120] 7.2.2). */
export function askOverTcp(target: KdcTarget, message: Uint8Array): KdcAttempt {
  const socket = connect({ host: target.address, port: target.port, noDelay: true })
  const chunks: Buffer[] = []
  let length = 0
  const answer = new Promise<Uint8Array>((resolve, reject) => {
    socket.on('error', (error) => reject(inWords(error)))
    socket.on('close', () => reject(new Error('the connection was closed without an answer')))
    socket.on('connect', () => {
      const head = Buffer.alloc(4)
      head.writeUInt32BE(message.length)
      socket.write(Buffer.concat([head, message]))
    })
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      length += chunk.length
      if (length < 4) return
      const received = Buffer.concat(chunks)
      const size = received.readUInt32BE()
      if (size > largestAnswer) reject(new Error(`the answer claims ${size} bytes`))
      else if (received.length >= 4 + size) resolve(new Uint8Array(received.subarray(4, 4 + size)))
    })
  })
  return { answer, close: () => void socket.destroy() }
}

function inWords(error: unknown): Error {
  return new Error(words[codeOf(error)] ?? messageOf(error), { cause: error })
}

const words: Readonly<Record<string, string | undefined>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed without an answer',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ETIMEDOUT: 'no answer',
  EMSGSIZE: 'the request is too long for UDP',
}
