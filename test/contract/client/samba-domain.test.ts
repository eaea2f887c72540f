import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { AuthError } from '../../../src/base/errors.js'
import { Secret, SecretBytes } from '../../../src/base/secret.js'
import { CredentialGate } from '../../../src/client/credential-gate.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import type { KeytabEntry } from '../../../src/protocol/kerberos/files/keytab.js'
import { decodeClientInfo } from '../../../src/protocol/pac/client-info.js'
import { decodeLogonInfo, encodeLogonInfo, sidsOf } from '../../../src/protocol/pac/logon-info.js'
import { decodePac, pacType } from '../../../src/protocol/pac/pac.js'
import { hasKdcSignature, hasServerSignature } from '../../../src/protocol/pac/signature.js'
import { decodeUpnDnsInfo } from '../../../src/protocol/pac/upn-dns-info.js'
import { wsmanAuthorization } from '../../../src/server/wsman/authorization.js'
import type { Credential } from '../../../src/session/connection.js'
import { defined } from '../../harness/defined.js'
import {
  type KerberosHost,
  type KerberosSessionChoice,
  kerberosClient,
  kerberosSession,
  passwordOf,
  startKerberosHost,
} from '../../harness/kerberos-host.js'
import { runProgram } from '../../harness/mit-kdc.js'
import { manyRuns } from '../../harness/run-wmctl.js'
import { hasSamba, type SambaDomain, startSambaDomain } from '../../harness/samba-domain.js'
import { makeFolder, removeFolder } from '../../harness/temporary-folder.js'

const realmName = 'SAMBA.EXAMPLE'
const password = 'Passw0rd!alice'
const spn = 'HTTP/web01.samba.example'
if (!hasSamba) console.log('skipped: Active Directory of Samba, since samba-ad-dc and samba-ad-provision are not installed')

