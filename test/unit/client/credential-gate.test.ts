import { describe, expect, test } from 'vitest'
import { AuthError, CancelledError } from '../../../src/base/errors.js'
import { accountIdentity } from '../../../src/client/account.js'
import { CredentialGate } from '../../../src/client/credential-gate.js'
import { settle } from '../../harness/fake-clock.js'

const host = (name: string, signal?: AbortSignal) => ({ name, mechanism: 'basic', username: 'CORP\\svc', signal })

/** Enters for each host and reports who got through, in order. */
function enterAll(gate: CredentialGate, names: readonly string[]) {
  const entered: string[] = []
  const failed: unknown[] = []
  const tickets = names.map((name) =>
    gate.enter('id', host(name)).then(
      (ticket) => {
        entered.push(name)
        return ticket
      },
      (error: unknown) => {
        failed.push(error)
        return undefined
      },
    ),
  )
  return { entered, failed, tickets }
}

describe('the credential gate', () => {
  test('lets one host try and the others wait until it is accepted', async () => {
    const { entered, tickets } = enterAll(new CredentialGate(), ['a', 'b', 'c'])
    await settle()
    expect(entered).toEqual(['a'])
    ;(await tickets[0])?.authenticated()
    await Promise.all(tickets)
    expect(entered).toEqual(['a', 'b', 'c'])
  })

  test('a refused password is tried by nobody else', async () => {
    const gate = new CredentialGate()
    const { entered, failed, tickets } = enterAll(gate, ['a', 'b', 'c'])
    ;(await tickets[0])?.refused()
    await Promise.all(tickets)
    expect(entered).toEqual(['a'])
    expect(failed).toHaveLength(2)
    for (const error of failed) {
      expect(error).toBeInstanceOf(AuthError)
      expect(error).toMatchObject({ reason: 'not-tried', mechanism: 'basic' })
      expect((error as AuthError).message).toMatch(/^[bc]: the password of CORP\\svc was not tried: a refused it$/)
    }
    await expect(gate.enter('id', host('d'))).rejects.toMatchObject({ reason: 'not-tried', peer: 'd' })
    await expect(gate.enter('other', host('d'))).resolves.toBeDefined()
  })

  test('an unreachable host gives its turn to exactly one other', async () => {
    const { entered, tickets } = enterAll(new CredentialGate(), ['a', 'b', 'c'])
    ;(await tickets[0])?.abandoned()
    await settle()
    expect(entered).toEqual(['a', 'b'])
    ;(await tickets[1])?.authenticated()
    await Promise.all(tickets)
    expect(entered).toEqual(['a', 'b', 'c'])
  })

  test('what a ticket says twice counts once', async () => {
    const gate = new CredentialGate()
    const ticket = await gate.enter('id', host('a'))
    ticket.authenticated()
    ticket.refused()
    ;(await gate.enter('id', host('b'))).refused()
    await expect(gate.enter('id', host('c'))).resolves.toBeDefined()
  })

  test('waiting ends when the run is cancelled', async () => {
    const gate = new CredentialGate()
    const ticket = await gate.enter('id', host('a'))
    const cancel = new AbortController()
    const waiting = gate.enter('id', host('b', cancel.signal))
    cancel.abort()
    await expect(waiting).rejects.toBeInstanceOf(CancelledError)
    await expect(gate.enter('id', host('b', cancel.signal))).rejects.toBeInstanceOf(CancelledError)
    ticket.abandoned()
    await expect(gate.enter('id', host('c'))).resolves.toBeDefined()
  })
})

test.each([
  ['CORP\\svc', 'negotiate', 'web01', 'domain corp\\svc'],
  ['Svc@Corp.example', 'kerberos', 'web01', 'domain corp.example\\svc'],
  ['Administrator', 'negotiate', 'Web01', 'host web01\\administrator'],
  ['.\\Administrator', 'ntlm', 'web01', 'host web01\\administrator'],
  ['CORP\\svc', 'basic', 'web01', 'host web01\\corp\\svc'],
  ['.\\admin', 'basic', 'web01', 'host web01\\admin'],
] as const)('%s by %s on %s is %s', (username, auth, name, identity) => {
  expect(accountIdentity(username, { host: name, auth })).toBe(identity)
})
