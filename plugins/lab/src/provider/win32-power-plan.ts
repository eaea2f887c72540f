import { CimError, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { powerPlans } from '../seed/power-plans.table.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { refuseModify } from './refusal.js'
import { textOf } from './store.js'

const namespace = 'root/cimv2/power'

/** Win32_PowerPlan, since Windows 7 and Server 2008 R2: one plan is active, and Activate makes another one so. */
export const win32PowerPlan: HostProvider = {
  namespace,
  className: 'Win32_PowerPlan',
  *seed(machine, declaration) {
    const active = machine.facts.random('power plan').chance(0.75) ? 'Balanced' : 'High performance'
    for (const { guid, name, description } of powerPlans) {
      yield makeInstance(declaration, {
        InstanceID: `Microsoft:PowerPlan\\{${guid}}`,
        ElementName: name,
        Description: description,
        IsActive: name === active,
      })
    }
  },
  create: () => refuse(),
  modify: () => refuseModify('Win32_PowerPlan'),
  delete: () => refuse(),
  methods: { Activate: activate },
}

function refuse(): never {
  throw new CimError('providerNotCapable', 'Power plans are made and deleted with powercfg')
}

/** Returns nothing, as documented. */
function activate({ context, current }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const wanted = current === undefined ? undefined : textOf(current, 'InstanceID')
  for (const plan of context.repository.list(namespace, 'Win32_PowerPlan')) {
    const active = textOf(plan, 'InstanceID') === wanted
    if (propertyValue(plan, 'IsActive') !== active)
      context.repository.put(namespace, withValues(context.class, plan, { IsActive: active }))
  }
  return { returnValue: undefined, outputs: [] }
}
