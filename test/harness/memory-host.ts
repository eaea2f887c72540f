import { type FaultError, TransportError } from '../../src/base/errors.js'
import { CimError } from '../../src/cim/status.js'
import type { TypedValue } from '../../src/cim/value.js'
import type { PlainObject, PlainValue, ResourceDocument, SecretReference } from '../../src/engine/document.js'
import { isSecretReference } from '../../src/engine/document.js'
import type { Lease, ReaderWriter } from '../../src/engine/host-target.js'
import type { Observation, PropertyDelta, ResourceChange, ResourceType, ShownValue } from '../../src/engine/resource-type.js'

/** What a test makes a host do to one object, by the object's key. */
export interface MemoryFault {
  /** Reading it fails. */
  readonly read?: Error
  /** Changing it fails, and nothing is changed. */
  readonly apply?: Error
  /** Changes are accepted and have no effect. */
  readonly ignore?: boolean
  /** Runs while the change is in flight, before it takes effect. */
  readonly during?: (host: MemoryHost) => Promise<void> | void
  /** Runs after the change took effect. */
  readonly after?: (host: MemoryHost) => void
}

/** A host whose objects are maps of strings. */
export interface MemoryHost {
  readonly name: string
  readonly objects: Map<string, Map<string, string>>
  readonly faults: Map<string, MemoryFault>
  /** What was done, in order: `set a`, `call restart`. */
  readonly log: string[]
  /** Batches read, by kind. */
  readonly reads: string[]
  /** Every contact fails. */
  unreachable: boolean
  /** The process that talks to it has been killed: nothing has an effect any more. */
  dead: boolean
  open: number
  inFlight: number
}

export function memoryHost(name: string, objects: Readonly<Record<string, Readonly<Record<string, string>>>> = {}): MemoryHost {
  return {
    name,
    objects: new Map(Object.entries(objects).map(([key, properties]) => [key, new Map(Object.entries(properties))])),
    faults: new Map(),
    log: [],
    reads: [],
    unreachable: false,
    dead: false,
    open: 0,
    inFlight: 0,
  }
}

/** Sessions to a fleet of memory hosts, and how many were open at once. */
export class MemoryFleet {
  readonly hosts: ReadonlyMap<string, MemoryHost>
  openNow = 0
  mostOpen = 0
  inFlight = 0
  mostInFlight = 0
  readonly mostInFlightByHost = new Map<string, number>()

  constructor(hosts: Iterable<MemoryHost>) {
    this.hosts = new Map([...hosts].map((host) => [host.name, host]))
  }

  host(name: string): MemoryHost {
    const host = this.hosts.get(name)
    if (host === undefined) throw new Error(`no memory host ${name}`)
    return host
  }

  openReader = async (name: string): Promise<Lease<MemorySession>> => {
    const host = this.host(name)
    if (host.unreachable) throw new TransportError('connect', name, 'connection refused')
    this.openNow += 1
    this.mostOpen = Math.max(this.mostOpen, this.openNow)
    host.open += 1
    return {
      session: { fleet: this, host },
      release: async () => {
        this.openNow -= 1
        host.open -= 1
      },
    }
  }

  openWriter = async (name: string): Promise<Lease<ReaderWriter<MemorySession, MemorySession>>> => {
    const lease = await this.openReader(name)
    return { session: { reader: lease.session, writer: lease.session }, release: () => lease.release() }
  }
}

export interface MemorySession {
  readonly fleet: MemoryFleet
  readonly host: MemoryHost
}

/** A host that says no. */
export function refusal(text: string): FaultError {
  return new CimError('failed', text)
}

interface ItemDesired {
  readonly key: string
  readonly absent: boolean
  readonly properties: ReadonlyMap<string, string | SecretReference>
  readonly ignored: readonly string[]
}

type ItemState = ReadonlyMap<string, string>

/** `item`: an object with string properties. Fields: key, ensure, properties (values may be secrets). */
export const itemType: ResourceType<MemorySession, MemorySession, ItemDesired, ItemState> = {
  kind: 'item',
  schema: { type: 'object' },
  parse({ fields, lifecycle }) {
    if (typeof fields['key'] !== 'string') {
      const finding = { severity: 'error' as const, summary: 'Missing key', detail: 'An item needs a key.' }
      return { desired: undefined, diagnostics: [finding] }
    }
    const properties = Object.entries((fields['properties'] ?? {}) as PlainObject).map(
      ([name, value]) => [name, textOrSecret(value)] as const,
    )
    return {
      desired: {
        key: fields['key'],
        absent: fields['ensure'] === 'absent',
        properties: new Map(properties),
        ignored: lifecycle.ignoreChanges,
      },
      diagnostics: [],
    }
  },
  identity: ({ key }) => identityOf(key),
  absent: ({ absent }) => absent,
  secrets: ({ properties }) => [...properties.values()].filter((value) => typeof value !== 'string'),
  async readAll({ host }, desired) {
    await contact(host)
    host.reads.push('item')
    return new Map(desired.map(({ key }) => [identityOf(key), observe(host, key)]))
  },
  plan(desired, observed, context) {
    if (desired.absent) {
      if (observed === undefined) return change('none', [])
      const deltas = [...observed].map(([name, value]) => ({ name, before: text(value), after: undefined }))
      return change('delete', deltas, [`Delete(${desired.key})`])
    }
    const deltas: PropertyDelta[] = []
    for (const [name, wanted] of desired.properties) {
      if (observed !== undefined && desired.ignored.includes(name)) continue
      const before = observed?.get(name)
      const secret = typeof wanted !== 'string'
      const same = secret ? before !== undefined && context.hashText(before) === context.hashSecret(wanted) : before === wanted
      if (same) continue
      const shown = (value: string): ShownValue => (secret ? { sensitive: true, hash: context.hashText(value) } : text(value))
      const after: ShownValue = secret ? { sensitive: true, hash: context.hashSecret(wanted) } : text(wanted)
      deltas.push({ name, before: before === undefined ? undefined : shown(before), after })
    }
    if (observed === undefined) return change('create', deltas, [`Create(${desired.key})`])
    return deltas.length === 0 ? change('none', []) : change('set', deltas, [`Put(${desired.key})`])
  },
  async apply({ host, fleet }, desired, planned, _observed, context) {
    const fault = host.faults.get(desired.key)
    await working(fleet, host, async () => {
      context.progress(`${planned.action} ${desired.key}`)
      await fault?.during?.(host)
      await contact(host)
      if (fault?.apply !== undefined) throw fault.apply
      host.log.push(`${planned.action} ${desired.key}`)
      if (fault?.ignore === true) return
      if (desired.absent) host.objects.delete(desired.key)
      else {
        const properties = host.objects.get(desired.key) ?? new Map<string, string>()
        host.objects.set(desired.key, properties)
        for (const [name, value] of desired.properties) {
          properties.set(name, typeof value === 'string' ? value : context.revealSecret(value))
        }
      }
      fault?.after?.(host)
    })
    return { warnings: [] }
  },
  relevant(desired, observed) {
    return [...desired.properties].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, text(observed?.get(name) ?? null)] as const] : [],
    )
  },
}

