import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LabHost, type ProfileName, startLab, type Tampering, tamper } from '@wmctl/lab'
import { formatRelativePath } from '../../src/cim/object-path.js'
import { type CimValue, type ObjectPath, propertyValue } from '../../src/cim/value.js'
import { loadFacts } from '../../src/cli/facts.js'
import type { PlainObject, PlainValue } from '../../src/engine/document.js'
import { openLabRuns, shownChanges } from './lab-run.js'
import { steppingClock } from './stepping-clock.js'
import { makeFolder, removeFolder } from './temporary-folder.js'

/** One host of a lab, what documents make of it, and what is done to it behind wmctl's back. */
export interface AdapterSite {
  readonly host: LabHost
  /** Opens a document with these resources; the first is called `it`. */
  open(...resources: readonly PlainObject[]): Promise<OpenDocument>
  /** Sets properties of the object that has these values, as text. */
  tamperWith(found: FoundBy, values: Readonly<Record<string, string>>): void
  remove(found: FoundBy): void
  tamper(change: Tampering): void
}

export interface FoundBy {
  readonly namespace: string
  readonly className: string
  readonly key: PlainObject
}

export interface ShownPlan {
  readonly changes: readonly string[]
  readonly failures: readonly string[]
  /** What the changes bring with them. */
  readonly warnings: readonly string[]
}

export interface OpenDocument {
  /** `it set: A, B`, names in order; and what could not be planned. */
  plan(command?: 'plan' | 'drift'): Promise<ShownPlan>
  /** Messages of what failed. */
  apply(): Promise<readonly string[]>
  close(): Promise<void>
}

const facts = loadFacts()

export async function withAdapterSite(
  profile: ProfileName,
  hostName: string,
  use: (site: AdapterSite) => Promise<void>,
): Promise<void> {
  const folder = makeFolder()
  const clock = steppingClock()
  // The roles of hosts go by their number: the third is the first application server.
  const lab = await startLab({ hosts: hostName === 'app01' ? 3 : 1, profiles: [profile], seed: 'adapters', clock, folder })
  const opened: OpenDocument[] = []
  try {
    const host = lab.hosts.find(({ name }) => name === hostName)
    if (host === undefined) throw new Error(`the lab has no host ${hostName}`)
    const pathOf = ({ namespace, className, key }: FoundBy): string => {
      const found = [...host.cim.store.list(namespace, className)].find((one) =>
        Object.entries(key).every(([name, value]) => text(propertyValue(one, name)) === text(value)),
      )
      if (found === undefined) throw new Error(`${host.name} has no ${className} with ${JSON.stringify(key)}`)
      return `${namespace}:${formatRelativePath(host.cim.pathOf(found))}`
    }
    await use({
      host,
      async open(...resources) {
        const file = join(folder, `${opened.length}.yaml`)
        writeFileSync(file, documentOf(host.name, resources))
        const runs = await openLabRuns({ clock, folder, facts, documents: { files: [file], inventory: lab.inventory.path } })
        const document: OpenDocument = {
          async plan(command = 'plan') {
            const { plans, completed } = await runs.plan(command)
            const changes = shownChanges(plans).map((change) => inOrder(change.replace(`${host.name}/adapters/`, '')))
            const resources = plans.flatMap((plan) => (plan.state === 'planned' ? plan.resources : []))
            const warnings = resources.flatMap(({ change }) => change.warnings)
            return { changes, warnings, failures: completed.failures.map(({ message, hint = '' }) => `${message}\n${hint}`) }
          },
          apply: async () => (await runs.apply()).completed.failures.map(({ message, hint = '' }) => `${message}\n${hint}`),
          close: () => runs.close(),
        }
        opened.push(document)
        return document
      },
      tamperWith: (found, values) => void tamper(host, { action: 'set', path: pathOf(found), values }),
      remove: (found) => void tamper(host, { action: 'delete', path: pathOf(found) }),
      tamper: (change) => void tamper(host, change),
    })
  } finally {
    for (const document of opened) await document.close()
    await lab.close()
    removeFolder(folder)
  }
}

/** Requests that change a host; the registry is read by calling methods. */
export function writingRequests({ requests }: Pick<LabHost, 'requests'>): readonly string[] {
  return requests
    .records()
    .filter(({ operation, resource }) => operation !== 'invoke' || !/StdRegProv$/i.test(resource))
    .flatMap(({ operation, resource }) =>
      (['put', 'create', 'delete', 'invoke'] as string[]).includes(operation) ? [`${operation} ${resource}`] : [],
    )
}

/** JSON is YAML. */
function documentOf(host: string, [first, ...others]: readonly PlainObject[]): string {
  const dependsOn = others.map(({ name }) => name ?? null)
  const resources = [{ name: 'it', ...first, ...(dependsOn.length === 0 ? {} : { dependsOn }) }, ...others]
  const document = {
    apiVersion: 'wmctl/v1',
    kind: 'Configuration',
    metadata: { name: 'adapters' },
    targets: `host:${host}`,
    resources,
  }
  return JSON.stringify(document)
}

function inOrder(change: string): string {
  const [action = '', names = ''] = change.split(/(?<=:) /)
  return `${action} ${names.split(', ').sort().join(', ')}`
}

function text(value: PlainValue | CimValue): string {
  if (typeof value !== 'object' || value === null) return String(value).toLowerCase()
  const isPath = 'kind' in value && value.kind === 'path'
  return (isPath ? formatRelativePath(value as ObjectPath) : JSON.stringify(value)).toLowerCase()
}
