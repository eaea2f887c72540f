import { type CimInstance, formatRelativePath, propertyValue } from 'wmctl'
import { textOf } from '../provider/store.js'
import { type SeededRandom, seededRandom } from '../seed/random.js'
import { schannel } from '../seed/registry.table.js'
import type { TamperTarget } from './tamper.js'
import type { Tampering } from './tampering.js'

/** Changes of the kind people make by hand and forget, the same for the same seed, host and state. */
export function randomTampering(target: TamperTarget, seed: string, count: number): readonly Tampering[] {
  const random = seededRandom(seed, target.machine.facts.index, 'tamper')
  const changes = new Map<string, Tampering>()
  // Some kinds find nothing to do on a host; the bound ends the search.
  for (let tries = 0; changes.size < count && tries < count * 20; tries += 1) {
    const change = random.pick(kinds)(target, random)
    if (change !== undefined && !changes.has(subjectOf(change))) changes.set(subjectOf(change), change)
  }
  return [...changes.values()]
}

/** What a change is about: a share is the same in both of its classes. */
function subjectOf({ path }: Tampering): string {
  return /Share\.(Name="[^"]*")/.exec(path)?.[1] ?? path
}

type Kind = (target: TamperTarget, random: SeededRandom) => Tampering | undefined

const kinds: readonly [Kind, ...Kind[]] = [
  stopService,
  changeStartMode,
  changeVariable,
  createVariable,
  createShare,
  deleteShare,
  switchRule,
  switchUser,
  weakenTls,
  activatePlan,
  changeDnsServers,
  changeShare,
  movePrinter,
  excludeFolder,
  stopMachine,
]

function stopService(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const path = pickName(target, random, 'Win32_Service', "State='Running' AND AcceptStop=TRUE AND Name<>'WinRM'")
  return path === undefined ? undefined : { action: 'set', path, values: { State: 'Stopped' } }
}

function changeStartMode(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const path = pickName(target, random, 'Win32_Service', "StartMode='Auto' AND AcceptStop=TRUE AND Name<>'WinRM'")
  return path === undefined ? undefined : { action: 'set', path, values: { StartMode: random.pick(['Manual', 'Disabled']) } }
}

function changeVariable({ cim }: TamperTarget, random: SeededRandom): Tampering | undefined {
  const found = [...cim.query('root/cimv2', "SELECT * FROM Win32_Environment WHERE UserName='<SYSTEM>' AND Name='Path'")][0]
  if (found === undefined) return undefined
  const value = `${textOf(found, 'VariableValue')};C:\\Tools\\${random.hex(4).toLowerCase()}`
  return { action: 'set', path: 'Win32_Environment.Name="Path",UserName="<SYSTEM>"', values: { VariableValue: value } }
}

function createVariable(_target: TamperTarget, random: SeededRandom): Tampering {
  const name = `DEBUG_${random.hex(3)}`
  return {
    action: 'create',
    path: `Win32_Environment.Name="${name}",UserName="<SYSTEM>"`,
    values: { VariableValue: '1', SystemVariable: 'true', Caption: `<SYSTEM>\\${name}`, Status: 'OK' },
  }
}

function createShare({ cim }: TamperTarget, random: SeededRandom): Tampering | undefined {
  const name = random.pick(['temp$', 'Transfer', 'Install', 'Old'])
  if ([...cim.query('root/cimv2', `SELECT Name FROM Win32_Share WHERE Name='${name}'`)].length > 0) return undefined
  return {
    action: 'create',
    path: `Win32_Share.Name="${name}"`,
    values: { Path: `C:\\Temp\\${name}`, Type: '0', AllowMaximum: 'true', Description: '', Status: 'OK' },
  }
}

function deleteShare(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const path = pickName(target, random, 'Win32_Share', 'Type=0')
  return path === undefined ? undefined : { action: 'delete', path }
}

function switchRule({ cim, machine }: TamperTarget, random: SeededRandom): Tampering | undefined {
  const rule = pick({ cim, machine }, random, 'root/standardcimv2', 'MSFT_NetFirewallRule')
  if (rule === undefined) return undefined
  const key = textOf(rule, 'CreationClassName')
  return {
    action: 'set',
    path: `root/standardcimv2:MSFT_NetFirewallRule.CreationClassName="${key}",PolicyRuleName="",SystemCreationClassName="",SystemName=""`,
    values: { Enabled: propertyValue(rule, 'Enabled') === 1 ? '2' : '1' },
  }
}

