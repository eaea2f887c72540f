import { propertyValue } from 'wmctl'
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
    if (change !== undefined && !changes.has(change.path)) changes.set(change.path, change)
  }
  return [...changes.values()]
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
  if (machine.facts.profile.stack !== '3.0') return undefined
  const rules = [...cim.enumerate('root/standardcimv2', 'MSFT_NetFirewallRule')]
  const rule = rules[random.integer(0, rules.length - 1)]
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

/** The path of one of the instances of a class with the key Name. */
function pickName({ cim }: TamperTarget, random: SeededRandom, className: string, where: string): string | undefined {
  const found = [...cim.query('root/cimv2', `SELECT * FROM ${className} WHERE ${where}`)]
  const picked = found[random.integer(0, found.length - 1)]
  return picked === undefined ? undefined : `${className}.Name="${textOf(picked, 'Name')}"`
}
