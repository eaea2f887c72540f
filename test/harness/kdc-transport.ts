import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { KdcConversation } from '../../src/protocol/kerberos/client/kdc-conversation.js'
import type { Kdc } from '../../src/protocol/kerberos/kdc/kdc.js'

/** Runs a conversation with a KDC on a port of this machine; over UDP, and over TCP when the KDC wants that. */
export async function converseWith<T>(conversation: KdcConversation<T>, port: number): Promise<T> {
  let step = conversation.next()
  while (step.done !== true) {
    const { bytes, transport } = step.value
    step = conversation.next(await (transport === 'tcp' ? askOverTcp(bytes, port) : askOverUdp(bytes, port)))
  }
  return step.value
}

/** A port that nothing listens on, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Serves a KDC on UDP and TCP of one port. */
export async function serveKdc(kdc: Pick<Kdc, 'answer'>): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    void readFrame(socket).then(
      (request) => socket.end(frame(kdc.answer(request, { transport: 'tcp' }))),
      () => socket.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const datagrams = createSocket('udp4')
  datagrams.on('message', (request, from) =>
    datagrams.send(kdc.answer(new Uint8Array(request), { transport: 'udp' }), from.port, from.address),
  )
  datagrams.bind(port, '127.0.0.1')
  await once(datagrams, 'listening')
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      datagrams.close()
      await Promise.all([once(server, 'close'), once(datagrams, 'close')])
    },
  }
}

async function askOverUdp(bytes: Uint8Array, port: number): Promise<Uint8Array> {
  const socket = createSocket('udp4')
  try {
    socket.send(bytes, port, '127.0.0.1')
    const [answer] = (await once(socket, 'message')) as [Buffer]
    return new Uint8Array(answer)
  } finally {
    socket.close()
    await once(socket, 'close')
  }
}

async function askOverTcp(bytes: Uint8Array, port: number): Promise<Uint8Array> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(frame(bytes))
  try {
    return await readFrame(socket)
  } finally {
    socket.destroy()
    await once(socket, 'close')
  }
}

/** Four bytes of length in front ([RFC 4120] 7.2.2). */
function frame(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

async function readFrame(socket: Socket): Promise<Uint8Array> {
  let received = Buffer.alloc(0)
  while (received.length < 4 || received.length < 4 + received.readUInt32BE()) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    received = Buffer.concat([received, chunk])
  }
  return new Uint8Array(received.subarray(4, 4 + received.readUInt32BE()))
}
