import { afterEach, describe, expect, test } from 'vitest'
import { type CountingProxy, countingProxy } from '../harness/counting-proxy.js'
import { expectFirstAlone, firstHostApply, firstHostSite, writeInventory } from '../harness/first-host.js'
import { sites } from '../harness/site.js'

const openSite = sites()
const proxies: CountingProxy[] = []

afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close()
})

describe('a wrong password', () => {
  test('is tried exactly once on every host, however many classes are asked for at the same time', async () => {
    const at = await openSite({ hosts: 3 })
    at.write('site.yaml', firstHostSite)
    at.write('lab-password', 'wrong\n')
    const document = structuredClone(at.lab.inventory.document)
    const hosts = []
    for (const host of document.hosts) {
      const proxy = await countingProxy(Number(host.connection['port']))
      proxies.push(proxy)
      hosts.push({ ...host, connection: { ...host.connection, port: proxy.port } })
    }
    at.write('inventory.json', JSON.stringify({ ...document, hosts }))
    const { code, stdout, stderr } = await at.wmctl(firstHostApply)
    expect(code).toBe(9)
    expect(stdout).toMatch(/3 unreachable/)
    expect(stdout + stderr).toMatch(/labadmin/)
    expect(stdout + stderr).toMatch(/hint: /)
    expect(stdout + stderr).not.toContain('wrong')
    expect(proxies.map(({ attempts }) => attempts)).toEqual([1, 1, 1])
    expect(at.lab.requests().total).toBe(0)

    at.write('lab-password', `${at.lab.password.reveal()}\n`)
    expect((await at.wmctl(firstHostApply)).code).toBe(0)
    expect(proxies.every(({ attempts }) => attempts > 1)).toBe(true)
  })

  test('on one host of many is 4: the others are applied', async () => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    at.write('other-password', 'wrong\n')
    const document = structuredClone(at.lab.inventory.document)
    const credentials = {
      ...document.credentials,
      other: { username: 'labadmin', password: { file: `${at.folder}/other-password` } },
    }
    const hosts = document.hosts.map((host, index) =>
      index === 0 ? { ...host, connection: { ...host.connection, credential: 'other' } } : host,
    )
    at.write('inventory.json', JSON.stringify({ ...document, hosts, credentials }))
    await expectFirstAlone(at, { code: 4, says: [/web01/, /labadmin/] })
  })

  test('that cannot be found is told before any host is asked', async () => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    const document = {
      ...at.lab.inventory.document,
      credentials: { lab: { username: 'labadmin', password: { env: 'NOBODY_SET_THIS' } } },
    }
    at.write('inventory.json', JSON.stringify(document))
    const { code, stdout, stderr } = await at.wmctl(firstHostApply)
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toMatch(/The environment variable NOBODY_SET_THIS is not set[\s\S]*hint: Set NOBODY_SET_THIS/)
    expect(at.lab.requests().total).toBe(0)
  })

  test('is never sent in the clear unless the inventory allows it', async () => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    writeInventory(at, { all: { allowUnencrypted: false } })
    const { code, stdout, stderr } = await at.wmctl(firstHostApply)
    expect(code).toBe(9)
    expect(stdout + stderr).toMatch(/allowUnencrypted/)
    expect(at.lab.requests().total).toBe(0)
  })
})
