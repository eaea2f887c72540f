import { DecodeError } from '../../base/errors.js'
import type { CimTypeDeclaration } from '../../cim/class.js'
import { parseObjectPath } from '../../cim/object-path.js'
import type { CimType } from '../../cim/type.js'
import type { CimInstance, CimScalar, ObjectPath } from '../../cim/value.js'
import { trimmedText, type XmlElement } from '../../xml/element.js'
import { readDateTimeText } from './datetime-text.js'
import { isEpr, readEpr } from './epr.js'
import { type ComplexReader, PropertiesReader, type TypedScalar } from './properties-reader.js'
import type { ReadContext } from './read-context.js'
import { replay } from './replay.js'
import { typeHint } from './type-hint.js'

const timeElement = /^(?:Datetime|DateTime|Interval|CIM_DateTime|Date|Time)$/

/** Embedded instances may stand this deep in one another. */
const maxEmbedding = 16

/** Reads datetimes, references and embedded instances. */
export function complexReader(context: ReadContext): ComplexReader {
  return (element, declaration) => readComplexValue(element, declaration, context, maxEmbedding)
}

function readComplexValue(
  element: XmlElement,
  declaration: CimTypeDeclaration | undefined,
  context: ReadContext,
  depthLimit: number,
): TypedScalar {
  const type = declaration?.type ?? guess(element)
  if (type === 'datetime') return { type, value: readTime(element) }
  if (type === 'reference') return { type, value: readReference(element, context) }
  if (type === 'object' || type === 'instance') return { type, value: readEmbedded(element, declaration, context, depthLimit) }
  throw new DecodeError(type, 'there are elements where a plain value belongs')
}

function guess(element: XmlElement): CimType {
  const hint = typeHint(element.attributes, element.scope)
  if (hint.type === 'reference' || isEpr(element)) return 'reference'
  const [only] = element.children
  if (hint.type === 'datetime' || (element.children.length === 1 && only !== undefined && timeElement.test(only.local)))
    return 'datetime'
  return 'object'
}

function readTime(element: XmlElement): CimScalar {
  const [only] = element.children
  if (only === undefined) return readDateTimeText(trimmedText(element))
  if (element.children.length > 1 || !timeElement.test(only.local) || only.children.length > 0) {
    throw new DecodeError('datetime', `the element '${only.local.slice(0, 80)}' is not a form of it`)
  }
  return readDateTimeText(trimmedText(only))
}

function readReference(element: XmlElement, context: ReadContext): ObjectPath {
  if (isEpr(element)) return readEpr(element, context.classes)
  if (element.children.length > 0) throw new DecodeError('reference', 'the element holds no endpoint reference')
  return parseObjectPath(trimmedText(element))
}

/** The class is what `xsi:type` says, else the declared one ([DSP0230] 9.2.3). */
function readEmbedded(
  element: XmlElement,
  declaration: CimTypeDeclaration | undefined,
  context: ReadContext,
  depthLimit: number,
): CimInstance {
  if (depthLimit <= 0) throw new DecodeError('embedded instance', 'too many instances inside one another')
  if (element.children.length === 0 && trimmedText(element) !== '') {
    throw new DecodeError('embedded instance', 'there is text where an instance belongs')
  }
  const hint = typeHint(element.attributes, element.scope)
  const uri = hint.className === undefined ? element.children[0]?.uri : hint.classUri
  const known = context.classOf(uri, hint.className ?? declaration?.className ?? '')
  const reader = new PropertiesReader(known.plan, (child, declared) => readComplexValue(child, declared, context, depthLimit - 1))
  replay(element.children, reader)
  return { kind: 'instance', className: known.className, namespace: known.namespace, properties: reader.properties }
}
