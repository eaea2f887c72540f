import { Document, isMap, isScalar, isSeq, type Node, visit } from 'yaml'
import type { PlainValue } from '../engine/document.js'

/**
 * Prints a document as YAML that reads back as the same value: block style, short lists and mappings of scalars on one line, no
 * anchors, text quoted where it would be read as something else (by YAML 1.1 readers too).
 */
export function toYaml(value: PlainValue): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' })
  visit(document, {
    Collection(_, node) {
      if (isShort(node)) node.flow = true
    },
  })
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true })
}

/** `---` between documents. */
export function toYamlStream(values: readonly PlainValue[]): string {
  return values.map(toYaml).join('---\n')
}

function isShort(node: Node): boolean {
  if (isSeq(node)) return node.items.length > 0 && node.items.every(isOneLine) && lengthOf(node.items) <= longestLine
  if (!isMap(node) || node.items.length === 0 || node.items.length > mostFields) return false
  return (
    node.items.every(({ value }) => isOneLine(value)) &&
    lengthOf(node.items.flatMap(({ key, value }) => [key, value])) <= longestLine
  )
}

function isOneLine(node: unknown): boolean {
  return isScalar(node) && !(typeof node.value === 'string' && /[\r\n]/.test(node.value))
}

function lengthOf(nodes: readonly unknown[]): number {
  return nodes.reduce<number>((sum, node) => sum + (isScalar(node) ? String(node.value).length + 4 : 0), 0)
}

const longestLine = 80
const mostFields = 3