describe.skipIf(!hasSamba)('a domain of Samba [needs samba-ad-dc and samba-ad-provision]', manyRuns, () => {
  const folder = makeFolder()
  let domain: SambaDomain
  let serviceKeys: readonly KeytabEntry[]
  let krbtgtKeys: readonly KeytabEntry[]
  let host: KerberosHost
  const closing: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    domain = await startSambaDomain(folder, realmName, 'SAMBA')
    for (const user of ['alice', 'bob', 'carol', 'dave']) await domain.tool('user', 'create', user, password)
    await domain.tool('group', 'addmembers', 'Domain Admins', 'alice')
    await domain.tool('user', 'disable', 'bob')
    await domain.tool('domain', 'passwordsettings', 'set', '--account-lockout-threshold=2')
    await domain.tool('computer', 'create', 'web01')
    await domain.tool('user', 'setpassword', 'web01$', '--newpassword=Passw0rd!web01')
    await domain.tool('spn', 'add', spn, 'web01$')
    serviceKeys = (await domain.exportKeytab(spn)).keys
    krbtgtKeys = (await domain.exportKeytab('krbtgt')).keys
    host = await startKerberosHost({ keys: serviceKeys })
  }, 300_000)
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  afterAll(async () => {
    await host.close()
    await domain.close()
    removeFolder(folder)
  })

  const client = (allowRc4 = false) =>
    kerberosClient({
      settings: { allowRc4, realms: { [realmName]: { kdcs: [`127.0.0.1:${domain.port}`], domains: ['samba.example'] } } },
    })

  function open(credential: Credential, choice: Partial<KerberosSessionChoice> = {}): WsmanSession {
    const { endpoint, ...rest } = choice
    const session = kerberosSession({
      port: host.port,
      credential,
      kerberos: client(),
      endpoint: { spn, ...endpoint },
      ...rest,
    })
    closing.push(() => session.close())
    return session
  }

  async function refusal(credential: Credential, choice: Partial<KerberosSessionChoice> = {}): Promise<AuthError> {
    const error: unknown = await open(credential, choice)
      .identify()
      .then(
        () => undefined,
        (reason: unknown) => reason,
      )
    if (!(error instanceof AuthError)) throw new Error(`not refused as a logon: ${String(error)}`)
    return error
  }

  const wrongPasswords = async (user: string): Promise<number> =>
    Number(/badPwdCount: (\d+)/.exec(await domain.tool('user', 'show', user, '--attributes=badPwdCount'))?.[1] ?? 0)

  test.each(['alice@samba.example', 'SAMBA\\alice', 'ALICE@SAMBA.EXAMPLE'])('logs on %s with a password', async (username) => {
    const before = host.logons.length
    const kerberos = client()
    await open(passwordOf(username, password), { kerberos }).identify()
    expect(host.logons.slice(before).map((logon) => logon.toLowerCase())).toEqual(['kerberos alice@samba.example'])
    expect(kerberos.messages).toBeGreaterThan(0)
  })

  test('logs on with the keytab that samba-tool writes, and with what kinit left', async () => {
    const { file } = await domain.exportKeytab('alice')
    const keytab = new SecretBytes(new Uint8Array(readFileSync(file)))
    await open({ kind: 'keytab', username: 'alice@samba.example', file, keytab }).identify()
    const cache = join(folder, 'kinit.cc')
    const environment = { ...domain.environment, KRB5CCNAME: `FILE:${cache}` }
    await runProgram('kinit', ['alice'], environment, `${password}\n`)
    const ccache = new SecretBytes(new Uint8Array(readFileSync(cache)))
    const before = host.logons.length
    await open({ kind: 'ccache', file: cache, ccache }).identify()
    expect(host.logons.slice(before)).toEqual([`Kerberos alice@${realmName}`])
  })

  test('signs a PAC that we read: the user, its groups, both signatures', async () => {
    await open(passwordOf('alice@samba.example', password)).identify()
    const context = defined(host.contexts.at(-1))
    const pac = defined(context.authorization)
    const key = serviceKeys.map((entry) => entry.key)
    const kdcKey = krbtgtKeys.map((entry) => entry.key)
    expect([hasServerSignature(pac, key), hasKdcSignature(pac, kdcKey)]).toEqual([true, true])
    expect([hasServerSignature(pac, kdcKey), hasKdcSignature(pac, key)]).toEqual([false, false])
    const part = (type: number): Uint8Array => defined(decodePac(pac).find((each) => each.type === type)).bytes
    const info = decodeLogonInfo(part(pacType.logonInfo))
    const sid = /objectSid: (S-\S+)/.exec(await domain.tool('user', 'show', 'alice', '--attributes=objectSid'))?.[1]
    expect(info).toMatchObject({ effectiveName: 'alice', logonDomainName: 'SAMBA', logonServer: 'DC1', primaryGroupId: 513 })
    expect(sidsOf(info)[0]).toBe(sid)
    expect(info.groups.map(({ rid }) => rid).toSorted((a, b) => a - b)).toEqual([512, 513, 572])
    expect(decodeLogonInfo(encodeLogonInfo(info))).toEqual(info)
    expect(decodeClientInfo(part(pacType.clientInfo)).name).toBe('alice')
    expect(decodeUpnDnsInfo(part(pacType.upnDnsInfo))).toEqual({ upn: 'alice@samba.example', dnsDomainName: realmName })
    // Who that is to a host of the domain, by its keytab alone.
    const authorize = wsmanAuthorization({ accounts: { find: () => undefined }, keytab: serviceKeys })
    const logon = authorize({ state: 'accepted', username: 'alice', context, body: new Uint8Array() })
    expect(logon).toEqual({ account: 'SAMBA\\alice', sids: sidsOf(info) })
    const touched = pac.slice()
    touched[400] = (touched[400] ?? 0) ^ 1
    expect(hasServerSignature(touched, key)).toBe(false)
  })

  test('counts a wrong password once for a fleet, and locks the account of one who goes on', async () => {
    const gate = new CredentialGate()
    const kerberos = client()
    const wrong = passwordOf('carol@samba.example', new Secret('wrong'))
    const errors = await Promise.all(
      ['a', 'b', 'c'].map((name) => refusal(wrong, { gate, kerberos, endpoint: { spn, host: name } })),
    )
    expect(errors.map(({ reason }) => reason)).toEqual(['rejected', 'not-tried', 'not-tried'])
    expect(errors[0]?.message).toMatch(/^a: carol@SAMBA\.EXAMPLE: .*KDC_ERR_PREAUTH_FAILED in the AS exchange/i)
    expect(await wrongPasswords('carol')).toBe(1)
    await refusal(wrong)
    const locked = await refusal(passwordOf('carol@samba.example', password))
    expect(locked).toMatchObject({ reason: 'rejected', errorName: 'KDC_ERR_CLIENT_REVOKED', step: 'AS exchange' })
  })

  test.each([
    ['a disabled account', 'bob@samba.example', {}, 'KDC_ERR_CLIENT_REVOKED', 'AS exchange'],
    ['an account that is not there', 'nobody@samba.example', {}, 'KDC_ERR_C_PRINCIPAL_UNKNOWN', 'AS exchange'],
    [
      'a service that is not there',
      'alice@samba.example',
      { spn: 'HTTP/nowhere.samba.example' },
      'KDC_ERR_S_PRINCIPAL_UNKNOWN',
      'TGS exchange',
    ],
  ] as const)('refuses %s', async (_what, username, endpoint, errorName, step) => {
    expect(await refusal(passwordOf(username, password), { endpoint: { spn, ...endpoint } })).toMatchObject({ errorName, step })
  })

  test('refuses an account whose time is over', async () => {
    await domain.tool('user', 'setexpiry', 'dave', '--days=-1')
    const error = await refusal(passwordOf('dave@samba.example', password))
    expect(error).toMatchObject({ reason: 'rejected', step: 'AS exchange' })
    expect(error.message).toMatch(/expired/)
  })

  test('tells its time to a clock that is wrong by an hour', async () => {
    const before = host.logons.length
    const ahead = 3_600_000
    const settings = { realms: { [realmName]: { kdcs: [`127.0.0.1:${domain.port}`], domains: ['samba.example'] } } }
    await open(passwordOf('alice@samba.example', password), { ahead, kerberos: kerberosClient({ settings, ahead }) }).identify()
    expect(host.logons.length).toBe(before + 1)
  })
})
