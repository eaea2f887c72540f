import type { XmlWriter } from '../../xml/writer.js'
import { dialect } from './actions.js'
import { durationMsText } from './datetime-text.js'
import { writeEprContent } from './epr.js'
import type { EnumerateFilter, EnumerateRequest } from './message.js'

const modes = { object: undefined, epr: 'EnumerateEPR', 'object-and-epr': 'EnumerateObjectAndEPR' } as const
const polymorphisms = { include: 'IncludeSubClassProperties', exclude: 'ExcludeSubClassProperties', none: 'None' } as const

/** Bodies of WS-Enumeration requests ([DSP0226] 8). */
export function writeEnumerateBody(writer: XmlWriter, request: EnumerateRequest, namespace: string): void {
  writer.open('n:Enumerate')
  if (request.optimize) writer.element('w:OptimizeEnumeration')
  if (request.maxElements !== undefined) writer.element('w:MaxElements', String(request.maxElements))
  if (request.filter !== undefined) writeFilter(writer, request.filter, namespace)
  const mode = modes[request.mode]
  if (mode !== undefined) writer.element('w:EnumerationMode', mode)
  if (request.polymorphism !== undefined) writer.element('b:PolymorphismMode', polymorphisms[request.polymorphism])
  writer.close()
}

export function writePullBody(
  writer: XmlWriter,
  pull: { readonly context: string; readonly maxElements: number; readonly maxTime?: number },
): void {
  writer.open('n:Pull').element('n:EnumerationContext', pull.context)
  if (pull.maxTime !== undefined) writer.element('n:MaxTime', durationMsText(pull.maxTime))
  writer.element('n:MaxElements', String(pull.maxElements)).close()
}

export function writeReleaseBody(writer: XmlWriter, context: string): void {
  writer.open('n:Release').element('n:EnumerationContext', context).close()
}

function writeFilter(writer: XmlWriter, filter: EnumerateFilter, namespace: string): void {
  switch (filter.dialect) {
    case 'wql':
      writer.element('w:Filter', filter.query, { Dialect: dialect.wql })
      return
    case 'selector':
      writer.open('w:Filter', { Dialect: dialect.selector }).open('w:SelectorSet')
      for (const [name, value] of filter.selectors) writer.element('w:Selector', value, { Name: name })
      writer.close().close()
      return
    case 'association': {
      const { object, associationClass, role, resultClass, resultRole } = filter
      writer.open('w:Filter', { Dialect: dialect.association })
      writer.open(filter.returns === 'associated' ? 'b:AssociatedInstances' : 'b:AssociationInstances')
      writer.open('b:Object')
      writeEprContent(writer, object, namespace)
      writer.close()
      const parts = { AssociationClassName: associationClass, Role: role, ResultClassName: resultClass, ResultRole: resultRole }
      for (const [name, value] of Object.entries(parts)) if (value !== undefined) writer.element(`b:${name}`, value)
      writer.close().close()
    }
  }
}
