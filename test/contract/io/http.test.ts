import { createServer, type Server, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CancelledError, PeerError, TimeoutError, TransportError, UsageError, WmctlError } from '../../../src/base/errors.js'
import { openHttpConnection } from '../../../src/io/http-client.js'
import type { HttpConnection, HttpConnectionOptions } from '../../../src/io/http-connection.js'
import { type HttpListener, type HttpListenerOptions, listenHttp } from '../../../src/io/http-listener.js'
import type { ListenerHandler, ListenerResponse } from '../../../src/io/http-listener-message.js'
import type { HttpRequest } from '../../../src/io/http-message.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'

const encoder = new TextEncoder()
const request: HttpRequest = { method: 'POST', path: '/wsman', headers: { 'content-type': 'x/y' }, body: encoder.encode('ask') }

let before: number
let closing: (() => Promise<unknown>)[]

beforeEach(() => {
  before = openSockets()
  closing = []
})

afterEach(async () => {
  for (const close of closing.reverse()) await close()
  await expectNoMoreSocketsThan(before)
})

async function listen(handler: ListenerHandler, options: Partial<HttpListenerOptions> = {}): Promise<HttpListener> {
  const listener = await listenHttp({ host: '127.0.0.1', port: 0, maxBodyBytes: 1_000_000, ...options }, handler)
  closing.push(() => listener.close())
  return listener
}

/** A server of another kind: `onConnection` says what it does with each connection. */
async function rawServer(onConnection: (socket: Socket, count: number) => void): Promise<number> {
  const sockets = new Set<Socket>()
  let count = 0
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    onConnection(socket, ++count)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as { port: number }).port
}

function open(port: number, options: Partial<HttpConnectionOptions> = {}): HttpConnection {
  const limits = { connectTimeout: 2_000, answerTimeout: 2_000, maxBodyBytes: 1_000_000 }
  const connection = openHttpConnection({ host: 'web01', address: '127.0.0.1', port, ...limits, ...options })
  closing.push(() => connection.close())
  return connection
}

async function failure(sent: Promise<unknown>): Promise<WmctlError> {
  const error = await sent.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (!(error instanceof WmctlError)) throw new Error(`not one of ours: ${String(error)}`)
  return error
}

function text(body: Uint8Array): string {
  return new TextDecoder().decode(body)
}

const ok: ListenerResponse = { status: 200, headers: { 'content-type': 'text/plain' }, body: encoder.encode('answer') }

