import { InternalError, UsageError } from '../base/errors.js'
import type { CimClass } from '../cim/class.js'
import { normalizeNamespace } from '../cim/names.js'
import type { HostEntry } from '../config/hosts.js'
import type { RunOutcome } from '../engine/run-outcome.js'
import { compareInstances, type HostInstances, type InstanceComparison } from '../resources/cim/compare-instances.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import { queryAll } from '../resources/shared/query-all.js'
import { type ClassDifference, describeSame, differs, diffJson, diffText } from '../views/diff/diff-view.js'
import { classQuery } from './class-query.js'
import { loadFacts } from './facts.js'
import { findHosts } from './find-hosts.js'
import { onEachSession } from './host-run.js'
import { knownClass } from './known-class.js'
import { guardRun } from './run-guard.js'
import type { Terminal } from './terminal.js'

export interface DiffOptions {
  readonly hosts: readonly [first: string, second: string]
  readonly classNames: readonly string[]
  readonly namespace: string
  readonly where: string | undefined
  readonly ignore: readonly string[]
  readonly all: boolean
  readonly format: 'text' | 'json'
  readonly inventory: string | undefined
  readonly timeout: number | undefined
}

/** `diff`: what two hosts have of the same classes, compared as a plan compares. Returns the exit code: 2 when they differ. */
export function diffHosts(options: DiffOptions, terminal: Terminal): Promise<number> {
  return guardRun(options.timeout, terminal, async (signal) => {
    const facts = loadFacts()
    const namespace = normalizeNamespace(options.namespace)
    const classes = options.classNames.map((name) => knownClass(facts.classes, namespace, name))
    checkIgnored(options.ignore, classes)
    const queries = classes.map(({ name }) => classQuery({ className: name, where: options.where, properties: undefined }))
    const [first, second] = await findHosts(options.inventory, options.hosts)
    if (first === undefined || second === undefined) throw new InternalError('The hosts were not found')
    const read = new Map<HostEntry, readonly HostInstances[]>()
    const run = { classes: facts.classes, concurrency: 2, terminal, signal }
    const outcome = await onEachSession([...new Set([first, second])], run, async (host, session) => {
      const all = await Promise.all(queries.map((wql) => queryAll(session, namespace, wql, { signal })))
      read.set(
        host,
        all.map((instances) => ({ instances, ownNames: ownNamesOf(host) })),
      )
    })
    const [left, right] = [read.get(first), read.get(second)]
    if (left === undefined || right === undefined) return outcome
    return { ...outcome, ...show(classes, { left, right, namespace, facts }, options, terminal) }
  })
}

/** What a host may call itself in its own objects. */
function ownNamesOf({ name, address }: HostEntry): readonly string[] {
  return [name, address].flatMap((one) => [one, one.split('.', 1)[0] ?? one])
}

function checkIgnored(ignore: readonly string[], classes: readonly CimClass[]): void {
  const unknown = ignore.find((name) => !classes.some(({ properties }) => properties.has(name.toLowerCase())))
  if (unknown === undefined) return
  throw new UsageError(`--ignore ${unknown} is no property of ${classes.map(({ name }) => name).join(', ')}`)
}

interface Read {
  readonly left: readonly HostInstances[]
  readonly right: readonly HostInstances[]
  readonly namespace: string
  readonly facts: ResourceFacts
}

function show(
  classes: readonly CimClass[],
  { left, right, namespace, facts }: Read,
  { hosts, ignore, all, format }: DiffOptions,
  terminal: Terminal,
): Pick<RunOutcome, 'reportedChanges'> {
  const view = { hosts, write: terminal.out, style: terminal.style, verbose: terminal.verbose }
  const ignored = new Set(ignore.map((name) => name.toLowerCase()))
  let changes = false
  for (const [index, cimClass] of classes.entries()) {
    const adapter = facts.adapters.find(namespace, cimClass.name)
    const [first, second] = [left[index], right[index]]
    if (first === undefined || second === undefined) throw new InternalError(`${cimClass.name} was not read`)
    const compared = compareInstances(first, second, { namespace, cimClass, adapter, ignored, all })
    const difference = differenceOf(cimClass.name, namespace, compared)
    changes ||= differs(difference)
    if (format === 'json') diffJson(difference, view)
    else if (differs(difference) || terminal.verbose) diffText(difference, view)
  }
  if (!changes && format === 'text') terminal.out(describeSame(hosts, classes.length))
  return { reportedChanges: changes }
}

function differenceOf(className: string, namespace: string, compared: readonly InstanceComparison[]): ClassDifference {
  const notable = compared.filter(({ on, properties }) => on !== 'both' || properties.length > 0)
  const same = compared.filter(({ on, properties }) => on === 'both' && properties.every(({ equal }) => equal !== undefined))
  return {
    className,
    namespace,
    same: same.length,
    objects: notable.map(({ identity, on, properties }) => ({
      identity,
      on,
      properties: properties.map(({ declaration: { name, type, array }, first, second, equal }) => ({
        name,
        first: { type, array, value: first },
        second: { type, array, value: second },
        equal,
      })),
    })),
  }
}
