import { describe, expect, test } from 'vitest'
import { CancelledError, PeerError, TransportError } from '../../../src/base/errors.js'
import { CimError } from '../../../src/cim/status.js'
import { type CimInstance, cimInstance } from '../../../src/cim/value.js'
import { queryAll } from '../../../src/resources/shared/query-all.js'
import type { CimReader } from '../../../src/session/cim-session.js'

const instance = (name: string): CimInstance =>
  cimInstance('Thing', [{ name: 'Name', type: 'string', array: false, value: name }])
const cut = new TransportError('read', 'web01', 'the connection was reset')

/** A host that answers each reading in turn with names, and fails where one is an error. */
function hostWith(readings: readonly (readonly (string | Error)[])[]): { reader: Pick<CimReader, 'query'>; asked: () => number } {
  let asked = 0
  const reader = {
    async *query() {
      for (const one of readings[asked++] ?? []) {
        if (one instanceof Error) throw one
        yield instance(one)
      }
    },
  }
  return { reader, asked: () => asked }
}

async function read(readings: readonly (readonly (string | Error)[])[], signal = new AbortController().signal) {
  const { reader, asked } = hostWith(readings)
  const found = await queryAll(reader as CimReader, 'root/test', 'SELECT * FROM Thing', { signal }).then(
    (instances) => instances.map((one) => one.properties.get('name')?.value),
    (error: unknown) => error,
  )
  return { found, asked: asked() }
}

describe('a reading that breaks off', () => {
  test.each([cut, new CimError('failed', 'the enumeration was given up')])(
    'after the host has begun to answer is begun anew, from nothing: %s',
    async (error) => {
      expect(
        await read([
          ['a', error],
          ['a', 'b'],
        ]),
      ).toEqual({ found: ['a', 'b'], asked: 2 })
    },
  )

  test('twice is an error', async () => {
    expect(await read([['a', cut], ['a', 'b', cut], ['a']])).toEqual({ found: cut, asked: 2 })
  })

  test.each([
    ['before anything came', [cut]],
    ['because the host breaks the rules', ['a', new PeerError('an enumeration without end')]],
    ['because the run was abandoned', ['a', new CancelledError('ended')]],
  ])('%s is not', async (_, reading) => {
    const { asked, found } = await read([reading, ['a']])
    expect({ asked, found }).toEqual({ asked: 1, found: reading.at(-1) })
  })

  test('is not begun anew once the run is over', async () => {
    expect(await read([['a', cut], ['a']], AbortSignal.abort())).toEqual({ found: cut, asked: 1 })
  })
})