describe('client and listener', () => {
  test('exchange requests over one kept connection', async () => {
    const seen: unknown[] = []
    const listener = await listen((call) => {
      seen.push([
        call.method,
        call.path,
        call.headers['content-type'],
        call.headers['content-length'],
        text(call.body),
        call.connectionId,
        call.tls,
      ])
      return Promise.resolve(ok)
    })
    const connection = open(listener.port)
    expect(connection.connectionId).toBeUndefined()
    for (let count = 0; count < 3; count++) {
      const answer = await connection.send(request)
      expect([answer.status, answer.headers['content-type'], text(answer.body), answer.connectionId]).toEqual([
        200,
        'text/plain',
        'answer',
        1,
      ])
    }
    await connection.send({ ...request, body: new Uint8Array() })
    expect(connection.connectionId).toBe(1)
    expect(seen).toEqual([
      ...Array.from({ length: 3 }, () => ['POST', '/wsman', 'x/y', '3', 'ask', 1, false]),
      ['POST', '/wsman', 'x/y', '0', '', 1, false],
    ])
  })

  test('bodies are bytes, large ones and streamed ones too', async () => {
    const bytes = Uint8Array.from({ length: 700_000 }, (_, index) => (index * 7) & 255)
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 100_000) yield await Promise.resolve(bytes.subarray(at, at + 100_000))
    }
    const listener = await listen((call) => {
      expect(Buffer.compare(call.body, bytes)).toBe(0)
      return Promise.resolve({ ...ok, body: call.path === '/stream' ? chunks() : bytes })
    })
    const connection = open(listener.port)
    for (const path of ['/whole', '/stream']) {
      const answer = await connection.send({ ...request, path, body: bytes })
      expect(Buffer.compare(answer.body, bytes)).toBe(0)
    }
  })

  test('headers with several values arrive as several', async () => {
    const listener = await listen(() =>
      Promise.resolve({ ...ok, status: 401, headers: { 'www-authenticate': ['Negotiate', 'Basic realm="WSMAN"'] } }),
    )
    const answer = await open(listener.port).send(request)
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, ['Negotiate', 'Basic realm="WSMAN"']])
  })

  test('a request that is too long is answered 413', async () => {
    const listener = await listen(() => Promise.resolve(ok), { maxBodyBytes: 2 })
    const connection = open(listener.port)
    expect((await connection.send(request)).status).toBe(413)
    const stillThere = await connection.send({ ...request, body: encoder.encode('ok') })
    expect([stillThere.status, stillThere.connectionId]).toEqual([200, 2])
  })

  test('a handler that fails is a 500 without words', async () => {
    const listener = await listen(() => Promise.reject(new Error('geheim')))
    const answer = await open(listener.port).send(request)
    expect([answer.status, text(answer.body)]).toEqual([500, ''])
  })

  test('connections have their own numbers', async () => {
    const listener = await listen((call) => Promise.resolve({ ...ok, body: encoder.encode(String(call.connectionId)) }))
    const answers = await Promise.all([open(listener.port).send(request), open(listener.port).send(request)])
    expect(answers.map((answer) => text(answer.body)).sort()).toEqual(['1', '2'])
  })

  test('the listener ends connections and tells handlers when it closes', async () => {
    let told: AbortSignal | undefined
    const listener = await listen((_call, signal) => {
      told = signal
      return new Promise(() => undefined)
    })
    const sent = failure(open(listener.port).send(request))
    while (told === undefined) await setImmediate()
    await listener.close()
    expect(await sent).toMatchObject({ phase: 'read' })
    expect(told.aborted).toBe(true)
  })

  test('the listener says when the port is taken', async () => {
    const listener = await listen(() => Promise.resolve(ok))
    await expect(
      listenHttp({ host: '127.0.0.1', port: listener.port, maxBodyBytes: 1 }, () => Promise.resolve(ok)),
    ).rejects.toThrow('cannot listen')
  })
})

describe('injected faults', () => {
  test.each([0, 1, 3])('an answer aborted after %d bytes is a transport error', async (afterBytes) => {
    const listener = await listen(() => Promise.resolve({ ...ok, abort: { afterBytes } }))
    const error = await failure(open(listener.port).send(request))
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({ phase: 'read', peer: `web01 (127.0.0.1:${listener.port})` })
    expect(error.message).toContain(afterBytes === 0 ? 'before an answer came' : `after ${afterBytes} bytes`)
  })

  test('a stream is aborted too', async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (;;) yield await Promise.resolve(new Uint8Array(10))
    }
    const listener = await listen(() => Promise.resolve({ ...ok, body: chunks(), abort: { afterBytes: 25 } }))
    expect((await failure(open(listener.port).send(request))).message).toContain('after 25 bytes')
  })

  test('a refused connection is a transport error', async () => {
    const listener = await listen(() => Promise.resolve(ok), { refuse: () => true })
    expect(await failure(open(listener.port).send(request))).toBeInstanceOf(TransportError)
  })
})

