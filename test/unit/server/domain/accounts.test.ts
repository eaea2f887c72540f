import { describe, expect, test } from 'vitest'
import type { LogonName } from '../../../../src/server/accounts.js'
import { createLockout } from '../../../../src/server/domain/lockout.js'
import { account, domain, domainSid, right } from './fixture.js'

const named = (domainName: string, userName: string): LogonName => ({ domainName, userName })

describe('the users of a domain', () => {
  test.each([
    named('CORP', 'alice'),
    named('corp', 'ALICE'),
    named('corp.example', 'alice'),
    named('CORP.EXAMPLE', 'Alice'),
    named('', 'alice@corp.example'),
    named('', 'ALICE@CORP.EXAMPLE'),
  ])('are found as %o, with their SIDs', (name) => {
    expect(domain().accounts.find(name)).toEqual({
      name: 'CORP\\alice',
      password: right,
      state: undefined,
      sids: [`${domainSid}-1104`, `${domainSid}-513`, `${domainSid}-512`],
    })
  })

  test.each([
    named('', 'alice'),
    named('.', 'alice'),
    named('OTHER', 'alice'),
    named('', 'alice@other.example'),
    named('', '@corp.example'),
    named('CORP', 'bob'),
    named('CORP', 'alice@corp.example'),
  ])('are not %o', (name) => {
    expect(domain().accounts.find(name)).toBeUndefined()
  })

  test('have a state, which the directory tells with them; one that is locked has no right password', () => {
    const { accounts } = domain([account({ state: 'disabled' }), account({ name: 'bob', state: 'locked' })])
    expect(accounts.find(named('CORP', 'alice'))?.state).toBe('disabled')
    expect(accounts.find(named('CORP', 'bob'))).toBeUndefined()
  })

  test('are locked by wrong passwords in a row, by whatever name', () => {
    const { accounts } = domain([account(), account({ name: 'bob' })], { lockoutAfter: 3 })
    const tried = (outcome: 'right' | 'wrong', name = named('CORP', 'alice')): void => accounts.passwordChecked?.(name, outcome)
    const isThere = (user = 'alice'): boolean => accounts.find(named('CORP', user)) !== undefined
    tried('wrong')
    tried('wrong', named('', 'Alice@corp.example'))
    tried('right')
    tried('wrong')
    tried('wrong')
    expect(isThere()).toBe(true)
    tried('wrong', named('corp.example', 'alice'))
    expect(isThere()).toBe(false)
    tried('right')
    expect(isThere()).toBe(false)
    expect(isThere('bob')).toBe(true)
    tried('wrong', named('OTHER', 'bob'))
    tried('wrong', named('CORP', 'nobody'))
    expect(isThere('bob')).toBe(true)
  })
})

describe('lock-out', () => {
  test('comes with the last wrong password that the limit allows, and without a limit never', () => {
    const [strict, lax] = [createLockout(2), createLockout(undefined)]
    for (const lockout of [strict, lax]) lockout.passwordChecked('user', 'wrong')
    expect([strict.isLocked('user'), lax.isLocked('user')]).toEqual([false, false])
    for (const lockout of [strict, lax]) lockout.passwordChecked('USER', 'wrong')
    expect([strict.isLocked('User'), lax.isLocked('User')]).toEqual([true, false])
    expect(strict.isLocked('other')).toBe(false)
  })
})
