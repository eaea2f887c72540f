import { type Lab, type LabOptions, startLab } from '@wmctl/lab'
import { afterEach, describe, expect, test } from 'vitest'
import { AuthError, FaultError } from '../../../src/base/errors.js'
import { Secret } from '../../../src/base/secret.js'
import type { ObjectPath } from '../../../src/cim/value.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import { openLabSession } from '../../harness/lab-session.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const password = new Secret('Right 1')

async function lab(options: Partial<LabOptions>): Promise<Lab> {
  // So all hosts belong to the domain.
  const at = await startLab({ hosts: 2, seed: 'domain-accounts', auth: 'kerberos', ...options })
  closing.push(() => at.close())
  return at
}

function open(at: Lab, username: string, host = 0): WsmanSession {
  const session = openLabSession(at, { auth: 'ntlm', username, password, host })
  closing.push(() => session.close())
  return session
}

const spooler: ObjectPath = {
  kind: 'path',
  namespace: 'root/cimv2',
  className: 'Win32_Service',
  keys: [{ name: 'Name', value: 'Spooler' }],
}

/** What became of a request: done, or refused with or without a logon. */
async function outcome(request: Promise<unknown>): Promise<string> {
  try {
    await request
    return 'done'
  } catch (error) {
    if (error instanceof AuthError) return 'no logon'
    if (error instanceof FaultError) return /access/i.test(error.message) ? 'access denied' : error.message
    throw error
  }
}

describe('accounts of the domain', () => {
  test('may do what their rights are on every host: administrators all, readers read, others nothing', async () => {
    const rights = ['administrator', 'reader', 'none'] as const
    const at = await lab({ accounts: rights.map((each) => ({ username: `CORP\\${each}`, password, rights: each })) })
    for (const host of [0, 1]) {
      const outcomes = []
      for (const who of rights) {
        const session = open(at, `${who}@corp.example`, host)
        const start = {
          namespace: 'root/cimv2',
          className: 'Win32_Service',
          path: spooler,
          method: 'StartService',
          arguments: [],
        }
        outcomes.push([await outcome(session.getInstance(spooler)), await outcome(session.invokeMethod(start))])
      }
      expect(outcomes).toEqual([
        ['done', 'done'],
        ['done', 'access denied'],
        ['access denied', 'access denied'],
      ])
    }
  })

  test.each(['disabled', 'expired', 'locked', 'password-expired'] as const)('that are %s may not log on', async (state) => {
    const at = await lab({ accounts: [{ username: 'CORP\\shared', password, state }] })
    expect(await outcome(open(at, 'CORP\\shared').getInstance(spooler))).toBe('no logon')
    // Nobody can tell whether a password of a locked account is right.
    expect(at.hosts[0]?.refused).toEqual(state === 'locked' ? [] : [{ account: 'CORP\\shared', state }])
  })
})
