import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PeerError, WmctlError } from '../../src/base/errors.js'
import { describeAnswer } from '../../src/client/wsman/check-answer.js'
import { readAnswer } from '../../src/client/wsman/read-answer.js'
import { SoapFault } from '../../src/protocol/wsman/soap-fault.js'

const folder = new URL('../vectors/ms-wsmv/', import.meta.url)
const messages = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(new URL(name, folder)))

const enumerate = {
  kind: 'enumerate',
  resource: { of: 'class', namespace: 'root/mynamespace', className: 'myclass' },
  optimize: true,
  maxElements: 10,
  mode: 'object',
  polymorphism: undefined,
  filter: undefined,
} as const

/** Reads it; what is thrown must be one of ours, and name the host. */
function read(status: number, type: string | undefined, body: Uint8Array): void {
  const headers = type === undefined ? {} : { 'content-type': type }
  try {
    expect(readAnswer({ status, headers, body }, { peer: 'web01', path: '/wsman', request: enumerate }).kind).toBe('enumerate')
  } catch (error) {
    if (!(error instanceof WmctlError)) throw error
    if (error instanceof SoapFault) return
    expect(error).toBeInstanceOf(PeerError)
    expect(error.message).toContain('web01')
    expect(error.message.length).toBeLessThan(1_000)
  }
}

const types = fc.constantFrom(undefined, 'application/soap+xml', 'application/soap+xml; charset=UTF-16', 'text/html', 'x')

test('any answer is a message, a fault or a PeerError', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), types, fc.uint8Array({ maxLength: 300 }), (status, type, body) => {
      read(status, type, body)
    }),
  )
})

test('so is any message of the specification, cut and changed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...messages),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      (message, cut, changes) => {
        const body = new Uint8Array(message.subarray(0, Math.ceil(message.length * cut)))
        for (const [at, byte] of changes) if (body.length > 0) body[at % body.length] = byte
        read(200, 'application/soap+xml;charset=UTF-8', body)
      },
    ),
    { numRuns: 500 },
  )
})

test('a description is one line, printable and short', () => {
  fc.assert(
    fc.property(types, fc.uint8Array({ maxLength: 2_000 }), (type, body) => {
      const text = describeAnswer({ status: 200, headers: type === undefined ? {} : { 'content-type': type }, body })
      expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u)
      expect(text.length).toBeLessThan(250)
    }),
  )
})
