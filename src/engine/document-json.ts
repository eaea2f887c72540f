import type { SourceRange } from '../base/diagnostic.js'
import { oncePer } from '../base/once-per.js'
import type { JsonValue } from '../cim/json.js'
import type { Lifecycle, ResourceDocument } from './document.js'
import type { JsonReader } from './json-reader.js'
import { plainObjectFromJson, plainToJson } from './plain-json.js'

/** JSON text of a resource's document. Hosts share documents, and so their text. */
export const documentJson = oncePer((document: ResourceDocument): string => JSON.stringify(encodeDocument(document)))

/** JSON of a resource's document; what has its default value is left out. */
export function encodeDocument(document: ResourceDocument): JsonValue {
  const { configuration, name, kind, fields, dependsOn, lifecycle, onChanged, range, owner } = document
  const plain = !lifecycle.preventDestroy && lifecycle.ignoreChanges.length === 0
  return {
    configuration,
    name,
    kind,
    fields: plainToJson(fields),
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    ...(plain ? {} : { lifecycle: { preventDestroy: lifecycle.preventDestroy, ignoreChanges: lifecycle.ignoreChanges } }),
    ...(onChanged === undefined ? {} : { onChanged }),
    ...(range === undefined ? {} : { range: encodeRange(range) }),
    ...(owner === undefined ? {} : { owner }),
  }
}

/** Raises DecodeError. */
export function decodeDocument(reader: JsonReader): ResourceDocument {
  const owner = reader.optional('owner', (from) => from.string('owner'))
  const document: ResourceDocument = {
    configuration: reader.string('configuration'),
    name: reader.string('name'),
    kind: reader.string('kind'),
    fields: plainObjectFromJson(reader.value('fields')),
    dependsOn: reader.optional('dependsOn', (from) => from.strings('dependsOn')) ?? [],
    lifecycle: reader.optional('lifecycle', (from) => decodeLifecycle(from.object('lifecycle'))) ?? {
      preventDestroy: false,
      ignoreChanges: [],
    },
    onChanged: reader.optional('onChanged', (from) => from.strings('onChanged')),
    range: reader.optional('range', (from) => decodeRange(from.object('range'))),
    ...(owner === undefined ? {} : { owner }),
  }
  reader.end()
  return document
}

function decodeLifecycle(reader: JsonReader): Lifecycle {
  const lifecycle = { preventDestroy: reader.boolean('preventDestroy'), ignoreChanges: reader.strings('ignoreChanges') }
  reader.end()
  return lifecycle
}

/** As `[line, column, line, column]`: ranges are many and only pointed at. */
function encodeRange({ file, start, end }: SourceRange): JsonValue {
  return { file, at: [start.line, start.column, end.line, end.column] }
}

function decodeRange(reader: JsonReader): SourceRange {
  const file = reader.string('file')
  const numbers = reader.list('at', (value) => value)
  const [line, column, endLine, endColumn] = numbers
  reader.end()
  if (!isCount(line) || !isCount(column) || !isCount(endLine) || !isCount(endColumn) || numbers.length !== 4) {
    throw reader.error('at', 'must be line, column, line, column')
  }
  return { file, start: { line, column }, end: { line: endLine, column: endColumn } }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
