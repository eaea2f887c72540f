import type { XmlElement } from '../../xml/element.js'
import type { XmlHandler } from '../../xml/reader.js'

/** Gives a handler the events of elements already read. Text comes before child elements. */
export function replay(elements: readonly XmlElement[], handler: XmlHandler): void {
  for (const element of elements) {
    const inside = handler.open(element, element.attributes, element.scope)
    if (element.text !== '') inside.text(element.text)
    replay(element.children, inside)
    handler.close()
  }
}
