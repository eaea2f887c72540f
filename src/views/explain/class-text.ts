import type { ClassDescription, MethodDescription, PropertyDescription } from '../../cim/describe/description.js'
import { typeText } from '../../cim/describe/type-text.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { hang } from '../text/width.js'
import { counted } from '../text/words.js'
import { columnLines, factLine, heading, valuesText } from './explain-lines.js'

/** Values after these are told by `explain CLASS.Property`. */
const shownValues = 8

/** A class on one page: what it is, its properties, its methods. */
export function classText(description: ClassDescription, style: TextStyle): string {
  const { name, namespace, superclasses, alsoIn, properties, writeOnly, methods } = description
  const lines = [
    `${heading(name, style)}  ${namespace}`,
    factLine('named by', namedBy(description), style),
    ...(superclasses.length === 0 ? [] : [factLine('inherits', superclasses.join(' < '), style)]),
    factLine('created', description.creation, style),
    factLine('deleted', description.deletion, style),
    ...(description.association ? [factLine('association', 'its objects connect other objects', style)] : []),
    ...(alsoIn.length === 0 ? [] : [factLine('also in', `${alsoIn.join(', ')} (choose with --namespace)`, style)]),
    '',
    heading(counted(properties.length, 'property', 'properties'), style),
    ...byDeclarer(properties, name, (own) => propertyLines(own, style), style),
    ...(writeOnly.length === 0
      ? []
      : [
          '',
          heading('written along with properties, never read', style),
          ...columnLines(
            writeOnly.map((one) => [one.name, one.description]),
            2,
            style,
          ),
        ]),
    ...(methods.length === 0
      ? []
      : [
          '',
          heading(counted(methods.length, 'method'), style),
          ...byDeclarer(methods, name, (own) => own.map((method) => methodLine(method, style)), style),
        ]),
  ]
  return `${lines.join('\n')}\n`
}

/** `StopService()`, `Create(Name, DisplayName, [ServiceType]) → ProcessId`. */
export function signature({ name, parameters }: MethodDescription): string {
  const inputs = parameters.filter(({ direction }) => direction !== 'out')
  const outputs = parameters.filter(({ direction }) => direction !== 'in')
  const given = inputs.map((parameter) => (parameter.optional ? `[${parameter.name}]` : parameter.name)).join(', ')
  const back = outputs.length === 0 ? '' : ` -> ${outputs.map((parameter) => parameter.name).join(', ')}`
  return `${name}(${given})${back}`
}

function namedBy({ keys, namedBy: names, singleton }: ClassDescription): string {
  if (names !== undefined)
    return names.length === 0 ? 'nothing: a host has one' : `${names.join(', ')} (the keys are ${keys.join(', ')})`
  if (singleton) return 'nothing: a host has one'
  return keys.length === 0 ? 'no documented key, so documents cannot name its objects' : keys.join(', ')
}

/** A class's own members first, then those it inherits under the name of the class that declares them. */
function byDeclarer<Member extends { readonly declaredBy: string }>(
  members: readonly Member[],
  className: string,
  linesOf: (members: readonly Member[]) => readonly string[],
  style: TextStyle,
): readonly string[] {
  const declarers = [...new Set(members.map(({ declaredBy }) => declaredBy))].reverse()
  const ordered = [...declarers.filter((one) => one === className), ...declarers.filter((one) => one !== className)]
  return ordered.flatMap((declarer) => [
    ...(declarer === className ? [] : [paint(`  from ${visibleText(declarer, style)}`, 'dim', style)]),
    ...linesOf(members.filter(({ declaredBy }) => declaredBy === declarer)),
  ])
}

/** A line for each property, and its first values under it. */
function propertyLines(properties: readonly PropertyDescription[], style: TextStyle): readonly string[] {
  const lines = columnLines(
    properties.map((property) => [property.name, typeText(property), wayOf(property)]),
    4,
    style,
  )
  return lines.flatMap((line, index) => {
    const values = properties[index]?.values ?? []
    if (values.length === 0) return [line]
    const shown = valuesText(values.slice(0, shownValues)) + (values.length > shownValues ? ', ...' : '')
    return [line, `        ${paint(hang(visibleText(shown, style), 8, style.columns), 'dim', style)}`]
  })
}

/** How it is written, in a word. */
function wayOf({ key, written }: PropertyDescription): string {
  if (key && written.by !== 'method') return 'key'
  switch (written.by) {
    case 'put':
      return 'Put'
    case 'replace':
      return 'replaces the object'
    case 'nothing':
      return 'read-only'
    case 'name':
      return 'names the object'
    case 'elements':
    case 'value':
    case 'method':
      return [...new Set(written.calls.map(({ call }) => call.slice(0, call.indexOf('('))))].join(', ')
  }
}

function methodLine(method: MethodDescription, style: TextStyle): string {
  const marks = [...(method.static ? ['static'] : []), ...(method.readsOnly ? ['reads only'] : [])].join(', ')
  const text = `${signature(method)}${marks === '' ? '' : ` (${marks})`}`
  return `    ${hang(visibleText(text, style), 8, style.columns)}`
}
