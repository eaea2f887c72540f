import { describe, expect, test } from 'vitest'
import { Secret } from '../../../../src/base/secret.js'
import type { SecurityContext } from '../../../../src/protocol/gss/security-context.js'
import type { AcceptedMessage } from '../../../../src/protocol/httpauth/http-authenticator.js'
import { encodePac } from '../../../../src/protocol/pac/pac.js'
import { signPac } from '../../../../src/protocol/pac/signature.js'
import type { AccountDirectory, LogonName } from '../../../../src/server/accounts.js'
import { composePac } from '../../../../src/server/domain/compose-pac.js'
import { type LogonEvent, wsmanAuthorization } from '../../../../src/server/wsman/authorization.js'
import { defined } from '../../../harness/defined.js'
import { principal, serviceKeys } from '../../../harness/kerberos-realm.js'
import { account, domainSid } from '../domain/fixture.js'

const place = { name: 'corp.example', netbiosName: 'CORP', sid: domainSid, realm: 'CORP.EXAMPLE' }
const parts = composePac({ account: account(), client: principal('alice@CORP.EXAMPLE'), authTime: 0, domain: place })
const keys = serviceKeys('web01')
const keytab = keys.map((key) => ({ principal: principal('HTTP/web01@CORP.EXAMPLE'), kvno: 2, key }))
const kdcKey = defined(serviceKeys('krbtgt')[0])
const pac = signPac(parts, { serverKey: defined(keys[1]), kdcKey })
const aliceSids = [`${domainSid}-1104`, `${domainSid}-513`, `${domainSid}-512`, 'S-1-18-1']

function accepted(username: string, authorization?: Uint8Array, mechanism = 'Kerberos'): AcceptedMessage {
  const context = { mechanism, delegated: false, authorization } as SecurityContext
  return { state: 'accepted', username, body: new Uint8Array(), context }
}

function directory(state?: 'disabled'): AccountDirectory & { readonly refusals: string[] } {
  const refusals: string[] = []
  const bob = { name: 'bob', password: new Secret('x'), sids: ['S-1-5-21-9-9-9-1101'], state }
  return {
    refusals,
    find: ({ domainName, userName }: LogonName) => (domainName === '' && userName === 'bob' ? bob : undefined),
    logonRefused: (name, why) => void refusals.push(`${name}: ${why}`),
  }
}

describe('a client with a PAC', () => {
  test('is who the domain says, and member of what its groups are members of', () => {
    const localGroups = new Map([
      [`${domainSid}-512`, ['S-1-5-32-544']],
      [`${domainSid}-999`, ['S-1-5-32-580']],
    ])
    const authorize = wsmanAuthorization({ accounts: directory(), keytab, localGroups })
    // The name in the ticket decides nothing.
    expect(authorize(accepted('bob', pac))).toEqual({ account: 'CORP\\alice', sids: [...aliceSids, 'S-1-5-32-544'] })
  })

  const touched = pac.slice()
  touched[300] = (touched[300] ?? 0) ^ 1
  test.each([
    ['another signed', signPac(parts, { serverKey: kdcKey, kdcKey })],
    ['nobody signed', encodePac(parts)],
    ['was changed', touched],
    ['was cut off', pac.subarray(0, 300)],
    ['is empty', new Uint8Array()],
    ['says nothing of a user', signPac(parts.slice(1), { serverKey: defined(keys[0]), kdcKey })],
    [
      'holds what is no logon information',
      signPac([{ type: 1, bytes: new Uint8Array(40) }], { serverKey: defined(keys[0]), kdcKey }),
    ],
  ])('that %s is nobody, whatever the directory knows', (_what, authorization) => {
    const events: LogonEvent[] = []
    const authorize = wsmanAuthorization({ accounts: directory(), keytab, loggedOn: (event) => events.push(event) })
    expect(authorize(accepted('bob', authorization))).toBeUndefined()
    expect(events).toEqual([])
  })

  test('is nobody to a host without keys', () => {
    expect(wsmanAuthorization({ accounts: directory() })(accepted('bob', pac))).toBeUndefined()
  })

  test('logs on once, with its context', () => {
    const events: LogonEvent[] = []
    const authorize = wsmanAuthorization({ accounts: directory(), keytab, loggedOn: (event) => events.push(event) })
    const message = accepted('alice', pac)
    const logon = authorize(message)
    expect(authorize({ ...message, body: new Uint8Array(5) })).toBe(logon)
    expect(events).toEqual([{ account: 'CORP\\alice', mechanism: 'Kerberos', delegated: false }])
    authorize(accepted('alice', pac))
    expect(events).toHaveLength(2)
  })
})

describe('a client without a PAC', () => {
  test.each([
    ['of NTLM', accepted('bob', undefined, 'NTLM')],
    ['of Basic', { state: 'accepted', username: 'bob', body: new Uint8Array() } as const],
  ])('%s is who the directory says', (_what, message) => {
    expect(wsmanAuthorization({ accounts: directory(), keytab })(message)).toEqual({
      account: 'bob',
      sids: ['S-1-5-21-9-9-9-1101'],
    })
  })

  test('whom the directory does not know is nobody', () => {
    expect(wsmanAuthorization({ accounts: directory() })(accepted('WEB01$@CORP.EXAMPLE'))).toBeUndefined()
  })

  test('whose account may not log on is nobody, and the directory is told', () => {
    const accounts = directory('disabled')
    expect(wsmanAuthorization({ accounts })(accepted('bob'))).toBeUndefined()
    expect(accounts.refusals).toEqual(['bob: disabled'])
  })
})
