import { XMLBuilder } from 'fast-xml-parser'
import { MisuseError } from '../base/errors.js'
import { escapeAttribute, escapeText } from './escape.js'

/** An element of a document made for local use, such as a report. No namespaces. */
export interface LocalElement {
  readonly name: string
  /** Undefined ones are left out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>
  readonly children?: readonly (LocalElement | string)[]
}

/** A document that is written child by child: `start`, what `child` gives for each, `end`. */
export interface LocalXmlStream {
  readonly start: string
  readonly child: (element: LocalElement) => string
  readonly end: string
}

/**
 * Begins a document with a declaration, indented by two spaces. Characters XML 1.0 cannot hold become `?`; white space in
 * attributes and carriage returns survive as references. Importing this file loads fast-xml-parser: import it when it is needed.
 */
export function streamLocalXml(root: Omit<LocalElement, 'children'>): LocalXmlStream {
  const builder = new XMLBuilder({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    suppressEmptyNode: true,
    // Otherwise an attribute whose value is `true` loses it.
    suppressBooleanAttributes: false,
    // It knows neither carriage returns nor control characters: escaped here.
    processEntities: false,
    format: true,
    indentBy: '  ',
  })
  const build = (element: LocalElement): string => builder.build([ordered(element)]).replace(/^\n/, '')
  const end = `</${root.name}>`
  const opening = build(root).replace(/\/>$/, '>')
  return {
    start: `<?xml version="1.0" encoding="UTF-8"?>\n${opening}\n`,
    // Built inside an element, so that it is indented as a child, and taken out again.
    child(element) {
      const text = build({ name: root.name, children: [element] })
      return text.slice(`<${root.name}>\n`.length, -end.length)
    },
    end: `${end}\n`,
  }
}

function ordered(element: LocalElement): Record<string, unknown> {
  const attributes: Record<string, string> = {}
  for (const [name, value] of Object.entries(element.attributes ?? {})) {
    if (value !== undefined) attributes[checked(name)] = escapeAttribute(String(value))
  }
  const children = (element.children ?? []).map((child) =>
    typeof child === 'string' ? { '#text': escapeText(child) } : ordered(child),
  )
  return { [checked(element.name)]: children, ...(Object.keys(attributes).length === 0 ? {} : { ':@': attributes }) }
}

function checked(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) throw new MisuseError(`XML: '${name.slice(0, 80)}' is not a name`)
  return name
}
