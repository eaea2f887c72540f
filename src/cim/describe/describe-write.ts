import type { CimClass, CimPropertyDeclaration } from '../class.js'
import {
  type ArgumentSource,
  type ClassAdapter,
  type Consequences,
  type JobStep,
  type MethodSequence,
  type MethodStep,
  type PropertyRead,
  type StepArgument,
  sequencesOf,
  type WaitStep,
} from '../class-adapter.js'
import { methodsTaking } from '../methods-taking.js'
import { entryOfCode } from '../value-map.js'
import type { CallDescription, WriteDescription } from './description.js'

/** How a property comes to have another value. */
export function describeWrite(
  cimClass: CimClass,
  property: CimPropertyDeclaration,
  adapter: ClassAdapter | undefined,
): WriteDescription {
  const adapted = adapter?.properties.get(property.name.toLowerCase())
  const write = adapted?.write
  const names = adapter?.namedBy?.some((name) => name.toLowerCase() === property.name.toLowerCase()) === true
  if (write === undefined || (property.key && write.by !== 'method')) {
    if (property.key || names) return { by: 'name', how: 'not at all: it names the object, under `key`', calls: [] }
    if (adapted?.readOnly !== undefined) return { by: 'nothing', how: `not at all: ${adapted.readOnly}`, calls: [] }
    if (property.access !== 'read') return { by: 'put', how: 'by Put', calls: [] }
    return { by: 'nothing', how: `not as a property${methodsInstead(cimClass, property)}`, calls: [] }
  }
  if (write.by === 'put') return { by: 'put', how: `by Put${consequence(write)}`, calls: [] }
  if (write.by === 'replace') {
    return { by: 'replace', how: 'by deleting the object and creating it anew with the other value', calls: [] }
  }
  if (write.by === 'value') {
    const calls = [...write.cases].flatMap(([value, sequence]) =>
      describeSequence(sequence, cimClass).map((call) => ({ value: spelling(property, value), ...call })),
    )
    return { by: 'value', how: `by ${methodNames(sequencesOf(write))}, depending on the value`, calls }
  }
  if (write.by === 'elements') {
    const how = `element by element: added by ${methodNames([write.add])}, taken away by ${methodNames([write.remove])}`
    return { by: 'elements', how, calls: [...describeSequence(write.add, cimClass), ...describeSequence(write.remove, cimClass)] }
  }
  return { by: 'method', how: `by ${methodNames([write])}`, calls: describeSequence(write, cimClass) }
}

/** `StartService/StopService`. */
export function methodNames(sequences: readonly MethodSequence[]): string {
  return [...new Set(sequences.flatMap(({ steps }) => steps.map(({ method, of }) => methodName(method, of?.className))))].join(
    '/',
  )
}

function describeSequence({ steps }: MethodSequence, cimClass: CimClass): readonly CallDescription[] {
  return steps.map((step) => describeStep(step, cimClass))
}

export function describeRead(read: PropertyRead | undefined, cimClass: CimClass): string | undefined {
  if (read?.by === 'get') return 'by a request for the object: queries leave it out'
  if (read?.by === 'elements') return `only the ${read.elements} elements count`
  return read === undefined
    ? undefined
    : `by ${methodName(read.method, read.of?.className)}(${argumentsText(read.arguments, cimClass)})`
}

export function describeWaiting(step: { readonly waitFor?: WaitStep; readonly job?: JobStep }): string | undefined {
  const { waitFor, job } = step
  const texts = [
    ...(job === undefined ? [] : [`the job that ${job.output} refers to, at most ${seconds(job.timeout)}`]),
    ...(waitFor === undefined ? [] : [`${waitFor.property} = ${waitFor.value}, at most ${seconds(waitFor.timeout)}`]),
  ]
  return texts.length === 0 ? undefined : texts.join(', then ')
}

function describeStep(step: MethodStep, cimClass: CimClass): CallDescription {
  const waitsFor = describeWaiting(step)
  return {
    call: `${methodName(step.method, step.of?.className)}(${argumentsText(step.arguments, cimClass)})`,
    ...(step.when === undefined ? {} : { when: stateText(step.when, cimClass) }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(step.disrupts === undefined ? {} : { disrupts: step.disrupts }),
    ...(step.effectiveAfter === undefined ? {} : { effectiveAfter: step.effectiveAfter }),
  }
}

function methodsInstead(cimClass: CimClass, property: CimPropertyDeclaration): string {
  const methods = methodsTaking(cimClass, property)
  return methods.length === 0 ? ': it can only be read' : `; \`invoke:\` can call ${methods.join(', ')}`
}

function consequence({ disrupts, effectiveAfter }: Consequences): string {
  const texts = [
    ...(disrupts === undefined ? [] : [disrupts]),
    ...(effectiveAfter === undefined ? [] : [`in effect after ${effectiveAfter === 'restart' ? 'a restart' : 'the next logon'}`]),
  ]
  return texts.length === 0 ? '' : `; ${texts.join('; ')}`
}

function methodName(method: string, className: string | undefined): string {
  return className === undefined ? method : `${className}.${method}`
}

function argumentsText(all: readonly StepArgument[], cimClass: CimClass): string {
  return all
    .map(({ parameter, from, map }) => {
      const property = 'property' in from ? cimClass.properties.get(from.property.toLowerCase()) : undefined
      const spellings = [...(map ?? [])].map(([value, argument]) => `${spelling(property, value)} as ${argument}`)
      const given = `${parameter} = ${sourceText(from)}`
      return spellings.length === 0 ? given : `${given}: ${spellings.join(', ')}`
    })
    .join('; ')
}

function sourceText(from: ArgumentSource): string {
  if ('property' in from) return from.property
  return JSON.stringify('text' in from ? from.text : from.constant)
}

function stateText(when: ReadonlyMap<string, ReadonlySet<string>>, cimClass: CimClass): string {
  return [...when]
    .map(([name, values]) => {
      const property = cimClass.properties.get(name)
      return `${property?.name ?? name} is ${[...values].map((value) => spelling(property, value)).join(' or ')}`
    })
    .join(' and ')
}

/** Adapter data has values in lower case. */
function spelling(property: CimPropertyDeclaration | undefined, value: string): string {
  return (property === undefined ? undefined : entryOfCode(property, value)?.value) ?? value
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`
}
