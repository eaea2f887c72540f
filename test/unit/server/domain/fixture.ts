import { Secret } from '../../../../src/base/secret.js'
import { createDomain, type Domain, type DomainOptions } from '../../../../src/server/domain/domain.js'
import type { DomainAccount } from '../../../../src/server/domain/domain-account.js'
import { fakeClock } from '../../../harness/fake-clock.js'
import { fakeRandom } from '../../../harness/kerberos-realm.js'

export const clock = fakeClock()

export const domainSid = 'S-1-5-21-1000-2000-3000'

export const right = new Secret('Right 1')

/** `alice` of Domain Users and Domain Admins, with what is given. */
export function account(changed: Partial<DomainAccount> = {}): DomainAccount {
  return { name: 'alice', password: right, rid: 1104, groups: [513, 512], ...changed }
}

export function domain(accounts: readonly DomainAccount[] = [account()], changed: Partial<DomainOptions> = {}): Domain {
  return createDomain({
    name: 'corp.example',
    netbiosName: 'CORP',
    sid: domainSid,
    accounts,
    clock,
    random: fakeRandom('domain'),
    ...changed,
  })
}
