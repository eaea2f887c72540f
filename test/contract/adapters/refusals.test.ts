import type { Tampering } from '@wmctl/lab'
import { describe, expect, test } from 'vitest'
import { propertyValue } from '../../../src/cim/value.js'
import { ConfigError } from '../../../src/config/config-error.js'
import type { PlainObject } from '../../../src/engine/document.js'
import { methodError } from '../../../src/resources/shared/call-method.js'
import { withAdapterSite, writingRequests } from '../../harness/adapter-site.js'
import { methodOf, shippedAdapters } from '../../harness/shipped-adapters.js'
import { textOnHost } from './cases/adapter-case.js'

const service = (name: string, properties: PlainObject): PlainObject => ({
  cim: 'Win32_Service',
  key: { Name: name },
  properties,
})
const set = (path: string, values: Readonly<Record<string, string>>): Tampering => ({ action: 'set', path, values })
const adapter = (properties: PlainObject): PlainObject => ({
  cim: 'Win32_NetworkAdapterConfiguration',
  key: { Index: 1 },
  properties,
})

describe('what a method answers is told with its number, what is documented of that, and advice', () => {
  const refusals: readonly (readonly [string, readonly Tampering[], PlainObject, RegExp])[] = [
    [
      'a disabled service',
      [set('Win32_Service.Name="W32Time"', { StartMode: 'Disabled', State: 'Stopped' })],
      service('W32Time', { State: 'Running' }),
      /^StartService on Win32_Service\.Name="W32Time" answered 14 \(Service Disabled\)\nThe service is disabled\. Set its StartMode/,
    ],
    [
      'a service that others need',
      [],
      service('nsi', { State: 'Stopped' }),
      /^StopService on .* answered 3 \(Dependent Services Running\): .*\bNlaSvc\b.*\nStop them first\./,
    ],
    [
      'a display name that is taken',
      [],
      service('W32Time', { DisplayName: 'Print Spooler' }),
      /^Change on .* answered 19 \(Status Duplicate Name\)/,
    ],
    [
      'an account that there is not',
      [],
      service('W32Time', { StartName: '.\\nobody' }),
      /^Change on .* answered 22 \(Status Invalid Service Account\)\nWrite the account as DOMAIN\\user/,
    ],
    [
      'a folder that there is not',
      [],
      { cim: 'Win32_Share', key: { Name: 'x' }, properties: { Path: 'Q:\\none' } },
      /^Create on Win32_Share\.Name="x" answered 24 \(Unknown device or directory\)\nThe folder to share does not exist/,
    ],
    [
      'a mask that is none',
      [],
      adapter({ IPAddress: ['10.20.1.10'], IPSubnet: ['255.0.255.0'] }),
      /^EnableStatic on .* answered 66 \(Invalid subnet mask\)/,
    ],
    ['a gateway that is none', [], adapter({ DefaultIPGateway: ['300.1.1.1'] }), /^SetGateways on .* answered 7[01] \(Invalid/],
    [
      // StdRegProv documents no codes.
      'a code without a word in the documentation',
      [{ action: 'delete', path: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time' }],
      service('W32Time', { DelayedAutoStart: true }),
      /^SetDWORDValue on .* answered 2, a code that the method's documentation does not list/,
    ],
  ]

  test.each(refusals)('%s', (_, before, resource, says) =>
    withAdapterSite('2022', 'web01', async (site) => {
      for (const change of before) site.tamper(change)
      const document = await site.open(resource)
      expect((await document.plan()).failures).toEqual([])
      expect(await document.apply()).toEqual([expect.stringMatching(says)])
    }),
  )

  test('a virtual machine on its way to another state', () =>
    withAdapterSite('2022', 'app01', async (site) => {
      const machine = {
        namespace: 'root/virtualization/v2',
        className: 'Msvm_ComputerSystem',
        key: { ElementName: 'app01-build-agent' },
      }
      site.tamperWith(machine, { EnabledState: '10' })
      const { className: cim, ...named } = machine
      const document = await site.open({ cim, ...named, properties: { EnabledState: 'Enabled' } })
      await document.plan()
      expect(await document.apply()).toEqual([
        expect.stringMatching(
          /^RequestStateChange on .*build-agent.* answered 32775 \(Invalid state.*\)\nThe machine is on its way/,
        ),
      ])
    }))

  test('every documented text of every method that an adapter calls', () => {
    let told = 0
    for (const shipped of shippedAdapters) {
      for (const step of shipped.steps) {
        const method = methodOf(shipped, step)
        for (const [code, text] of method.returnCodes) {
          if (!/^\d+$/.test(code) || text === undefined) continue
          const { message } = methodError({ subject: 'It', method, adapter: shipped.adapter, answers: step }, Number(code))
          expect(message).toBe(`${method.name} on It answered ${code} (${text})`)
          told++
        }
      }
    }
    expect(told).toBeGreaterThan(500)
  })
})

describe('bad input', () => {
  test('a service that never leaves a pending state ends at the limit, which says where it stands', () =>
    withAdapterSite('2022', 'web01', async (site) => {
      site.tamper(set('Win32_Service.Name="W32Time"', { State: 'Stop Pending' }))
      const document = await site.open(service('W32Time', { State: 'Stopped' }))
      expect((await document.plan()).changes).toEqual(['it set: State'])
      expect(await document.apply()).toEqual([
        expect.stringMatching(/State.*Stop Pending.*(60s|1m|60)|(60s|1m|60).*Stop Pending/),
      ])
    }))

  test('a registry value of another type than declared is shown as that, and written in the declared one', () =>
    withAdapterSite('2022', 'web01', async (site) => {
      site.tamper(set('HKLM\\SOFTWARE\\Acme', { Retries: 'five' }))
      const document = await site.open({ registry: 'HKLM\\SOFTWARE\\Acme', values: { Retries: 5 } })
      expect((await document.plan()).changes).toEqual(['it set: Retries, Retries (type)'])
      expect(await document.apply()).toEqual([])
      expect((await document.plan()).changes).toEqual([])
    }))

  test('a live code that no value map has is shown as it is, and set to what is wanted', () =>
    withAdapterSite('2022', 'web01', async (site) => {
      const rule = { namespace: 'root/standardcimv2', className: 'MSFT_NetFirewallRule', key: { InstanceID: 'CoreNet-DHCP-In' } }
      const { className: cim, ...named } = rule
      site.tamperWith(rule, { Action: '77' })
      const document = await site.open({ cim, ...named, properties: { Action: 'Allow' } })
      expect((await document.plan()).changes).toEqual(['it set: Action'])
      expect(await document.apply()).toEqual([])
      // A newer release may know what the documentation does not: it is written, with a warning at validation.
      const unknown = await site.open({ cim, ...named, properties: { Action: 77 } })
      expect((await unknown.plan()).changes).toEqual(['it set: Action'])
    }))

  test('what needs a restart is said, and the host is not restarted', () =>
    withAdapterSite('2022', 'web01', async (site) => {
      const booted = (): unknown =>
        propertyValue([...site.host.cim.store.list('root/cimv2', 'Win32_OperatingSystem')][0] ?? never(), 'LastBootUpTime')
      const before = booted()
      const document = await site.open({ cim: 'Win32_ComputerSystem', key: { Name: 'WEB01' }, properties: { Name: 'WEB77' } })
      expect((await document.plan()).warnings).toEqual(['takes effect after a restart of the host'])
      site.host.requests.clear()
      expect(await document.apply()).toEqual([])
      expect(writingRequests(site.host)).toEqual([expect.stringMatching(/^invoke .*Win32_ComputerSystem$/)])
      expect(booted()).toEqual(before)
    }))

  test('a pattern as a key is a mistake in the document: a key names one object', () =>
    withAdapterSite('2022', 'web01', async (site) => {
      const error: unknown = await site.open(service('Win*', { State: 'Stopped' })).catch((thrown: unknown) => thrown)
      if (!(error instanceof ConfigError)) throw new Error('no mistake was found')
      expect(error.diagnostics.map(({ detail }) => detail)).toEqual([
        expect.stringMatching(/^A key names one object, and "Win\*"/),
      ])
      expect(site.host.requests.count).toBe(0)
    }))

  test('a name that two objects have fails the resource, with the keys that tell them apart; nothing is written', () =>
    withAdapterSite('2022', 'app01', async (site) => {
      const path =
        'root/virtualization/v2:Msvm_ComputerSystem.Name="00000000-0000-0000-0000-000000000001",CreationClassName="Msvm_ComputerSystem"'
      site.tamper({ action: 'create', path, values: { ElementName: 'app01-build-agent', EnabledState: '3' } })
      const document = await site.open({
        cim: 'Msvm_ComputerSystem',
        namespace: 'root/virtualization/v2',
        key: { ElementName: 'app01-build-agent' },
        properties: { EnabledState: 'Disabled' },
      })
      const { changes, failures } = await document.plan()
      expect(changes).toEqual([])
      expect(failures).toEqual([
        expect.stringMatching(/names 2 objects: .*\nName the one that is meant by the keys of Msvm_ComputerSystem/),
      ])
      expect(writingRequests(site.host)).toEqual([])
      const guid = textOnHost(
        site.host,
        ['root/virtualization/v2', 'Msvm_ComputerSystem'],
        'Name',
        (one) => propertyValue(one, 'ElementName') === 'app01-build-agent',
      )
      const byKeys = await site.open({
        cim: 'Msvm_ComputerSystem',
        namespace: 'root/virtualization/v2',
        key: { Name: guid, CreationClassName: 'Msvm_ComputerSystem' },
        properties: { EnabledState: 'Disabled' },
      })
      expect((await byKeys.plan()).failures).toEqual([])
    }))
})

function never(): never {
  throw new Error('the host has no operating system')
}
