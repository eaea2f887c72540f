import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from 'wmctl'
import { accountPlace } from '../src/lab/account-name.js'
import type { Lab, LabHost, LabOptions } from '../src/lab/lab.js'
import { startLab } from '../src/lab/start-lab.js'
import { basic, get, invoke, post } from './soap.js'

const open: Lab[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

const right = new Secret('Right 1')
const spooler = get('Win32_Service', { Name: 'Spooler' })

async function start(options: Partial<LabOptions> = {}): Promise<Lab & { first: LabHost; second: LabHost }> {
  // All hosts are in the domain, and Basic shows what becomes of a password without more ado.
  const lab = await startLab({ hosts: 2, auth: 'kerberos', security: { schemes: ['basic'] }, ...options })
  open.push(lab)
  const [first, second] = lab.hosts
  if (first === undefined || second === undefined) return expect.unreachable()
  return Object.assign(lab, { first, second })
}

const statusOf = async (lab: Lab, host: LabHost, username: string, password = right.reveal()): Promise<number> =>
  (await post(lab, host, spooler, { authorization: basic(username, password) })).status

describe('account names', () => {
  it.each([
    ['user', 'local', 'user'],
    ['.\\user', 'local', 'user'],
    ['CORP\\user', 'domain', 'user'],
    ['corp\\user', 'domain', 'user'],
    ['user@corp.example', 'domain', 'user'],
    ['user@CORP.EXAMPLE', 'domain', 'user'],
    ['user@other.example', 'local', 'user@other.example'],
  ])('%s is a %s one', (username, kind, user) => {
    expect(accountPlace(username)).toEqual({ kind, user })
  })
})

describe("a host's own accounts", () => {
  it('are locked on the host that counted, and on no other', async () => {
    const accounts = [{ username: 'own', password: right }]
    const lab = await start({ accounts, security: { schemes: ['basic'], lockoutAfter: 2 } })
    for (const username of ['own', '.\\OWN']) expect(await statusOf(lab, lab.first, username, 'wrong')).toBe(401)
    expect([await statusOf(lab, lab.first, 'own'), await statusOf(lab, lab.second, 'own')]).toEqual([401, 200])
  })

  it('may do what their rights are: administrators all, readers read, others nothing', async () => {
    const rights = ['administrator', 'reader', 'none'] as const
    const lab = await start({ accounts: rights.map((each) => ({ username: `own-${each}`, password: right, rights: each })) })
    const startService = invoke('Win32_Service', 'StartService', '', { Name: 'Spooler' })
    const ask = async (who: string, body: string): Promise<number> =>
      (await post(lab, lab.first, body, { authorization: basic(`own-${who}`, right.reveal()) })).status
    const outcomes = []
    for (const who of rights) outcomes.push([await ask(who, spooler), await ask(who, startService)])
    expect(outcomes).toEqual([
      [200, 200],
      [200, 500],
      [500, 500],
    ])
  })

  it.each(['disabled', 'expired', 'locked', 'password-expired'] as const)('that are %s may not log on', async (state) => {
    const lab = await start({ accounts: [{ username: 'own', password: right, state }] })
    expect(await statusOf(lab, lab.first, 'own')).toBe(401)
    // Nobody can tell whether a password of a locked account is right.
    expect(lab.first.refused).toEqual(state === 'locked' ? [] : [{ account: 'own', state }])
  })
})
