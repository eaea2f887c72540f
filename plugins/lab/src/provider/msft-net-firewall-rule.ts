import { CimError, type CimInstance, type CimValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { firewallRules } from '../seed/firewall-rules.table.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { textInput } from './inputs.js'
import { writableChanges } from './refusal.js'
import { returns } from './result.js'
import { standardCimv2 as namespace, textOf } from './store.js'

/** MSFT_NetFirewallRule, since Windows 8 and Server 2012: its documentation calls all properties read-only, Windows writes these. */
export const msftNetFirewallRule: HostProvider = {
  namespace,
  className: 'MSFT_NetFirewallRule',
  *seed(machine, declaration) {
    const random = machine.facts.random('firewall')
    for (const rule of firewallRules) {
      const enabled = random.chance(rule.enabled)
      if (rule.name.startsWith('IIS-') && machine.facts.role !== 'web') continue
      yield makeInstance(declaration, {
        InstanceID: rule.name,
        CreationClassName: `MSFT|FW|FirewallRule|${rule.name}`,
        PolicyRuleName: '',
        SystemCreationClassName: '',
        SystemName: '',
        ElementName: rule.displayName,
        DisplayName: rule.displayName,
        DisplayGroup: rule.group === '' ? null : rule.group,
        RuleGroup: rule.group === '' ? null : rule.group,
        Description: `${rule.displayName}.`,
        Direction: rule.direction,
        Action: 2,
        Enabled: enabled ? 1 : 2,
        Profiles: rule.profiles,
        EdgeTraversalPolicy: 0,
        LooseSourceMapping: false,
        LocalOnlyMapping: false,
        PolicyStoreSource: 'PersistentStore',
        PolicyStoreSourceType: 1,
        PrimaryStatus: 1,
        Status: 'The rule was parsed successfully from the store.',
        StatusCode: 65536,
        EnforcementStatus: [0],
      })
    }
  },
  create(_machine, _context, instance) {
    throw new CimError('notSupported', `${instance.className} instances cannot be created in this lab`)
  },
  modify(_machine, context, current, properties) {
    const changes = writableChanges(current, properties, writable)
    for (const [name, value] of Object.entries(changes)) checkValue(name, value)
    return withValues(context.class, current, changes)
  },
  delete() {
    // Any rule may go.
  },
  methods: {
    Enable: (call) => switchRule(call, 1),
    Disable: (call) => switchRule(call, 2),
    Rename: rename,
  },
}

const writable = [
  'Action',
  'Description',
  'Direction',
  'DisplayName',
  'EdgeTraversalPolicy',
  'ElementName',
  'Enabled',
  'Profiles',
]

/** The codes Windows takes; Profiles are bits. */
const closed: Readonly<Record<string, readonly number[]>> = {
  Action: [2, 3, 4],
  Direction: [1, 2],
  EdgeTraversalPolicy: [0, 1, 2, 3],
  Enabled: [1, 2],
  Profiles: [0, 1, 2, 3, 4, 5, 6, 7],
}

function checkValue(name: string, value: CimValue): void {
  const allowed = closed[name]
  if (allowed !== undefined && !(typeof value === 'number' && allowed.includes(value))) {
    throw new CimError('invalidParameter', `MSFT_NetFirewallRule.${name} takes ${allowed.join(', ')}`)
  }
}

function switchRule({ context, current }: Parameters<HostMethod>[0], enabled: 1 | 2): ReturnType<HostMethod> {
  if (current === undefined) return returns(1)
  context.repository.put(namespace, withValues(context.class, current, { Enabled: enabled }))
  return returns(0)
}

function rename({ context, current, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = textInput(inputs, 'NewName') ?? ''
  if (current === undefined || name === '') throw new CimError('invalidParameter', 'Rename needs a NewName')
  const key = `MSFT|FW|FirewallRule|${name}`
  const renamed = withValues(context.class, current, { InstanceID: name, CreationClassName: key })
  if (context.repository.get(rulePath(renamed)) !== undefined)
    throw new CimError('alreadyExists', `There is a rule ${name} already`)
  context.repository.remove(rulePath(current))
  context.repository.put(namespace, renamed)
  return returns(0)
}

function rulePath(rule: CimInstance): Parameters<Parameters<HostMethod>[0]['context']['repository']['get']>[0] {
  return {
    kind: 'path',
    namespace,
    className: 'MSFT_NetFirewallRule',
    keys: ['SystemCreationClassName', 'SystemName', 'CreationClassName', 'PolicyRuleName'].map((name) => ({
      name,
      value: textOf(rule, name),
    })),
  }
}
