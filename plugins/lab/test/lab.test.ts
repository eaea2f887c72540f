import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from 'wmctl'
import { parse } from 'yaml'
import type { Lab, LabOptions } from '../src/lab/lab.js'
import { startLab } from '../src/lab/start-lab.js'
import { basic, enumerate, get, identify, invoke, post } from './soap.js'

const open: Lab[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

async function start(options: Partial<LabOptions> = {}): Promise<Lab & { first: Lab['hosts'][number] }> {
  const lab = await startLab({ hosts: 1, ...options })
  open.push(lab)
  const [first] = lab.hosts
  if (first === undefined) return expect.unreachable()
  return Object.assign(lab, { first })
}

describe('startLab', () => {
  it('answers Identify with the version of each profile', async () => {
    const lab = await start({ hosts: 3, profiles: ['2008r2', '2012r2', '2025'] })
    const answers = await Promise.all(lab.hosts.map((host) => post(lab, host, identify)))
    expect(answers.map(({ body }) => /ProductVersion>([^<]*)</.exec(body)?.[1])).toEqual([
      'OS: 6.1.7601 SP: 1.0 Stack: 2.0',
      'OS: 6.3.9600 SP: 0.0 Stack: 3.0',
      'OS: 10.0.26100 SP: 0.0 Stack: 3.0',
    ])
  })

  it('gets an instance, and shows over it what was changed in the host', async () => {
    const lab = await start()
    const before = await post(lab, lab.first, get('Win32_Service', { Name: 'Spooler' }))
    expect([before.status, before.body]).toEqual([200, expect.stringContaining(':State>Running<')])
    lab.first.cim.invoke({
      namespace: 'root/cimv2',
      className: 'Win32_Service',
      method: 'StopService',
      path: { kind: 'path', namespace: 'root/cimv2', className: 'Win32_Service', keys: [{ name: 'Name', value: 'Spooler' }] },
      arguments: [],
    })
    const after = await post(lab, lab.first, get('Win32_Service', { Name: 'Spooler' }))
    expect(after.body).toMatch(/:State>(Stop Pending|Stopped)</)
  })

  it('enumerates, and calls methods', async () => {
    const lab = await start()
    const all = await post(lab, lab.first, enumerate('Win32_Service'))
    expect(all.body.match(/:DisplayName>/g)?.length).toBeGreaterThan(100)
    const result = await post(lab, lab.first, invoke('Win32_Service', 'StartService', '', { Name: 'Spooler' }))
    expect(result.body).toMatch(/ReturnValue>10</)
    expect(lab.requests()).toMatchObject({ total: 2, byHost: new Map([['web01', 2]]) })
  })

  it('lets nobody in without the password', async () => {
    const lab = await start({ password: new Secret('correct') })
    const body = get('Win32_Service', { Name: 'Spooler' })
    for (const [username, password] of [
      ['labadmin', 'wrong'],
      ['nobody', 'correct'],
    ] as const) {
      const answer = await post(lab, lab.first, body, { authorization: basic(username, password) })
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Negotiate, Basic realm="WSMAN"'])
    }
    const answer = await post(lab, lab.first, body, { authorization: basic('.\\LabAdmin', 'correct') })
    expect(answer.status).toBe(200)
  })

  it('serves HTTPS with certificates of its own authority', async () => {
    const lab = await start({ tls: true, hosts: 2 })
    const answer = await post(lab, lab.first, identify)
    expect([answer.status, lab.first.url]).toEqual([200, expect.stringMatching(/^https:/)])
    await expect(post({ ...lab, ca: undefined }, lab.first, identify)).rejects.toThrow(/certificate|self-signed|issuer/i)
  })

  it('refuses to create over 2008 R2, and answers nothing but the probe as 2003 R2', async () => {
    const lab = await start({ hosts: 2, profiles: ['2008r2', '2003r2'] })
    const old = lab.hosts[1] ?? expect.unreachable()
    expect((await post(lab, old, identify)).body).toContain('OS: 5.2.3790 SP: 2.0 Stack: 1.1')
    expect((await post(lab, old, get('Win32_Service', { Name: 'Spooler' }))).status).not.toBe(200)
    const create = get('Win32_Environment', {})
      .replace('/transfer/Get', '/transfer/Create')
      .replace(
        '<s:Body>',
        '<s:Body><p:Win32_Environment xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Environment"><p:Name>A</p:Name><p:UserName>&lt;SYSTEM&gt;</p:UserName><p:VariableValue>1</p:VariableValue></p:Win32_Environment>',
      )
    const answer = await post(lab, lab.first, create)
    expect([answer.status, answer.body]).toEqual([500, expect.stringContaining('Fault')])
  })

  it('injects faults per host', async () => {
    const lab = await start({ hosts: 2 })
    lab.first.faults.add({ operations: ['get'], times: 1, fault: { kind: 'http', status: 503 } })
    const statuses = []
    for (const host of [...lab.hosts, lab.first])
      statuses.push((await post(lab, host, get('Win32_Service', { Name: 'Spooler' }))).status)
    expect(statuses).toEqual([503, 200, 200])
    lab.first.faults.add({ operations: ['connect'], fault: { kind: 'refuse' } })
    await expect(post(lab, lab.first, identify)).rejects.toThrow()
  })

  it('is off after a shutdown, and has answered the request for it', async () => {
    const lab = await start()
    const shutdown = await post(lab, lab.first, invoke('Win32_OperatingSystem', 'Win32Shutdown', '<p:Flags>1</p:Flags>'))
    expect([shutdown.status, shutdown.body]).toEqual([200, expect.stringMatching(/ReturnValue>0</)])
    await expect(post(lab, lab.first, identify)).rejects.toThrow()
  })

  it('writes an inventory whose password is in a file of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wmctl-lab-'))
    try {
      const lab = await start({ hosts: 3, folder, tls: true, profiles: ['2019', '2022'] })
      const text = await readFile(join(folder, 'inventory.yaml'), 'utf8')
      expect(parse(text)).toEqual(lab.inventory.document)
      expect(text).not.toContain(lab.password.reveal())
      expect(lab.inventory.document.hosts.map(({ labels }) => labels)).toEqual([
        { role: 'web', env: 'prod', profile: '2019' },
        { role: 'web', env: 'prod', profile: '2022' },
        { role: 'app', env: 'prod', profile: '2019' },
      ])
      const password = join(folder, 'lab-password')
      expect((await readFile(password, 'utf8')).trim()).toBe(lab.password.reveal())
      expect((await stat(password)).mode & 0o777).toBe(0o600)
      expect(await readFile(join(folder, 'lab-ca.pem'), 'utf8')).toBe(lab.ca)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('writes a certificate for its inventory to log on with, the key for its owner alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wmctl-lab-'))
    try {
      const lab = await start({ folder, tls: true, auth: 'certificate', profiles: ['2008r2', '2022'], hosts: 2 })
      const [certificate, key] = [join(folder, 'lab-client.pem'), join(folder, 'lab-client.key')]
      expect(lab.inventory.document.credentials).toEqual({
        lab: { username: 'labadmin', certificate: { file: certificate }, key: { file: key } },
      })
      expect(lab.inventory.document.defaults.connection).toMatchObject({ auth: 'certificate', credential: 'lab' })
      for (const file of [certificate, key]) expect((await stat(file)).mode & 0o777).toBe(0o600)
      expect(parse(await readFile(join(folder, 'inventory.yaml'), 'utf8'))).toEqual(lab.inventory.document)
      const shown = new X509Certificate(await readFile(certificate))
      expect([shown.subject, shown.subjectAltName]).toEqual(['CN=labadmin', 'othername:UPN:labadmin@localhost'])
      expect(shown.verify(new X509Certificate(lab.ca ?? '').publicKey)).toBe(true)
      expect(shown.checkPrivateKey(createPrivateKey(await readFile(key)))).toBe(true)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('gives each host an address of its own where asked', async () => {
    const lab = await start({ hosts: 2, addresses: { kind: 'each', port: 0 } })
    expect(lab.inventory.document.hosts.map(({ address }) => address)).toEqual(['127.66.0.1', '127.66.0.2'])
    expect((await post(lab, lab.hosts[1] ?? expect.unreachable(), identify)).status).toBe(200)
  })

  it.each([0, 2001, 1.5])('refuses %d hosts', async (hosts) => {
    await expect(startLab({ hosts })).rejects.toMatchObject({ code: 'WMCTL_USAGE' })
  })

  it('closes what it opened when an address cannot be had', async () => {
    const taken = await start({ hosts: 1, addresses: { kind: 'each', port: 0 } })
    const port = Number(new URL(taken.first.url).port)
    await expect(startLab({ hosts: 2, addresses: { kind: 'each', port } })).rejects.toMatchObject({ code: 'WMCTL_TRANSPORT' })
    const again = await startLab({ hosts: 1, addresses: { kind: 'shared', address: '127.66.0.2' } })
    await again.close()
  })
})
