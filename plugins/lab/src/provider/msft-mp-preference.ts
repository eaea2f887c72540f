import { CimError, type CimInstance, type CimProperty, type CimValue, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { defenderOf } from '../seed/defender.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { textsInput } from './inputs.js'
import { refuseModify } from './refusal.js'
import { returns } from './result.js'

const namespace = 'root/microsoft/windows/defender'

/** MSFT_MpPreference, since Windows 10 and Server 2016: the one object with all preferences, written by three static methods. */
export const msftMpPreference: HostProvider = {
  namespace,
  className: 'MSFT_MpPreference',
  *seed(machine, declaration) {
    yield makeInstance(declaration, defenderOf(machine.facts))
  },
  create: () => refuse(),
  modify: () => refuseModify('MSFT_MpPreference'),
  delete: () => refuse(),
  methods: {
    Set: (call) => change(call, (current) => settings(call.inputs, current)),
    Add: (call) => change(call, (current) => lists(call.inputs, current, union)),
    Remove: (call) => change(call, (current) => ({ ...lists(call.inputs, current, difference), ...defaults(call.inputs) })),
  },
}

const listNames = ['ExclusionPath', 'ExclusionExtension', 'ExclusionProcess']

const actionNames = [
  'UnknownThreatDefaultAction',
  'LowThreatDefaultAction',
  'ModerateThreatDefaultAction',
  'HighThreatDefaultAction',
  'SevereThreatDefaultAction',
]

type Inputs = ReadonlyMap<string, CimProperty>
type Values = Readonly<Record<string, CimValue>>

function refuse(): never {
  throw new CimError('notSupported', 'A host has one MSFT_MpPreference, which comes with Defender')
}

function change({ context }: Parameters<HostMethod>[0], decide: (current: CimInstance) => Values): ReturnType<HostMethod> {
  const [current] = context.repository.list(namespace, 'MSFT_MpPreference')
  if (current === undefined) throw new CimError('notFound', 'Defender has no preferences on this host')
  const values = decide(current)
  for (const [name, value] of Object.entries(values)) checkValue(name, value)
  context.repository.put(namespace, withValues(context.class, current, values))
  return returns(0)
}

/** Each parameter replaces the property of its name. An empty list says nothing: it is Remove that takes from a list. */
function settings(inputs: Inputs, current: CimInstance): Values {
  const given = [...inputs.values()].filter(({ name, value }) => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return false
    return current.properties.has(name.toLowerCase())
  })
  return Object.fromEntries(given.map(({ name, value }) => [name, value]))
}

function lists(
  inputs: Inputs,
  current: CimInstance,
  combine: (a: readonly string[], b: readonly string[]) => readonly string[],
): Values {
  return Object.fromEntries(
    listNames.flatMap((name) => {
      const given = textsInput(inputs, name)
      if (given === undefined) return []
      const combined = combine((propertyValue(current, name) as readonly string[] | null) ?? [], given)
      return [[name, combined.length === 0 ? null : combined]]
    }),
  )
}

/** Remove gives an action its default back. */
function defaults(inputs: Inputs): Values {
  return Object.fromEntries(actionNames.flatMap((name) => (inputs.get(name.toLowerCase())?.value === true ? [[name, 0]] : [])))
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...a, ...difference(b, a)]
}

/** Paths, extensions and programs are the same in any case. */
function difference(a: readonly string[], b: readonly string[]): readonly string[] {
  const without = new Set(b.map((text) => text.toLowerCase()))
  return a.filter((text) => !without.has(text.toLowerCase()))
}

/** Ranges as documented. */
const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  MAPSReporting: [0, 2],
  RealTimeScanDirection: [0, 2],
  RemediationScheduleDay: [0, 8],
  ScanAvgCPULoadFactor: [0, 100],
  ScanParameters: [1, 2],
  ScanScheduleDay: [0, 8],
  SignatureScheduleDay: [0, 8],
  SignatureUpdateInterval: [0, 24],
  SubmitSamplesConsent: [0, 3],
}

const threatActions = [0, 1, 2, 3, 6, 8, 9, 10]

function checkValue(name: string, value: CimValue): void {
  const range = ranges[name]
  if (range !== undefined && !(typeof value === 'number' && value >= range[0] && value <= range[1])) {
    throw new CimError('invalidParameter', `MSFT_MpPreference.${name} is ${range[0]} to ${range[1]}`)
  }
  if (actionNames.includes(name) && !threatActions.includes(Number(value))) {
    throw new CimError('invalidParameter', `MSFT_MpPreference.${name} takes ${threatActions.join(', ')}`)
  }
}
