import { escapeReferences } from '../config/escape-references.js'
import { apiVersion } from '../config/schema/common.js'
import { toYaml } from '../config/to-yaml.js'
import type { PlainObject, PlainValue } from '../engine/document.js'
import { writeTextFile } from '../io/write-file.js'
import type { LeftOut } from '../resources/shared/left-out.js'
import { visibleText } from '../views/text/visible.js'
import { counted } from '../views/text/words.js'
import type { SettledImport } from './settle-import.js'
import type { Terminal } from './terminal.js'

export interface WriteImportOptions {
  readonly className: string
  readonly host: string
  readonly name: string | undefined
  readonly out: string | undefined
}

/** Writes the Configuration, and says what is not in it. */
export async function writeImport(
  { resources, leftOut }: SettledImport,
  { className, host, name, out }: WriteImportOptions,
  terminal: Terminal,
): Promise<void> {
  const notes = describeLeftOut(leftOut)
  const taken = new Set<string>()
  const document: PlainValue = {
    apiVersion,
    kind: 'Configuration',
    metadata: { name: name ?? nameOf([className, host], new Set()) },
    targets: `host:${host}`,
    resources: resources.map((fields) => ({
      name: nameOf(namingValues(fields), taken),
      ...(escapeReferences(fields) as PlainObject),
    })),
  }
  const comment = [`${className} of ${host}, imported by wmctl`, ...notes.map((note) => `left out: ${note}`)]
  const text = `${comment.map((line) => `# ${visibleText(line, { unicode: true })}\n`).join('')}${toYaml(document)}`
  if (out === undefined) terminal.out(text)
  else await writeTextFile(out, text)
  for (const note of notes) terminal.err(`left out: ${visibleText(note, terminal.errStyle)}\n`)
  terminal.err(`Imported ${counted(resources.length, 'object')} of ${className} from ${host}.\n`)
}

/** `ProcessId of 3 objects: …`, each reason once. */
function describeLeftOut(leftOut: readonly LeftOut[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { property, why } of leftOut) {
    const text = `${property}\n${why}`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, count]) => {
    const [property = '', why = ''] = text.split('\n', 2)
    return `${property}${count === 1 ? '' : ` of ${counted(count, 'object')}`}: ${why}`
  })
}

/** What tells the object from others: its key, or for a singleton its class. */
function namingValues(fields: PlainObject): readonly string[] {
  const { key, cim, registry } = fields
  if (typeof registry === 'string') return [registry.split('\\').slice(-2).join(' ')]
  if (typeof key === 'object' && key !== null) return Object.values(key).map((value) => formatPlain(value as PlainValue))
  return typeof cim === 'string' ? [cim] : []
}

function formatPlain(value: PlainValue): string {
  return typeof value === 'object' ? '' : String(value)
}

const longestName = 100

/** A name a resource may have, made from text, and not among those taken. */
function nameOf(parts: readonly string[], taken: Set<string>): string {
  const words = parts.join(' ').normalize('NFKD').toLowerCase()
  const slug = words
    .replace(/[^a-z0-9_.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, longestName)
  const base = slug === '' ? 'object' : slug
  let name = base
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`
  taken.add(name)
  return name
}
