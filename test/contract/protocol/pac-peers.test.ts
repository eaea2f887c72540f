import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Secret } from '../../../src/base/secret.js'
import { type KdcService, listenKdc } from '../../../src/io/kdc-listener.js'
import { systemRandom } from '../../../src/io/system-random.js'
import { mechanismOid } from '../../../src/protocol/gss/mechanism-oid.js'
import { type KeytabEntry, writeKeytab } from '../../../src/protocol/kerberos/files/keytab.js'
import { decodeClientInfo } from '../../../src/protocol/pac/client-info.js'
import { decodeLogonInfo, sidsOf } from '../../../src/protocol/pac/logon-info.js'
import { signPac } from '../../../src/protocol/pac/signature.js'
import { composePac } from '../../../src/server/domain/compose-pac.js'
import { createDomain } from '../../../src/server/domain/domain.js'
import { defined } from '../../harness/defined.js'
import { hasGssMechanism } from '../../harness/gss-peer.js'
import { hex } from '../../harness/hex.js'
import { fakeRealm, password, principal, serviceKeys } from '../../harness/kerberos-realm.js'
import { clientEnvironment, hasMitKdc, runProgram } from '../../harness/mit-kdc.js'
import { temporaryFolder } from '../../harness/temporary-folder.js'
import { account, domainSid, right } from '../../unit/server/domain/fixture.js'

const script = fileURLToPath(new URL('../../harness/peers/gss_pac.py', import.meta.url))
const peers = hasMitKdc && hasGssMechanism(mechanismOid.kerberos)

interface Told {
  readonly name: string
  /** Value in hex, and whether it is verified. */
  readonly attributes: Readonly<Record<string, readonly [string, boolean]>>
}

interface Question {
  readonly folder: string
  readonly kdc: KdcService & { readonly realm: string }
  readonly keytab: readonly KeytabEntry[]
  readonly user: string
  readonly password: Secret
}

/** What the GSS-API says of the PAC in a ticket for HTTP/localhost. */
async function askPeer({ folder, kdc, keytab, user, password: secret }: Question): Promise<Told> {
  const listener = await listenKdc({ host: '127.0.0.1', port: 0 }, kdc)
  try {
    const environment = clientEnvironment({ folder, realm: kdc.realm, port: listener.port })
    writeFileSync(join(folder, 'service.keytab'), writeKeytab(keytab))
    await runProgram('kinit', [user], environment, `${secret.reveal()}\n`)
    return JSON.parse(await runProgram('/usr/bin/python3', [script, 'HTTP@localhost'], environment)) as Told
  } finally {
    await listener.close()
  }
}

describe.skipIf(!peers)('our PAC, to MIT krb5 [needs krb5-kdc, krb5-user and python3-gssapi]', () => {
  const clock = { now: () => Date.now() }

  test('is verified with the key of the service, for the client and the time of its ticket', async () => {
    const domain = createDomain({
      name: 'corp.example',
      netbiosName: 'CORP',
      sid: domainSid,
      accounts: [account({ fullName: 'Alice Example' })],
      clock,
      random: systemRandom,
    })
    const keytab = domain.join({ name: 'LOCALHOST', dnsName: 'localhost' })
    const { name, attributes } = await askPeer({ folder: temporaryFolder(), kdc: domain, keytab, user: 'alice', password: right })
    expect(name).toBe('alice@CORP.EXAMPLE')
    const [logonInfo, verified] = defined(attributes['urn:mspac:logon-info'])
    expect(verified).toBe(true)
    const info = decodeLogonInfo(hex(logonInfo))
    expect(info).toMatchObject({ effectiveName: 'alice', fullName: 'Alice Example', logonDomainName: 'CORP' })
    expect(sidsOf(info)).toEqual([`${domainSid}-1104`, `${domainSid}-513`, `${domainSid}-512`, 'S-1-18-1'])
    const client = decodeClientInfo(hex(defined(attributes['urn:mspac:client-info'])[0]))
    expect(client.name).toBe('alice')
    // Tickets know seconds and no parts of them.
    expect(client.authTime % 10_000_000n).toBe(0n)
  })

  test.each([
    ['signed with another key', 'web02', 0],
    ['of another time', 'service', 60_000],
  ])('is not verified when it is %s', async (_what, seed, late) => {
    const realm = fakeRealm('CORP.EXAMPLE', {
      clock,
      pac: ({ client, authTime, kdcKey }) => {
        const domain = { name: 'corp.example', netbiosName: 'CORP', sid: domainSid, realm: 'CORP.EXAMPLE' }
        const parts = composePac({ account: account(), client, authTime: authTime + late, domain })
        return signPac(parts, { serverKey: defined(serviceKeys(seed)[0]), kdcKey })
      },
    })
    const owner = principal('HTTP/localhost@CORP.EXAMPLE')
    realm.add({ principal: owner, kvno: 2, keys: serviceKeys('service') })
    const kdc = { realm: 'CORP.EXAMPLE', answer: realm.kdc.answer.bind(realm.kdc), tooLong: () => new Uint8Array() }
    const keytab = realm.keytab('HTTP/localhost@CORP.EXAMPLE'.toLowerCase())
    const { attributes } = await askPeer({ folder: temporaryFolder(), kdc, keytab, user: 'user', password })
    expect(attributes['urn:mspac:logon-info']).toEqual(['', false])
  })
})
