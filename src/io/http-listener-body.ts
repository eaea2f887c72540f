import type { IncomingMessage } from 'node:http'

/** Collects a request's body; undefined when it is longer than `limit`. Rejects when the client goes away first. */
export function readRequestBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) {
        request.pause()
        request.removeAllListeners('data')
        resolve(undefined)
      } else chunks.push(chunk)
    })
    request.on('end', () => {
      const [first] = chunks
      resolve(chunks.length === 1 && first !== undefined ? bytesOf(first) : bytesOf(Buffer.concat(chunks, length)))
    })
    request.on('error', reject)
    request.on('close', () => reject(new Error('the client closed the connection')))
  })
}

/** The same memory seen as a plain Uint8Array, so that no Buffer leaves io. */
function bytesOf(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}
