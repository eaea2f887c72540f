import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TransportError } from '../../../src/base/errors.js'
import { type KdcListener, type KdcService, listenKdc } from '../../../src/io/kdc-listener.js'
import { initialTicket } from '../../../src/protocol/kerberos/client/initial-ticket.js'
import { createDomain } from '../../../src/server/domain/domain.js'
import { utf8 } from '../../harness/hex.js'
import { converseWith } from '../../harness/kdc-transport.js'
import { fakeRandom, principal } from '../../harness/kerberos-realm.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { account, right } from '../../unit/server/domain/fixture.js'

let before: number
let listener: KdcListener
let asked: string[]
let sockets: Socket[]

/** Says what it was asked, and how. */
const echo: KdcService = {
  answer: (message, { transport }) => {
    asked.push(`${transport} ${message.length}`)
    return utf8(`${transport}:${Buffer.from(message).toString('latin1').slice(0, 20)}`)
  },
  tooLong: () => utf8('too long'),
}

beforeEach(async () => {
  before = openSockets()
  asked = []
  sockets = []
  listener = await listenKdc({ host: '127.0.0.1', port: 0 }, echo)
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await listener.close()
  await expectNoMoreSocketsThan(before)
})

async function open(): Promise<Socket> {
  const socket = connect(listener.port, '127.0.0.1').on('error', () => undefined)
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

/** Everything that comes until the end of the connection. */
async function rest(socket: Socket): Promise<string> {
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  await once(socket, 'close')
  return Buffer.concat(parts).toString('latin1')
}

async function answers(socket: Socket, count: number): Promise<readonly string[]> {
  let received = Buffer.alloc(0)
  const found: string[] = []
  while (found.length < count) {
    const [part] = (await once(socket, 'data')) as [Buffer]
    received = Buffer.concat([received, part])
    while (received.length >= 4 && received.length >= 4 + received.readUInt32BE()) {
      const end = 4 + received.readUInt32BE()
      found.push(received.toString('latin1', 4, end))
      received = received.subarray(end)
    }
  }
  return found
}

function framed(text: string, length = text.length): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(length)
  return Buffer.concat([head, Buffer.from(text, 'latin1')])
}

describe('over UDP', () => {
  test('every datagram gets one answer', async () => {
    const socket = createSocket('udp4')
    for (const text of ['one', '', 'x'.repeat(60_000)]) {
      socket.send(Buffer.from(text), listener.port, '127.0.0.1')
      const [answer] = (await once(socket, 'message')) as [Buffer]
      expect(answer.toString()).toBe(`udp:${text.slice(0, 20)}`)
    }
    socket.close()
    await once(socket, 'close')
    expect(asked).toEqual(['udp 3', 'udp 0', 'udp 60000'])
  })
})

describe('over TCP', () => {
  test('messages may come in pieces, one byte at a time, and several at once', async () => {
    const socket = await open()
    socket.setNoDelay(true)
    for (const byte of framed('pieces')) socket.write(Uint8Array.of(byte))
    expect(await answers(socket, 1)).toEqual(['tcp:pieces'])
    socket.write(Buffer.concat([framed('a'), framed(''), framed('bc'), framed('half').subarray(0, 2)]))
    expect(await answers(socket, 3)).toEqual(['tcp:a', 'tcp:', 'tcp:bc'])
    socket.write(framed('half').subarray(2))
    expect(await answers(socket, 1)).toEqual(['tcp:half'])
    expect(asked).toEqual(['tcp 6', 'tcp 1', 'tcp 0', 'tcp 2', 'tcp 4'])
  })

  test.each([128 * 1024 - 3, 0x7fff_ffff, 0x8000_0001, 0xffff_ffff])(
    'a length of %i is refused, and ends the connection',
    async (length) => {
      const socket = await open()
      socket.write(Buffer.concat([framed('first'), framed('x', length), framed('later')]))
      expect(await rest(socket)).toBe(Buffer.concat([framed('tcp:first'), framed('too long')]).toString('latin1'))
      expect(asked).toEqual(['tcp 5'])
    },
  )

  test('the longest message is answered', async () => {
    const socket = await open()
    socket.write(framed('y'.repeat(128 * 1024 - 4)))
    expect(await answers(socket, 1)).toEqual([`tcp:${'y'.repeat(20)}`])
  })

  test('one who asks and takes no answers is cut off', async () => {
    await listener.close()
    listener = await listenKdc({ host: '127.0.0.1', port: 0 }, { ...echo, answer: () => new Uint8Array(60_000) })
    const socket = await open()
    socket.pause()
    const ended = once(socket, 'close')
    const many = Buffer.concat(Array.from({ length: 2000 }, () => framed('q')))
    socket.write(many)
    socket.on('error', () => undefined)
    // Enough for what the system holds in its buffers, and the rest.
    for (let more = 0; more < 3 && !socket.destroyed; more++) socket.write(many)
    socket.resume()
    await ended
  })

  test('other connections go on when one breaks off', async () => {
    const [broken, whole] = [await open(), await open()]
    broken.write(framed('never', 100))
    broken.resetAndDestroy()
    whole.write(framed('still'))
    expect(await answers(whole, 1)).toEqual(['tcp:still'])
  })

  test('closing ends connections that are open', async () => {
    const socket = await open()
    socket.write(framed('x'))
    await answers(socket, 1)
    const ended = once(socket, 'close')
    await listener.close()
    await ended
    listener = await listenKdc({ host: '127.0.0.1', port: 0 }, echo)
  })
})

test('a port that is taken cannot be had', async () => {
  const again = listenKdc({ host: '127.0.0.1', port: listener.port }, echo)
  await expect(again).rejects.toBeInstanceOf(TransportError)
  await expect(again).rejects.toMatchObject({ phase: 'connect', peer: `127.0.0.1:${listener.port}` })
})

test('an answer too long for UDP is asked for again over TCP', async () => {
  const transports: string[] = []
  const groups = Array.from({ length: 300 }, (_, index) => 2000 + index)
  const domain = createDomain({
    name: 'corp.example',
    netbiosName: 'CORP',
    sid: 'S-1-5-21-1-2-3',
    accounts: [account({ groups })],
    clock: { now: () => Date.now() },
    random: fakeRandom('large'),
    onKdcAnswer: ({ transport, errorCode, repeated }) => transports.push(`${transport} ${errorCode}${repeated ? ' again' : ''}`),
  })
  const kdc = await listenKdc({ host: '127.0.0.1', port: 0 }, domain)
  try {
    const { credential } = await converseWith(
      initialTicket({
        peer: 'CORP.EXAMPLE',
        clock: { now: () => Date.now() },
        random: fakeRandom('client'),
        client: principal('alice@CORP.EXAMPLE'),
        secret: { kind: 'password', password: right },
        clockOffset: 0,
      }),
      kdc.port,
    )
    expect(credential.ticket.encPart.cipher.length).toBeGreaterThan(2400)
    expect(transports).toEqual(['udp 25', 'udp 52', 'tcp 0 again'])
  } finally {
    await kdc.close()
  }
})
