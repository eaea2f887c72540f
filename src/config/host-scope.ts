import type { Diagnostic, SourceRange } from '../base/diagnostic.js'
import type { PlainValue } from '../engine/document.js'
import { flagValue } from './flag-value.js'
import type { HostEntry } from './hosts.js'
import { plainType } from './plain-type.js'
import { errorAt, placeOf, unknownName } from './problem.js'
import { rangeOf } from './source-node.js'
import { fillIn, type Reference, type Scope, type Template } from './template.js'
import { misfit, type VariableDeclarations } from './variable-declaration.js'
import type { VariableLayer } from './variable-layer.js'
import type { OutsideVariables } from './variables.js'

/** The part of a host that variables depend on. */
export type VariableHost = Pick<HostEntry, 'name' | 'address' | 'labels' | 'groups' | 'variables'>

/**
 * What `${…}` means for one host in one Configuration: `--var`, then `--var-file`, host, groups (child over parent), Configuration.
 * Variables may refer to variables; what they refer to is computed once, and a circle is reported. Without a host, what only a host
 * can tell is undefined and not reported.
 */
export class HostScope implements Scope {
  readonly #host: VariableHost | undefined
  readonly #outside: OutsideVariables
  readonly #declarations: VariableDeclarations
  readonly #report: (diagnostic: Diagnostic) => void
  readonly #values = new Map<string, PlainValue | undefined>()
  readonly #pending: string[] = []

  constructor(
    host: VariableHost | undefined,
    outside: OutsideVariables,
    declarations: VariableDeclarations,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#host = host
    this.#outside = outside
    this.#declarations = declarations
    this.#report = report
  }

  report(diagnostic: Diagnostic): void {
    this.#report(diagnostic)
  }

  resolve(reference: Reference): PlainValue | undefined {
    const [first, ...rest] = reference.path
    if (reference.root === 'host') {
      return this.#host === undefined ? undefined : this.#descend(hostFacts(this.#host), reference, reference.path)
    }
    const value = this.#variable(first ?? '', reference)
    return value === undefined ? undefined : this.#descend(value, reference, rest)
  }

