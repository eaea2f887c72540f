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
  /** What is sent on, in place of what one side has sent; undefined for what it has sent. */
  changeRequests(change: Change | undefined): void
  changeAnswers(change: Change | undefined): void
  /** Ends the connection in place of passing the next answer on. */
  loseNextAnswer(): void
  /** How many connections there were. */
  connections(): number
  /** Ends all connections; resolves when both sides know. */
  cut(): Promise<void>
  close(): Promise<void>
}

/** Of bytes as Latin-1. */
export type Change = (bytes: string) => string | undefined

export async function recordingProxy(target: number): Promise<RecordingProxy> {
  const sockets = new Set<Socket>()
  const out: Buffer[] = []
  const back: Buffer[] = []
  const spoil = { request: false, answer: false }
  const change: { request: Change | undefined; answer: Change | undefined } = { request: undefined, answer: undefined }
  let lose = false
  let connections = 0
  const changed = (bytes: Buffer, by: Change | undefined): Buffer => {
    const text = by?.(bytes.toString('latin1'))
    return text === undefined ? bytes : Buffer.from(text, 'latin1')
  }
  const server = createServer((client) => {
    connections++
    const host = connect(target, '127.0.0.1')
    for (const socket of [client, host]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (bytes: Buffer) => {
      out.push(bytes)
      if (spoil.request && spoilBody(bytes)) spoil.request = false
      host.write(changed(bytes, change.request))
    })
    host.on('data', (bytes: Buffer) => {
      back.push(bytes)
      if (spoil.answer && spoilBody(bytes)) spoil.answer = false
      if (lose) {
        lose = false
        client.destroy()
        host.destroy()
        return
      }
      client.write(changed(bytes, change.answer))
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
    changeRequests: (by) => {
      change.request = by
    },
    changeAnswers: (by) => {
      change.answer = by
    },
    loseNextAnswer: () => {
      lose = true
    },
    connections: () => connections,
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
