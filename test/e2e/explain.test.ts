import { expect, test } from 'vitest'
import { manyRuns } from '../harness/run-wmctl.js'
import { sites } from '../harness/site.js'

const openSite = sites()

test('explain needs no host, and finds what was meant', manyRuns, async () => {
  const at = await openSite({ hosts: 1 })
  const explain = (...parameters: readonly string[]) => at.wmctl(['explain', ...parameters])

  const service = await explain('win32_service.startmode')
  expect(service).toMatchObject({ code: 0, stderr: '' })
  expect(service.stdout).toMatch(/^Win32_Service\.StartMode {2}root\/cimv2\n/)
  expect(service.stdout).toMatch(/written +by ChangeStartMode\n/)

  const method = await explain('Win32_Service.StopService()', '--json')
  expect(JSON.parse(method.stdout)).toMatchObject({
    class: 'Win32_Service',
    namespace: 'root/cimv2',
    method: { name: 'StopService', static: false, returns: 'uint32', declaredBy: 'CIM_Service' },
  })

  // Elsewhere than in root/cimv2, and in several namespaces.
  expect((await explain('MSFT_NetFirewallRule')).stdout).toMatch(/^MSFT_NetFirewallRule {2}root\/standardcimv2\n/)
  // Where it is written in comes first.
  expect((await explain('Msvm_ComputerSystem')).stdout).toMatch(
    /^Msvm_ComputerSystem {2}root\/virtualization\/v2\n[\s\S]*also in +root\/hypervcluster\/v2, root\/virtualization/,
  )
  expect((await explain('Msvm_ComputerSystem.EnabledState')).stdout).toMatch(/RequestStateChange/)
  expect((await explain('Win32_Service.Name()')).stderr).toMatch(/Name is a property: wmctl explain Win32_Service\.Name/)
  expect((await explain('Msvm_ComputerSystem', '--namespace', 'root\\virtualization')).stdout).toMatch(
    /^Msvm_ComputerSystem {2}root\/virtualization\n/,
  )

  for (const [parameters, message] of [
    [['Win32_Sevice'], /no class Win32_Sevice.*\n.*Did you mean Win32_Service\?/],
    [['Spooler'], /no class Spooler/],
    [['NetFirewall'], /Classes with NetFirewall in their name: .*MSFT_NetFirewall/],
    [['Win32_Service.StartMod'], /no property or method StartMod.*\n.*Did you mean Win32_Service\.StartMode\?/],
    [['Win32_Service.StopServce()'], /no method StopServce.*\n.*Did you mean Win32_Service\.StopService\?/],
    [
      ['MSFT_NetFirewallRule', '--namespace', 'root/cimv2'],
      /root\/cimv2 has no class MSFT_NetFirewallRule.*\n.*It is in root\/standardcimv2\./,
    ],
    [['a b'], /names no class/],
    [['Win32_Service', '--host', 'web01'], /No inventory was named/],
  ] as const) {
    const { code, stdout, stderr } = await explain(...parameters)
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toMatch(message)
  }
})

test("explain --host shows the host's own definition of a class", manyRuns, async () => {
  const at = await openSite({ hosts: 2, profiles: ['2022', '2008r2'] })
  const described = await at.wmctl(['explain', 'Win32_Service', '--host', 'web01', '-i', 'inventory.yaml', '--json'])
  expect(described).toMatchObject({ code: 0, stderr: '' })
  const service = JSON.parse(described.stdout)
  expect(service).toMatchObject({ name: 'Win32_Service', namespace: 'root/cimv2', keys: ['Name'] })
  expect(service.superclasses.slice(0, 2)).toEqual(['Win32_BaseService', 'CIM_Service'])
  const old = await at.wmctl(['explain', 'Win32_Service', '--host', 'web02', '-i', 'inventory.yaml'])
  expect(old).toMatchObject({ code: 3, stdout: '' })
  expect(old.stderr).toMatch(/web02 cannot describe its classes[\s\S]*since Windows Server 2012/)
  const unknown = await at.wmctl(['explain', 'Vendor_Widget', '--host', 'web01', '-i', 'inventory.yaml'])
  expect(unknown.code).toBe(3)
  expect(unknown.stderr).toMatch(/web01.*Vendor_Widget/s)
})