interface CallDesired {
  readonly name: string
  readonly method: string
  /** Called only while the object `key` exists; undefined: always planned. */
  readonly whenExists: string | undefined
  readonly unknown: boolean
}

/** `call`: does something. Fields: method, whenExists, unknown. */
export const callType: ResourceType<MemorySession, MemorySession, CallDesired, boolean> = {
  kind: 'call',
  schema: { type: 'object' },
  parse({ name, fields }) {
    const whenExists = typeof fields['whenExists'] === 'string' ? fields['whenExists'] : undefined
    const method = typeof fields['method'] === 'string' ? fields['method'] : name
    return { desired: { name, method, whenExists, unknown: fields['unknown'] === true }, diagnostics: [] }
  },
  identity: ({ name, method }) => `${method}() of ${name}`,
  secrets: () => [],
  async readAll({ host }, desired) {
    await contact(host)
    if (desired.some(({ whenExists }) => whenExists !== undefined)) host.reads.push('call')
    return new Map(
      desired.map((one) => {
        const exists = one.whenExists === undefined || host.objects.has(one.whenExists)
        const observation: Observation<boolean> = { state: 'present', value: exists }
        return [callType.identity(one), observation]
      }),
    )
  },
  plan({ method, unknown }, observed) {
    if (observed !== true) return change('none', [])
    return change(unknown ? 'unknown' : 'invoke', [], [`${method}()`])
  },
  async apply({ host, fleet }, { method }) {
    const fault = host.faults.get(method)
    await working(fleet, host, async () => {
      await fault?.during?.(host)
      await contact(host)
      if (fault?.apply !== undefined) throw fault.apply
      host.log.push(`call ${method}`)
      fault?.after?.(host)
    })
    return { warnings: [] }
  },
  relevant: (_desired, observed) => [['exists', { type: 'boolean', array: false, value: observed ?? false }]],
}

/** A document of a resource, with what a test does not care about filled in. */
export function resource(
  name: string,
  part: Partial<ResourceDocument> & { readonly fields?: PlainObject } = {},
): ResourceDocument {
  return {
    configuration: 'base',
    name,
    kind: 'item',
    fields: { key: name, properties: { value: 'new' } },
    dependsOn: [],
    lifecycle: { preventDestroy: false, ignoreChanges: [] },
    onChanged: undefined,
    range: undefined,
    ...part,
  }
}

async function contact(host: MemoryHost): Promise<void> {
  await Promise.resolve()
  if (host.dead) throw new Error('the process is dead')
  if (host.unreachable) throw new TransportError('read', host.name, 'connection reset')
}

async function working(fleet: MemoryFleet, host: MemoryHost, work: () => Promise<void>): Promise<void> {
  fleet.inFlight += 1
  host.inFlight += 1
  fleet.mostInFlight = Math.max(fleet.mostInFlight, fleet.inFlight)
  fleet.mostInFlightByHost.set(host.name, Math.max(fleet.mostInFlightByHost.get(host.name) ?? 0, host.inFlight))
  try {
    await work()
  } finally {
    fleet.inFlight -= 1
    host.inFlight -= 1
  }
}

function observe(host: MemoryHost, key: string): Observation<ItemState> {
  const error = host.faults.get(key)?.read
  if (error !== undefined) return { state: 'error', error }
  const found = host.objects.get(key)
  return found === undefined ? { state: 'absent' } : { state: 'present', value: new Map(found) }
}

function identityOf(key: string): string {
  return `Item.Key="${key}"`
}

function textOrSecret(value: PlainValue): string | SecretReference {
  return isSecretReference(value) ? value : typeof value === 'string' ? value : ''
}

function text(value: string | null): TypedValue {
  return { type: 'string', array: false, value }
}

function change(
  action: ResourceChange['action'],
  deltas: readonly PropertyDelta[],
  steps: readonly string[] = [],
): ResourceChange {
  return { action, deltas, steps, warnings: [] }
}
