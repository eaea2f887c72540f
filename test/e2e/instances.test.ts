import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { manyRuns } from '../harness/run-wmctl.js'
import { sites } from '../harness/site.js'

const openSite = sites()

describe('get', manyRuns, () => {
  test('prints CSV that a spreadsheet reads, for all hosts', async () => {
    const at = await openSite()
    const { code, stdout, stderr } = await at.wmctl([
      'get',
      'Win32_Environment',
      '-i',
      'inventory.yaml',
      '-o',
      'csv',
      '--columns',
      'Name,VariableValue',
      '--where',
      "Name = 'windir'",
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [header, ...rows] = stdout.split('\r\n')
    expect(header).toBe('Host,Name,VariableValue')
    expect(rows.sort()).toEqual(['', 'web01,windir,%SystemRoot%', 'web02,windir,%SystemRoot%'])
  })

  test('prints YAML documents', async () => {
    const at = await openSite({ hosts: 1 })
    const where = ['--where', "Name = 'Spooler'", '--columns', 'Name,StartMode,ProcessId']
    const { code, stdout } = await at.wmctl(['get', 'Win32_Service', '-i', 'inventory.yaml', '-o', 'yaml', ...where])
    expect(code).toBe(0)
    expect(parseAllDocuments(stdout).map((document) => document.toJS() as unknown)).toEqual([
      {
        host: 'web01',
        class: 'Win32_Service',
        properties: { Name: 'Spooler', StartMode: 'Auto', ProcessId: expect.any(Number) },
      },
    ])
  })

  test('says when nothing was found, and what was meant by a class or a property', async () => {
    const at = await openSite({ hosts: 2 })
    const get = (...parameters: readonly string[]) => at.wmctl(['get', ...parameters, '-i', 'inventory.yaml'])
    expect(await get('Win32_Service', '--where', "Name = 'none'")).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Nothing was found on 2 hosts.\n',
    })
    const elsewhere = await get('MSFT_NetFirewallRule')
    expect(elsewhere.code).toBe(3)
    expect(elsewhere.stderr).toMatch(
      /\(2 hosts\): error: There is no class MSFT_NetFirewallRule in root\/cimv2[\s\S]*hint: It is in root\/standardcimv2: add\s+--namespace root\/standardcimv2/,
    )
    const property = await get('Win32_Service', '--columns', 'Name,Stat')
    expect(property.stderr.match(/Did you mean State\?/g)).toHaveLength(1)
    const condition = await get('Win32_Service', '--where', 'Name = Spooler')
    expect(condition).toMatchObject({ code: 6, stderr: expect.stringMatching(/text stands in quotes: 'Spooler'/) })
  })

  test('tells an error once for all hosts that have it, and prints the others', async () => {
    const at = await openSite({ hosts: 4 })
    for (const name of ['web02', 'app01'])
      at.host(name).faults.add({ operations: ['enumerate'], fault: { kind: 'fault', name: 'accessDenied' } })
    const get = ['get', 'Win32_OperatingSystem', '-i', 'inventory.yaml', '--columns', 'CSName']
    const { code, stdout, stderr } = await at.wmctl(get)
    expect(code).toBe(3)
    expect(stdout.trimEnd().split('\n').slice(1).sort()).toEqual([
      expect.stringMatching(/^\w+ +\w+$/),
      expect.stringMatching(/^web01 +WEB01$/),
    ])
    expect(stderr).toMatch(/^app01, web02 \(2 hosts\): error: /)
    expect(stderr.match(/error: /g)).toHaveLength(1)
  })
})

describe('query', manyRuns, () => {
  test('takes the columns from the query', async () => {
    const at = await openSite({ hosts: 1 })
    const wql = "SELECT StartMode, Name FROM Win32_Service WHERE Name = 'Spooler' OR Name = 'W32Time'"
    const { code, stdout, stderr } = await at.wmctl(['query', wql, '-i', 'inventory.yaml'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe('Host   StartMode  Name\nweb01  Auto       Spooler\nweb01  Auto       W32Time\n')
  })

  test('of associations', async () => {
    const at = await openSite({ hosts: 1 })
    const wql = "ASSOCIATORS OF {Win32_Service.Name='Spooler'} WHERE AssocClass = Win32_DependentService"
    const { code, stdout } = await at.wmctl(['query', wql, '-i', 'inventory.yaml', '-o', 'csv', '--columns', 'Name'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Host,Name\r\n(web01,\w+\r\n)+$/)
  })

  test('that is none is a usage error before any host is asked', async () => {
    const at = await openSite({ hosts: 1 })
    const { code, stderr } = await at.wmctl(['query', 'SELECT FROM x', '-i', 'inventory.yaml'])
    expect(code).toBe(6)
    expect(stderr).toMatch(/SELECT FROM x is no query/)
    expect(at.lab.requests().total).toBe(0)
  })
})
