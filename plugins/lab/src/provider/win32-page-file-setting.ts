import { type CimClass, CimError, type CimInstance, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { driveExists } from './file-system.js'
import type { HostProvider } from './host-provider.js'
import { isPageFileManaged, managesPageFile } from './page-file.js'
import { writableChanges } from './refusal.js'
import { cimv2, textOf } from './store.js'

/**
 * Win32_PageFileSetting: page files as configured, in use after a restart. While Windows manages the page file by itself
 * (Win32_ComputerSystem.AutomaticManagedPagefile) there are no instances, and none can be created.
 */
export const win32PageFileSetting: HostProvider = {
  namespace: cimv2,
  className: 'Win32_PageFileSetting',
  *seed(machine, declaration) {
    if (managesPageFile(machine)) return
    const random = machine.facts.random('page file')
    const megabytes = random.pick([2048, 4096, 8192])
    yield pageFileSetting(declaration, 'C:\\pagefile.sys', megabytes, megabytes * random.pick([1, 2]))
  },
  create(_machine, context, instance) {
    if (isPageFileManaged(context)) {
      throw new CimError(
        'failed',
        'Windows manages the page file: set Win32_ComputerSystem.AutomaticManagedPagefile to false first',
      )
    }
    const name = textOf(instance, 'Name')
    const drive = /^([a-z]):\\pagefile\.sys$/i.exec(name)?.[1]
    if (drive === undefined || !driveExists(drive)) {
      throw new CimError('invalidParameter', `'${name}' is no page file of a drive of this host`)
    }
    const [initial, maximum] = [sizeOf(instance, 'InitialSize'), sizeOf(instance, 'MaximumSize')]
    checkSizes(initial, maximum)
    return pageFileSetting(context.class, name, initial, maximum)
  },
  modify(_machine, context, current, properties) {
    const changed = withValues(context.class, current, writableChanges(current, properties, ['InitialSize', 'MaximumSize']))
    checkSizes(sizeOf(changed, 'InitialSize'), sizeOf(changed, 'MaximumSize'))
    return changed
  },
}

/** Sizes are megabytes; 0 and 0 leave them to the system. */
export function pageFileSetting(declaration: CimClass, name: string, initial: number, maximum: number): CimInstance {
  const drive = name.slice(0, 2)
  const file = name.slice(3)
  return makeInstance(declaration, {
    Name: name,
    Caption: `${drive}\\ '${file}'`,
    Description: `'${file}' @ ${drive}\\`,
    SettingID: `${file} @ ${drive}`,
    InitialSize: initial,
    MaximumSize: maximum,
  })
}

function sizeOf(instance: CimInstance, property: string): number {
  return Number(propertyValue(instance, property) ?? 0)
}

function checkSizes(initial: number, maximum: number): void {
  if (initial > maximum) {
    throw new CimError('invalidParameter', `InitialSize (${initial}) cannot be above MaximumSize (${maximum})`)
  }
}