  #variable(name: string, reference: Reference): PlainValue | undefined {
    if (this.#values.has(name)) return this.#values.get(name)
    if (this.#pending.includes(name)) {
      const circle = [...this.#pending.slice(this.#pending.indexOf(name)), name].join(' → ')
      this.#report(
        errorAt(
          reference.range,
          'Variable cycle',
          `The variables refer to each other: ${circle}. Give one of them a value of its own.`,
        ),
      )
      return undefined
    }
    if (this.#pending.length >= maxChain) {
      this.#report(
        errorAt(reference.range, 'Variables nested too deeply', `Variables refer to variables more than ${maxChain} times over.`),
      )
      return undefined
    }
    this.#pending.push(name)
    const value = this.#compute(name, reference)
    this.#pending.pop()
    this.#values.set(name, value)
    return value
  }

  #compute(name: string, reference: Reference): PlainValue | undefined {
    const flag = this.#outside.flags.get(name)
    if (flag !== undefined) return this.#fromFlag(name, flag)
    for (const layer of this.#layers()) {
      const found = layer.get(name)
      if (found !== undefined) return this.#checked(name, found.template, rangeOf(found.node))
    }
    const declaration = this.#declarations.get(name)
    if (declaration?.value !== undefined) return this.#checked(name, declaration.value, rangeOf(declaration.node))
    if (this.#host === undefined) return undefined
    if (declaration === undefined) this.#reportUnknown(name, reference)
    else {
      const detail = `The variable '${name}', declared at ${placeOf(rangeOf(declaration.node))}, has no default and nothing gives it a value. Give it one with --var, a variable file, the inventory, or a default.`
      this.#report(errorAt(reference.range, 'Variable without a value', detail))
    }
    return undefined
  }

  #checked(name: string, template: Template, range: SourceRange): PlainValue | undefined {
    const value = fillIn(template, this)
    const declaration = this.#declarations.get(name)
    if (value !== undefined && template.kind !== 'constant' && isLarger(value, maxSize)) {
      this.#report(
        errorAt(
          range,
          'Variable too large',
          `With its references filled in, '${name}' has more than ${maxSize} characters and values.`,
        ),
      )
      return undefined
    }
    if (value === undefined || declaration === undefined) return value
    const wrong = misfit(declaration, value, range, placeOf(range))
    if (wrong === undefined) return value
    this.#report(wrong)
    return undefined
  }

  /** A text from the command line becomes what the declaration, or else the value it stands in for, is. */
  #fromFlag(name: string, text: string): PlainValue | undefined {
    const declaration = this.#declarations.get(name)
    const type = declaration?.type ?? this.#typeBelow(name)
    const value = flagValue(text, type)
    if (value === undefined) {
      this.#report(
        errorAt(undefined, 'Variable of the wrong type', `--var ${name}=… does not give ${typeWords[type]}, which '${name}' is.`),
      )
      return undefined
    }
    const wrong = declaration === undefined ? undefined : misfit(declaration, value, undefined, '--var')
    if (wrong === undefined) return value
    this.#report(wrong)
    return undefined
  }

  #typeBelow(name: string): ReturnType<typeof plainType> {
    for (const layer of this.#layers()) {
      const template = layer.get(name)?.template
      if (template?.kind === 'constant') return plainType(template.value)
    }
    const template = this.#declarations.get(name)?.value
    return template?.kind === 'constant' ? plainType(template.value) : 'string'
  }

  /** The first that has a variable wins. */
  #layers(): readonly VariableLayer[] {
    return [...this.#outside.files, ...(this.#host?.variables ?? [])]
  }

  #descend(value: PlainValue, reference: Reference, steps: readonly string[]): PlainValue | undefined {
    let at = value
    for (const step of steps) {
      const next = memberOf(at, step)
      if (next === undefined) {
        const known = typeof at === 'object' && at !== null && !Array.isArray(at) ? Object.keys(at) : []
        const what = `\${${reference.text}}: there is no '${step}'${this.#forHost(reference)}.`
        this.#report(unknownName(reference.range, 'Unknown variable', what, step, known))
        return undefined
      }
      at = next
    }
    return at
  }

  #forHost(reference: Reference): string {
    return reference.root === 'host' && reference.path[0] === 'labels' ? ' among the labels of the host' : ''
  }

  #reportUnknown(name: string, reference: Reference): void {
    const known = new Set([...this.#declarations.keys(), ...this.#outside.flags.keys()])
    for (const layer of this.#layers()) for (const other of layer.keys()) known.add(other)
    this.#report(unknownName(reference.range, 'Unknown variable', `No variable is named '${name}'.`, name, [...known]))
  }
}

const maxChain = 64

const maxSize = 1_000_000

/** Whether a value, written out, has more characters and parts than that; looks no further than needed. */
function isLarger(value: PlainValue, limit: number): boolean {
  let left = limit
  const queue: PlainValue[] = [value]
  for (let next = queue.pop(); next !== undefined && left >= 0; next = queue.pop()) {
    left -= typeof next === 'string' ? next.length + 1 : 1
    if (typeof next === 'object' && next !== null) queue.push(...(Object.values(next) as PlainValue[]))
  }
  return left < 0
}

/** What `${host.…}` can say. */
function hostFacts(host: VariableHost): PlainValue {
  return { name: host.name, address: host.address, labels: host.labels, groups: host.groups }
}

function memberOf(value: PlainValue, step: string): PlainValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return /^\d{1,9}$/.test(step) ? (value[Number(step)] as PlainValue | undefined) : undefined
  return Object.hasOwn(value, step) ? (value as { readonly [name: string]: PlainValue })[step] : undefined
}

const typeWords: Readonly<Record<ReturnType<typeof plainType> | 'any', string>> = {
  string: 'text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  map: 'a mapping',
  secret: 'a reference to a secret',
  null: 'null',
  any: 'a value',
}
