import type { RegistryTree } from './registry-tree.js'

/** What the service control manager keeps of a service. */
export interface ServiceKey {
  readonly name: string
  readonly displayName: string
  readonly path: string
  readonly account: string
  readonly startMode: string
  /** Left out: as it is. */
  readonly delayed?: boolean
}

const services = 'SYSTEM\\CurrentControlSet\\Services'

/** `Start` of the start modes that services have; others are for drivers. */
const starts: Readonly<Record<string, number>> = { Boot: 0, System: 1, Auto: 2, Manual: 3, Disabled: 4 }

/** Writes the key of a service. A value that says that its start is not delayed is only there when it was delayed before. */
export function writeServiceKey(tree: RegistryTree, { name, displayName, path, account, startMode, delayed }: ServiceKey): void {
  const key = `${services}\\${name}`
  const set = (value: string, data: Parameters<RegistryTree['set']>[3]): void => tree.set('HKLM', key, value, data)
  set('DisplayName', { type: 'REG_SZ', value: displayName })
  set('ImagePath', { type: 'REG_EXPAND_SZ', value: path })
  set('ObjectName', { type: 'REG_SZ', value: account })
  set('Start', { type: 'REG_DWORD', value: starts[startMode] ?? 3 })
  if (delayed === true || (delayed === false && isDelayed(tree, name)))
    set('DelayedAutostart', { type: 'REG_DWORD', value: delayed ? 1 : 0 })
}

export function removeServiceKey(tree: RegistryTree, name: string): void {
  tree.remove('HKLM', `${services}\\${name}`)
}

export function isDelayed(tree: RegistryTree, name: string): boolean {
  const data = tree.value('HKLM', `${services}\\${name}`, 'DelayedAutostart')?.data
  return data?.type === 'REG_DWORD' && data.value === 1
}
