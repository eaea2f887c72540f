import { isSecretReference, type PlainValue } from '../engine/document.js'

/** A value as it is written into a document, so that none of its text is taken for a reference to a variable. */
export function escapeReferences(value: PlainValue): PlainValue {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${')
  if (typeof value !== 'object' || value === null || isSecretReference(value)) return value
  if (Array.isArray(value)) return (value as readonly PlainValue[]).map(escapeReferences)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, escapeReferences(each)]))
}
