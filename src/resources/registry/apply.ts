import type { CimProperty } from '../../cim/value.js'
import type { ApplyContext, ApplyResult, ResourceChange } from '../../engine/resource-type.js'
import type { CimSession } from '../../session/cim-session.js'
import { callMethod } from '../shared/call-method.js'
import type { DesiredRegistryValue, RegistryDesired } from './desired.js'
import { changedValues, describeWrite, removals } from './plan.js'
import { type RegistryProvider, registryCall } from './provider.js'
import { formatRegistryKey } from './registry-key.js'
import { valueTypes } from './value-type.table.js'

export async function applyRegistry(
  session: CimSession,
  provider: RegistryProvider,
  desired: RegistryDesired,
  change: ResourceChange,
  context: ApplyContext,
): Promise<ApplyResult> {
  const warnings: string[] = []
  async function call(method: string, inputs: readonly CimProperty[], options: { readonly hint?: string } = {}): Promise<void> {
    const { call: request, declaration } = registryCall(provider, desired.key, method, inputs)
    const { warnings: told } = await callMethod(session, {
      subject: formatRegistryKey(desired.key),
      call: request,
      method: declaration,
      adapter: provider.adapter,
      context,
      ...options,
    })
    warnings.push(...told)
  }

  if (change.action === 'delete') await call('DeleteKey', [], { hint: deleteHint })
  if (change.action === 'create') await call('CreateKey', [])
  const surplus = change.action === 'set' ? removals(change.deltas) : []
  for (const value of [...changedValues(desired.values, change.deltas), ...surplus]) {
    context.progress(describeWrite(value))
    await (value.wanted === 'removed'
      ? call('DeleteValue', [valueName(value)])
      : call(valueTypes[value.wanted.type].write, writeInputs(value, context)))
  }
  return { warnings }
}

const deleteHint =
  'A key that has keys below it is not deleted: write a resource with `ensure: absent` for each of those as well.'

function writeInputs(value: DesiredRegistryValue, context: ApplyContext): readonly CimProperty[] {
  if (value.wanted === 'removed') return []
  const { parameter, type, array } = valueTypes[value.wanted.type]
  const data = 'secret' in value.wanted ? context.revealSecret(value.wanted.secret) : value.wanted.data
  return [valueName(value), { name: parameter, type, array, value: data }]
}

function valueName({ name }: DesiredRegistryValue): CimProperty {
  return { name: 'sValueName', type: 'string', array: false, value: name }
}