function switchUser({ cim, machine }: TamperTarget, random: SeededRandom): Tampering | undefined {
  const users = [...cim.enumerate('root/cimv2', 'Win32_UserAccount')]
  const user = users[random.integer(0, users.length - 1)]
  if (user === undefined) return undefined
  return {
    action: 'set',
    path: `Win32_UserAccount.Domain="${machine.currentName}",Name="${textOf(user, 'Name')}"`,
    values: { Disabled: propertyValue(user, 'Disabled') === true ? 'false' : 'true' },
  }
}

function weakenTls(_target: TamperTarget, random: SeededRandom): Tampering {
  const version = random.pick(['TLS 1.0', 'TLS 1.1', 'SSL 3.0'])
  return {
    action: 'set',
    path: `HKLM\\${schannel}\\Protocols\\${version}\\Server`,
    values: { Enabled: '1', DisabledByDefault: '0' },
  }
}

function activatePlan(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const plan = pick(target, random, 'root/cimv2/power', 'Win32_PowerPlan', 'IsActive=FALSE')
  return plan === undefined ? undefined : set(target, plan, { IsActive: 'true' })
}

function changeDnsServers(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const where = 'AddressFamily=2 AND InterfaceIndex<>1'
  const servers = pick(target, random, 'root/standardcimv2', 'MSFT_DNSClientServerAddress', where)
  return servers === undefined
    ? undefined
    : set(target, servers, { ServerAddresses: random.pick(['1.1.1.1', '10.20.0.11,8.8.8.8']) })
}

function changeShare(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const share = pick(target, random, 'root/microsoft/windows/smb', 'MSFT_SmbShare', 'Special=FALSE')
  if (share === undefined) return undefined
  const [name, value] = random.pick([
    ['SecurityDescriptor', 'O:BAG:SYD:(A;;FA;;;WD)'],
    ['EncryptData', 'true'],
    ['CachingMode', '0'],
  ])
  return set(target, share, { [name]: value })
}

function movePrinter(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const printer = pick(target, random, 'root/cimv2', 'Win32_Printer', 'Network=FALSE')
  return printer === undefined ? undefined : set(target, printer, { Location: random.pick(['Basement', 'Room 7']) })
}

function excludeFolder(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const preferences = pick(target, random, 'root/microsoft/windows/defender', 'MSFT_MpPreference')
  if (preferences === undefined) return undefined
  const [name, value] = random.pick([
    ['ExclusionPath', 'C:\\'],
    ['DisableRealtimeMonitoring', 'true'],
  ])
  return set(target, preferences, { [name]: value })
}

function stopMachine(target: TamperTarget, random: SeededRandom): Tampering | undefined {
  const where = "Caption='Virtual Machine' AND EnabledState=2"
  const machine = pick(target, random, 'root/virtualization/v2', 'Msvm_ComputerSystem', where)
  return machine === undefined ? undefined : set(target, machine, { EnabledState: '3' })
}

function set({ cim }: TamperTarget, instance: CimInstance, values: Readonly<Record<string, string>>): Tampering {
  const path = cim.pathOf(instance)
  return { action: 'set', path: `${path.namespace ?? ''}:${formatRelativePath(path)}`, values }
}

/** One of the instances of a class, where the host has it. */
function pick(
  { cim }: TamperTarget,
  random: SeededRandom,
  namespace: string,
  className: string,
  where?: string,
): CimInstance | undefined {
  if (cim.classes.find(namespace, className) === undefined) return undefined
  const found = [...cim.query(namespace, `SELECT * FROM ${className}${where === undefined ? '' : ` WHERE ${where}`}`)]
  return found[random.integer(0, found.length - 1)]
}

/** The path of one of the instances of a class with the key Name. */
function pickName({ cim }: TamperTarget, random: SeededRandom, className: string, where: string): string | undefined {
  const found = [...cim.query('root/cimv2', `SELECT * FROM ${className} WHERE ${where}`)]
  const picked = found[random.integer(0, found.length - 1)]
  return picked === undefined ? undefined : `${className}.Name="${textOf(picked, 'Name')}"`
}