describe('the client says what went wrong', () => {
  test('nothing listens', async () => {
    const listener = await listen(() => Promise.resolve(ok))
    await listener.close()
    const error = await failure(open(listener.port).send(request))
    expect(error).toMatchObject({ code: 'WMCTL_TRANSPORT', phase: 'connect' })
    expect(error.message).toBe(`web01 (127.0.0.1:${listener.port}): nothing listens on 127.0.0.1 port ${listener.port}`)
    expect(error.hint).toContain('winrm quickconfig')
  })

  test.each([
    ['ENOTFOUND', 'the name web01.example was not found'],
    ['EAI_AGAIN', 'no name server answered'],
  ])('a name that does not resolve (%s)', async (code, message) => {
    const resolver = { resolve: () => Promise.reject(Object.assign(new Error(`getaddrinfo ${code}`), { code })) }
    const error = await failure(open(5985, { address: 'web01.example', resolver }).send(request))
    expect(error).toMatchObject({ phase: 'resolve' })
    expect(error.message).toContain(message)
  })

  test('a name without addresses', async () => {
    const error = await failure(
      open(5985, { address: 'web01.example', resolver: { resolve: () => Promise.resolve([]) } }).send(request),
    )
    expect(error.message).toContain('was not found')
  })

  test('a name server that does not answer', async () => {
    const resolver = { resolve: () => new Promise<never>(() => undefined) }
    const error = await failure(open(5985, { address: 'web01.example', resolver, connectTimeout: 20 }).send(request))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ phase: 'resolve', limit: 20 })
  })

  test('resolved addresses are tried in turn', async () => {
    const listener = await listen(() => Promise.resolve(ok))
    const resolver = {
      resolve: () =>
        Promise.resolve([
          { address: '127.0.0.2', family: 4 as const },
          { address: '127.0.0.1', family: 4 as const },
        ]),
    }
    expect((await open(listener.port, { address: 'web01.example', resolver }).send(request)).status).toBe(200)
  })

  test.each([
    ['HTML is an answer like any', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>', undefined],
    ['garbage', 'SSH-2.0-OpenSSH_9.6\r\n', 'the answer is not HTTP'],
    ['a bad header', 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', 'the answer is not HTTP'],
    ['endless headers', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`, 'the answer is not HTTP'],
  ])('%s', async (_name, answer, message) => {
    const port = await rawServer((socket) => socket.once('data', () => socket.write(answer)))
    const sent = open(port).send(request)
    if (message === undefined) expect(text((await sent).body)).toBe('<html>')
    else {
      const error = await failure(sent)
      expect(error).toBeInstanceOf(PeerError)
      expect(error.message).toContain(message)
    }
  })

  test('an endless body stops at the limit', async () => {
    const port = await rawServer((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const more = () => {
          while (socket.writable && socket.write('x'.repeat(10_000)));
        }
        socket.on('drain', more)
        more()
      }),
    )
    const error = await failure(open(port, { maxBodyBytes: 100_000 }).send(request))
    expect(error).toBeInstanceOf(PeerError)
    expect(error.message).toContain('longer than the 100000 bytes allowed')
  })

  test('a server that stalls before, in or after the headers', async () => {
    const answers = ['', 'HTTP/1.1 200 OK\r\nContent-', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf']
    const stalled = answers.map(async (answer) => {
      const port = await rawServer((socket) => socket.once('data', () => answer !== '' && socket.write(answer)))
      return failure(open(port, { answerTimeout: 100 }).send(request))
    })
    for (const error of await Promise.all(stalled)) {
      expect(error).toBeInstanceOf(TimeoutError)
      expect(error).toMatchObject({ phase: 'read', limit: 100 })
    }
  })

  test('a body that trickles without end', async () => {
    const port = await rawServer((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const trickle = setInterval(() => socket.write('x'), 5)
        socket.once('close', () => clearInterval(trickle))
      }),
    )
    const error = await failure(open(port, { answerTimeout: 20 }).send(request))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ phase: 'read', limit: 100 })
  })

  test.each([
    ['closes with length missing', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', 'after 4 bytes'],
    ['closes inside a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf', 'after 4 bytes'],
    ['closes at once', '', 'before an answer came'],
  ])('a server that %s', async (_name, answer, message) => {
    const port = await rawServer((socket) => socket.once('data', () => socket.end(answer)))
    const error = await failure(open(port).send(request))
    expect(error).toBeInstanceOf(TransportError)
    expect(error.message).toContain(message)
  })

  test('a body that ends with the connection is whole', async () => {
    const port = await rawServer((socket) => socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it')))
    expect(text((await open(port).send(request)).body)).toBe('all of it')
  })
})

test('a connection the server closed between requests is made again, visibly', async () => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  const closed: Promise<void>[] = []
  const port = await rawServer((socket, count) => {
    closed.push(new Promise((resolve) => socket.once('close', () => resolve())))
    socket.once('data', () => (count === 1 ? socket.end(answer) : socket.write(answer)))
  })
  const connection = open(port)
  expect((await connection.send(request)).connectionId).toBe(1)
  while (connection.connectionId !== undefined) await setImmediate()
  await closed[0]
  expect((await connection.send(request)).connectionId).toBe(2)
  expect(connection.connectionId).toBe(2)
})

describe('cancelling', () => {
  test('while the answer is awaited', async () => {
    let arrived: (() => void) | undefined
    const asked = new Promise<void>((resolve) => {
      arrived = resolve
    })
    let gone: AbortSignal | undefined
    const listener = await listen((_call, signal) => {
      gone = signal
      arrived?.()
      return new Promise(() => undefined)
    })
    const cancel = new AbortController()
    const sent = failure(open(listener.port).send(request, { signal: cancel.signal }))
    await asked
    cancel.abort()
    expect(await sent).toBeInstanceOf(CancelledError)
    while (gone?.aborted === false) await setImmediate()
  })

  test('while the connection is made, and before', async () => {
    const cancel = new AbortController()
    const connection = open(5985, { address: 'web01.example', resolver: { resolve: () => new Promise<never>(() => undefined) } })
    const sent = failure(connection.send(request, { signal: cancel.signal }))
    await setImmediate()
    cancel.abort(new UsageError('stopped by hand'))
    expect(await sent).toBeInstanceOf(UsageError)
    expect(await failure(connection.send(request, { signal: cancel.signal }))).toBeInstanceOf(UsageError)
  })

  test('by closing', async () => {
    const port = await rawServer(() => undefined)
    const connection = open(port)
    const sent = failure(connection.send(request))
    while (connection.connectionId === undefined) await setImmediate()
    await connection.close()
    expect(await sent).toBeInstanceOf(CancelledError)
    expect(await failure(connection.send(request))).toBeInstanceOf(CancelledError)
  })
})

describe('through a proxy', () => {
  /** Answers CONNECT with `answer`, then speaks as the peer. */
  async function proxy(answer: string, asked: string[]): Promise<string> {
    const port = await rawServer((socket) =>
      socket.once('data', (head) => {
        asked.push(String(head))
        socket.write(answer)
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npeer'))
      }),
    )
    return `http://me:p%40ss@127.0.0.1:${port}`
  }

  test('a tunnel is asked for, with the proxy’s own credentials', async () => {
    const asked: string[] = []
    const connection = open(5985, { address: 'web01.example', proxy: await proxy('HTTP/1.1 200 OK\r\n\r\n', asked) })
    expect(text((await connection.send(request)).body)).toBe('peer')
    expect(asked[0]).toMatch(/^CONNECT web01\.example:5985 HTTP\/1\.1\r\n/)
    expect(asked[0]?.toLowerCase()).toContain(
      `proxy-authorization: basic ${Buffer.from('me:p@ss').toString('base64').toLowerCase()}`,
    )
  })

  test.each([
    ['HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n', '407', 'user and password'],
    ['HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n', '403', 'CONNECT to port 5985'],
  ])('a refusal is named', async (answer, status, hint) => {
    const address = await proxy(answer, [])
    const error = await failure(open(5985, { proxy: address }).send(request))
    expect(error).toMatchObject({ phase: 'connect' })
    expect(error.message).toContain(`answered ${status}`)
    expect(error.hint).toContain(hint)
    expect(error.message).not.toContain('p@ss')
  })

  test('a proxy that stalls, or is not there, or is not http', async () => {
    const port = await rawServer(() => undefined)
    const stalled = await failure(open(5985, { proxy: `http://127.0.0.1:${port}`, connectTimeout: 100 }).send(request))
    expect(stalled).toBeInstanceOf(TimeoutError)
    const closed = await listen(() => Promise.resolve(ok))
    await closed.close()
    expect((await failure(open(5985, { proxy: `http://127.0.0.1:${closed.port}` }).send(request))).message).toContain(
      'proxy refuses',
    )
    expect(await failure(open(5985, { proxy: 'socks5://user:geheim@proxy' }).send(request))).toBeInstanceOf(UsageError)
  })
})
