import type {
  ClassDescription,
  MethodDescription,
  ParameterDescription,
  PropertyDescription,
  ReturnCodeDescription,
} from '../../cim/describe/description.js'
import { typeText } from '../../cim/describe/type-text.js'
import type { TextStyle } from '../text/style.js'
import { signature } from './class-text.js'
import { columnLines, factLine, heading, writeLines } from './explain-lines.js'

/** A property: what it holds, and how it comes to hold something else. */
export function propertyText({ name, namespace }: ClassDescription, property: PropertyDescription, style: TextStyle): string {
  const { values, read, compared } = property
  const lines = [
    `${heading(`${name}.${property.name}`, style)}  ${namespace}`,
    factLine('type', typeText(property), style),
    factLine('access', `${property.key ? 'key, ' : ''}${property.access} as documented`, style),
    factLine('declared by', property.declaredBy, style),
    ...writeLines(property.written, style),
    ...(read === undefined ? [] : [factLine('read', read, style)]),
    ...(compared === undefined ? [] : [factLine('compared', compared, style)]),
    ...(values.length === 0
      ? []
      : [
          '',
          heading(property.bits === true ? 'values, which combine' : 'values', style),
          ...columnLines(
            values.map(({ value, label = '' }) => [value, label]),
            2,
            style,
          ),
        ]),
  ]
  return `${lines.join('\n')}\n`
}

/** A method: what it takes and gives, and what its codes mean. */
export function methodText({ name, namespace }: ClassDescription, method: MethodDescription, style: TextStyle): string {
  const { parameters, returnCodes, waitsFor, disrupts } = method
  const lines = [
    `${heading(`${name}.${signature(method)}`, style)}  ${namespace}`,
    factLine('called on', method.static ? 'the class (static)' : 'an object', style),
    factLine('returns', method.returns ?? 'nothing', style),
    factLine('declared by', method.declaredBy, style),
    ...(method.readsOnly ? [factLine('effect', 'none: a plan may call it', style)] : []),
    ...(waitsFor === undefined ? [] : [factLine('waits for', waitsFor, style)]),
    ...(disrupts === undefined ? [] : [factLine('disrupts', disrupts, style)]),
    ...(parameters.length === 0
      ? []
      : ['', heading('parameters', style), ...columnLines(parameters.map(parameterRow), 2, style)]),
    ...(returnCodes.length === 0 ? [] : ['', heading('return codes', style), ...columnLines(returnCodes.map(codeRow), 2, style)]),
  ]
  return `${lines.join('\n')}\n`
}

/** What can only be written. */
export function writeOnlyText(
  { name, namespace }: ClassDescription,
  member: ClassDescription['writeOnly'][number],
  style: TextStyle,
): string {
  return `${heading(`${name}.${member.name}`, style)}  ${namespace}\n${factLine('written', member.description, style)}\n${factLine('read', 'never', style)}\n`
}

function parameterRow(parameter: ParameterDescription): readonly string[] {
  const values = parameter.values.map(({ value, label }) => (label === undefined ? value : `${value} ${label}`)).join(', ')
  return [
    parameter.direction,
    parameter.name,
    typeText(parameter),
    [parameter.optional ? 'optional' : '', values].filter((text) => text !== '').join('; '),
  ]
}

function codeRow({ code, text = '', meaning, hint }: ReturnCodeDescription): readonly string[] {
  const said = meaning === undefined ? text : [text, `(${meaning})`].filter((part) => part !== '').join(' ')
  return [code, hint === undefined ? said : `${said === '' ? '' : `${said}. `}${hint}`]
}
