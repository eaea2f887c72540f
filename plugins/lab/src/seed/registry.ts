import { buildNumber } from '../profile/product-version.js'
import { emptyKey, type RegistryKey, withKeyAt } from '../registry/registry-key.js'
import { createRegistryTree, type RegistryTree } from '../registry/registry-tree.js'
import type { RegistryData } from '../registry/registry-value.js'
import { computerName, type HostFacts } from './host-facts.js'
import { registryRows, schannel } from './registry.table.js'

/** The registry a host starts with: what all have in common, shared, and over it what is its own. */
export function registryOf(facts: HostFacts): RegistryTree {
  const tree = createRegistryTree(commonKeys())
  describeHost(tree, facts)
  describeTls(tree, facts)
  describeDifferences(tree, facts)
  return tree
}

let common: RegistryKey | undefined

/** Keys never change, so one set serves all hosts of a process. */
function commonKeys(): RegistryKey {
  if (common === undefined) {
    let root = emptyKey('')
    const tree = createRegistryTree()
    for (const { hive, path, values } of registryRows) {
      tree.create(hive, path)
      for (const [name, data] of Object.entries(values ?? {})) tree.set(hive, path, name, data)
    }
    for (const hive of ['HKLM', 'HKU'] as const) {
      const made = tree.find(hive, '')
      if (made !== undefined) root = withKeyAt(root, [hive], () => made)
    }
    common = root
  }
  return common
}

function describeHost(tree: RegistryTree, facts: HostFacts): void {
  const control = 'SYSTEM\\CurrentControlSet\\Control'
  const name = text(computerName(facts))
  tree.set('HKLM', `${control}\\ComputerName\\ComputerName`, 'ComputerName', name)
  tree.set('HKLM', `${control}\\ComputerName\\ActiveComputerName`, 'ComputerName', name)
  const parameters = 'SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters'
  tree.set('HKLM', parameters, 'Hostname', text(facts.name))
  tree.set('HKLM', parameters, 'NV Hostname', text(facts.name))
  tree.set('HKLM', parameters, 'Domain', text(facts.domain ?? ''))
  const version = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'
  const [major = '', minor = ''] = facts.profile.osVersion.split('.')
  const modern = Number(major) >= 10
  const values: Record<string, RegistryData> = {
    ProductName: text(facts.profile.caption.replace('Microsoft ', '').trim()),
    CurrentVersion: text(modern ? '6.3' : `${major}.${minor}`),
    CurrentBuild: text(String(buildNumber(facts.profile))),
    CurrentBuildNumber: text(String(buildNumber(facts.profile))),
    EditionID: text('ServerStandard'),
    InstallationType: text('Server'),
    SystemRoot: text('C:\\Windows'),
    RegisteredOwner: text('Windows User'),
    InstallDate: dword(Math.floor(facts.installed / 1000)),
    ...(modern ? { CurrentMajorVersionNumber: dword(10), CurrentMinorVersionNumber: dword(0) } : {}),
    ...(facts.profile.updateRevision > 0 ? { UBR: dword(facts.profile.updateRevision) } : {}),
  }
  for (const [key, data] of Object.entries(values)) tree.set('HKLM', version, key, data)
  const random = facts.random('machine guid')
  tree.set('HKLM', 'SOFTWARE\\Microsoft\\Cryptography', 'MachineGuid', text(random.guid().slice(1, -1).toLowerCase()))
}

/** Some hosts were hardened once, partly; that is what drift looks like. */
function describeTls(tree: RegistryTree, facts: HostFacts): void {
  const random = facts.random('schannel')
  const versions = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'] as const
  for (const version of versions) {
    if (!random.chance(0.4)) continue
    const wanted = version === 'TLS 1.2'
    for (const side of ['Client', 'Server']) {
      if (!random.chance(0.8)) continue
      const path = `${schannel}\\Protocols\\${version}\\${side}`
      tree.set('HKLM', path, 'Enabled', dword(wanted || random.chance(0.3) ? 1 : 0))
      tree.set('HKLM', path, 'DisabledByDefault', dword(wanted ? 0 : 1))
    }
  }
}

function describeDifferences(tree: RegistryTree, facts: HostFacts): void {
  const random = facts.random('registry')
  const control = 'SYSTEM\\CurrentControlSet\\Control'
  tree.set('HKLM', `${control}\\Terminal Server`, 'fDenyTSConnections', dword(random.chance(0.7) ? 0 : 1))
  if (random.chance(0.5)) tree.set('HKLM', `${control}\\Lsa`, 'LmCompatibilityLevel', dword(random.pick([3, 5])))
  const server = 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters'
  if (random.chance(0.5)) tree.set('HKLM', server, 'SMB1', dword(random.chance(0.6) ? 0 : 1))
  if (random.chance(0.3)) tree.set('HKLM', server, 'requiresecuritysignature', dword(1))
  tree.set('HKLM', server, 'Size', dword(3))
  if (facts.domain !== undefined)
    tree.set('HKLM', 'SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters', 'Type', text('NT5DS'))
  tree.set('HKLM', 'SOFTWARE\\Example\\Inventory', 'Role', text(facts.role))
  tree.set('HKLM', 'SOFTWARE\\Example\\Inventory', 'Environment', text(facts.environment))
  tree.set('HKLM', 'SOFTWARE\\Example\\Inventory', 'LastAudit', {
    type: 'REG_QWORD',
    value: BigInt(facts.installed) * 10_000n + 116_444_736_000_000_000n,
  })
}

function text(value: string): RegistryData {
  return { type: 'REG_SZ', value }
}

function dword(value: number): RegistryData {
  return { type: 'REG_DWORD', value }
}
