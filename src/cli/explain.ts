import { FaultError, UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { CimClass, ClassSource } from '../cim/class.js'
import { describeClass } from '../cim/describe/describe-class.js'
import type { ClassDescription, MethodDescription, PropertyDescription } from '../cim/describe/description.js'
import { normalizeNamespace } from '../cim/names.js'
import { CimError } from '../cim/status.js'
import { exitCodes } from '../engine/exit-code.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import { defaultNamespace } from '../resources/shared/parse-class.js'
import type { CimReader } from '../session/cim-session.js'
import { classText } from '../views/explain/class-text.js'
import { methodText, propertyText, writeOnlyText } from '../views/explain/member-text.js'
import { loadFacts } from './facts.js'
import { findHosts } from './find-hosts.js'
import { onEachSession } from './host-run.js'
import { guardRun } from './run-guard.js'
import type { Terminal } from './terminal.js'

export interface ExplainOptions {
  /** `CLASS`, `CLASS.Property` or `CLASS.Method()`. */
  readonly subject: string
  /** Undefined: where the class is. */
  readonly namespace: string | undefined
  /** A host of the inventory whose own definition of the class counts. */
  readonly host: string | undefined
  readonly inventory: string | undefined
  readonly json: boolean
  readonly timeout: number | undefined
}

/** `explain`: what is known of a class or one of its members. Returns the exit code. */
export async function explainClass(options: ExplainOptions, terminal: Terminal): Promise<number> {
  const { className, member } = parseSubject(options.subject)
  const facts = loadFacts()
  const print = (cimClass: CimClass, superclasses: readonly CimClass[], alsoIn: readonly string[]): void => {
    const adapter = facts.adapters.find(cimClass.namespace, cimClass.name)
    const description = describeClass(cimClass, { adapter, superclasses, alsoIn })
    terminal.out(render(description, member, options, terminal))
  }
  if (options.host === undefined) {
    const { cimClass, alsoIn } = catalogued(facts, className, options.namespace)
    const superclasses = await superclassesOf(cimClass, async (name) => facts.classes.find(cimClass.namespace, name))
    print(cimClass, superclasses, alsoIn)
    return exitCodes.ok
  }
  const hosts = await findHosts(options.inventory, [options.host])
  return guardRun(options.timeout, terminal, (signal) =>
    onEachSession(hosts, { classes: facts.classes, concurrency: 1, terminal, signal }, async (host, session) => {
      const namespaces = namespacesOf(facts, className)
      const namespace = normalizeNamespace(options.namespace ?? namespaces[0] ?? defaultNamespace)
      const cimClass = await session.getClass(namespace, className, { from: 'host', signal })
      if (cimClass === undefined) {
        throw new CimError('notSupported', `${host.name} cannot describe its classes`, {
          hint: 'WS-Management offers that since Windows Server 2012. Leave --host out to see what the catalogue says.',
        })
      }
      const superclasses = await superclassesOf(cimClass, (name) => describedBy(session, namespace, name, signal))
      const others = namespaces.filter((one) => one !== cimClass.namespace)
      print(cimClass, superclasses, others)
    }),
  )
}

const mostSuperclasses = 32

/** Undefined when the host refuses: the class itself has been read, which is what was asked for. */
async function describedBy(
  session: CimReader,
  namespace: string,
  className: string,
  signal: AbortSignal,
): Promise<CimClass | undefined> {
  try {
    return await session.getClass(namespace, className, { signal })
  } catch (error) {
    if (error instanceof FaultError) return undefined
    throw error
  }
}

interface Subject {
  readonly className: string
  readonly member: { readonly name: string; readonly isMethod: boolean } | undefined
}

function parseSubject(subject: string): Subject {
  const match = /^([\w]+)(?:\.([\w]+)(\(.*\))?)?$/.exec(subject.trim())
  if (match === null) {
    throw new UsageError(`${subject} names no class`, {
      hint: 'Write CLASS, CLASS.Property or CLASS.Method(), for example: wmctl explain Win32_Service.StartMode',
    })
  }
  const [, className = '', name, call] = match
  return { className, member: name === undefined ? undefined : { name, isMethod: call !== undefined } }
}

/**
 * Namespaces of the catalogue that have a class of the name: the one with its adapter first, since that is where the class is
 * written in, then root/cimv2.
 */
function namespacesOf({ classes, adapters }: ResourceFacts, className: string): readonly string[] {
  const wanted = className.toLowerCase()
  const found = classes
    .namespaces()
    .filter((namespace) => classes.classNames(namespace).some((name) => name.toLowerCase() === wanted))
  const rank = (namespace: string): number =>
    adapters.find(namespace, className) !== undefined ? 0 : namespace === defaultNamespace ? 1 : 2
  return found.sort((a, b) => rank(a) - rank(b))
}

function catalogued(
  facts: ResourceFacts,
  className: string,
  wanted: string | undefined,
): { readonly cimClass: CimClass; readonly alsoIn: readonly string[] } {
  const { classes } = facts
  const namespaces = namespacesOf(facts, className)
  const namespace = wanted === undefined ? namespaces[0] : normalizeNamespace(wanted)
  const cimClass = namespace === undefined ? undefined : classes.find(namespace, className)
  if (cimClass !== undefined) {
    // A system class is in every namespace, which says nothing.
    const others = namespaces.length === classes.namespaces().length ? [] : namespaces.filter((one) => one !== cimClass.namespace)
    return { cimClass, alsoIn: others }
  }
  if (namespaces.length > 0) {
    throw new UsageError(`${wanted} has no class ${className}`, { hint: `It is in ${namespaces.join(', ')}.` })
  }
  throw new UsageError(`The catalogue has no class ${className}`, { hint: hintFor(classes, className) })
}

function hintFor(classes: ClassSource, className: string): string {
  const names = [...new Set(classes.namespaces().flatMap((namespace) => classes.classNames(namespace)))]
  const meant = suggest(className, names)
  const part = className.toLowerCase()
  const holding = names.filter((name) => name.toLowerCase().includes(part)).slice(0, 8)
  if (meant !== undefined) return `Did you mean ${meant}?`
  if (holding.length > 0) return `Classes with ${className} in their name: ${holding.join(', ')}.`
  return 'If a host has it, name the host: --host web01 -i inventory.yaml.'
}

/** As far as they are known, the nearest first. What a host says of itself may be anything, so there is a limit. */
async function superclassesOf(
  cimClass: CimClass,
  find: (name: string) => Promise<CimClass | undefined>,
): Promise<readonly CimClass[]> {
  const found: CimClass[] = []
  const seen = new Set([cimClass.name.toLowerCase()])
  let name = cimClass.superclass
  while (name !== undefined && !seen.has(name.toLowerCase()) && seen.size < mostSuperclasses) {
    seen.add(name.toLowerCase())
    const parent = await find(name)
    if (parent === undefined) break
    found.push(parent)
    name = parent.superclass
  }
  return found
}

function render(description: ClassDescription, member: Subject['member'], { json }: ExplainOptions, terminal: Terminal): string {
  if (member === undefined) return json ? line(description) : classText(description, terminal.style)
  const { name, namespace, properties, methods, writeOnly } = description
  const owner = { class: name, namespace }
  const property = member.isMethod ? undefined : named(properties, member.name)
  if (property !== undefined) return json ? line({ ...owner, property }) : propertyText(description, property, terminal.style)
  const extra = member.isMethod ? undefined : named(writeOnly, member.name)
  if (extra !== undefined) return json ? line({ ...owner, writeOnly: extra }) : writeOnlyText(description, extra, terminal.style)
  const method = named(methods, member.name)
  if (method !== undefined) return json ? line({ ...owner, method }) : methodText(description, method, terminal.style)
  throw unknownMember(description, member)
}

function named<Member extends { readonly name: string }>(members: readonly Member[], name: string): Member | undefined {
  return members.find((one) => one.name.toLowerCase() === name.toLowerCase())
}

function unknownMember(
  { name, properties, methods }: ClassDescription,
  member: { readonly name: string; readonly isMethod: boolean },
): UsageError {
  const known: readonly (PropertyDescription | MethodDescription)[] = member.isMethod ? methods : [...properties, ...methods]
  const what = member.isMethod ? `method ${member.name}` : `property or method ${member.name}`
  const names = known.map((one) => one.name)
  const meant = suggest(member.name, names)
  if (member.isMethod && named(properties, member.name) !== undefined)
    return new UsageError(`${name} has no ${what}`, {
      hint: `${member.name} is a property: wmctl explain ${name}.${member.name}`,
    })
  const hint = meant === undefined ? `wmctl explain ${name} lists what it has.` : `Did you mean ${name}.${meant}?`
  return new UsageError(`${name} has no ${what}`, { hint })
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}
