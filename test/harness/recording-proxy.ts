import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a host on plain TCP, and keeps, changes or cuts what goes through. */
export interface RecordingProxy {
  readonly port: number
  /** Everything the client, and the host, has sent, as Latin-1. */
  sent(): string
  received(): string
  /** Flips a bit in the last byte of the encrypted body that comes next. */
  spoilNextRequest(): void
  spoilNextAnswer(): void
  /** Ends all connections; resolves when both sides know. */
  cut(): Promise<void>
  close(): Promise<void>
}

export async function recordingProxy(target: number): Promise<RecordingProxy> {
  const sockets = new Set<Socket>()
  const out: Buffer[] = []
  const back: Buffer[] = []
  const spoil = { request: false, answer: false }
  const server = createServer((client) => {
    const host = connect(target, '127.0.0.1')
    for (const socket of [client, host]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (bytes: Buffer) => {
      out.push(bytes)
      if (spoil.request && spoilBody(bytes)) spoil.request = false
      host.write(bytes)
    })
    host.on('data', (bytes: Buffer) => {
      back.push(bytes)
      if (spoil.answer && spoilBody(bytes)) spoil.answer = false
      client.write(bytes)
    })
    client.on('end', () => host.end())
    host.on('end', () => client.end())
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const cut = async (): Promise<void> => {
    await Promise.all(
      [...sockets].map((socket) => new Promise<void>((resolve) => void socket.once('close', () => resolve()).destroy())),
    )
  }
  return {
    port,
    sent: () => Buffer.concat(out).toString('latin1'),
    received: () => Buffer.concat(back).toString('latin1'),
    spoilNextRequest: () => {
      spoil.request = true
    },
    spoilNextAnswer: () => {
      spoil.answer = true
    },
    cut,
    async close() {
      await cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Changes the byte before the last boundary; says whether there was one. */
function spoilBody(bytes: Buffer): boolean {
  const at = bytes.lastIndexOf('--Encrypted Boundary--')
  if (at < 1) return false
  bytes[at - 1] = (bytes[at - 1] ?? 0) ^ 1
  return true
}
