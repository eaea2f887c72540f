import { describe, expect, it } from 'vitest'
import type { CimValue } from 'wmctl'
import { type TestHost, testHost } from './lab-host.js'

describe('Win32_Printer', () => {
  const pdf = { DeviceID: 'Microsoft Print to PDF' }
  const local = { DeviceID: 'Labels', DriverName: 'Generic / Text Only', PortName: 'LPT1:' }

  it('is created over a driver and a port, put and deleted', () => {
    const host = testHost()
    host.create('Win32_Printer', { ...local, Location: 'Warehouse', Shared: true, ShareName: 'Labels' })
    const keys = { DeviceID: 'labels' }
    expect(host.value('Win32_Printer', keys, 'Location')).toBe('Warehouse')
    expect(Number(host.value('Win32_Printer', keys, 'Attributes')) & 8).toBe(8)
    host.put('Win32_Printer', keys, { Shared: false, Comment: 'Zebra' })
    expect(Number(host.value('Win32_Printer', keys, 'Attributes')) & 8).toBe(0)
    expect(host.value('Win32_Printer', keys, 'Comment')).toBe('Zebra')
    host.objects.delete(host.objects.pathOf(host.get('Win32_Printer', keys) ?? expect.unreachable()))
    expect(host.get('Win32_Printer', keys)).toBeUndefined()
  })

  it.each([
    [{ DriverName: 'Nobody 9000' }, /no printer driver 'Nobody 9000'/],
    [{ PortName: 'USB007' }, /no printer port 'USB007'/],
    [{ Shared: true }, /needs a ShareName/],
    [{ Priority: 100 }, /Priority is 1 to 99/],
    [{ DeviceID: 'a,b' }, /name of a local printer/],
    [{ DeviceID: '\\\\print01\\x' }, /name of a local printer/],
  ])('refuses a new printer with %j', (values, message) => {
    expect(() => testHost().create('Win32_Printer', { ...local, ...values })).toThrow(message)
  })

  it.each([
    ['\\\\print01\\PRN-01', 0],
    ['PRN-01', 1801],
    ['\\\\print01', 1801],
    ['', 1801],
  ])('AddPrinterConnection(%s) → %i', (name, code) => {
    const host = testHost()
    expect(host.call('Win32_Printer', 'AddPrinterConnection', { inputs: { Name: name } }).code).toBe(code)
    if (code === 0) expect(host.value('Win32_Printer', { DeviceID: name }, 'Network')).toBe(true)
  })

  it('is paused, resumed, made the default and renamed', () => {
    const host = testHost()
    const keys = { DeviceID: 'Microsoft XPS Document Writer' }
    expect(host.call('Win32_Printer', 'Pause', { keys }).code).toBe(0)
    expect(host.value('Win32_Printer', keys, 'PrinterState')).toBe(1)
    expect(host.call('Win32_Printer', 'Resume', { keys }).code).toBe(0)
    expect(host.value('Win32_Printer', keys, 'PrinterState')).toBe(0)
    expect([host.value('Win32_Printer', pdf, 'Default'), host.value('Win32_Printer', keys, 'Default')]).toEqual([true, false])
    expect(host.call('Win32_Printer', 'SetDefaultPrinter', { keys }).code).toBe(0)
    expect([host.value('Win32_Printer', pdf, 'Default'), host.value('Win32_Printer', keys, 'Default')]).toEqual([false, true])
    const rename = (name: string): CimValue =>
      host.call('Win32_Printer', 'RenamePrinter', { keys, inputs: { NewPrinterName: name } }).code
    expect([rename(''), rename('a\\b'), rename('Microsoft Print to PDF')]).toEqual([1801, 1801, 1801])
    expect(rename('XPS')).toBe(0)
    expect(host.value('Win32_Printer', { DeviceID: 'XPS' }, 'Name')).toBe('XPS')
    expect(host.get('Win32_Printer', keys)).toBeUndefined()
  })

  it('refuses what Put cannot change', () => {
    expect(() => testHost().put('Win32_Printer', pdf, { Default: false })).toThrow(
      expect.objectContaining({ status: 'readOnly' }),
    )
  })

  it('has the queues of a print server there alone', () => {
    const count = (index: number): number => [...testHost({ index }).objects.enumerate('root/cimv2', 'Win32_Printer')].length
    expect([count(0), count(9)]).toEqual([2, 5])
  })
})

describe('Win32_PowerPlan', () => {
  const namespace = 'root/cimv2/power'
  const highPerformance = { InstanceID: 'Microsoft:PowerPlan\\{8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c}' }
  const active = (host: TestHost): unknown[] =>
    [...host.objects.query(namespace, 'SELECT * FROM Win32_PowerPlan WHERE IsActive = TRUE')].map(
      (plan) => plan.properties.get('elementname')?.value,
    )

  it('has one active plan, which Activate changes', () => {
    const host = testHost()
    expect(active(host)).toHaveLength(1)
    expect(host.call('Win32_PowerPlan', 'Activate', { keys: highPerformance, namespace }).code).toBeNull()
    expect(active(host)).toEqual(['High performance'])
  })

  it('is neither put nor created, and no other plan is there', () => {
    const host = testHost()
    expect(() => host.put('Win32_PowerPlan', highPerformance, { IsActive: true, ElementName: 'x' }, namespace)).toThrow(
      expect.objectContaining({ status: 'providerNotCapable' }),
    )
    expect(() => host.create('Win32_PowerPlan', { InstanceID: 'x' }, namespace)).toThrow(/powercfg/)
    expect(() => host.call('Win32_PowerPlan', 'Activate', { keys: { InstanceID: 'x' }, namespace })).toThrow(
      expect.objectContaining({ status: 'notFound' }),
    )
  })

  it('is not there on Server 2003 R2', () => {
    expect(() => active(testHost({ profile: '2003r2' }))).toThrow(expect.objectContaining({ status: 'invalidNamespace' }))
  })
})
