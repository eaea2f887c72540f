import type { Diagnostic } from '../base/diagnostic.js'
import { readVariables } from './inventory.js'
import { errorAt } from './problem.js'
import { readText } from './read-text.js'
import { variablesSchema } from './schema/common.js'
import { compileSchema } from './schema-check.js'
import type { SourceText } from './source.js'
import { headOf } from './source-node.js'
import type { VariableLayer, VariableValue } from './variable-layer.js'

/** Variables from outside the documents; they win over all others. */
export interface OutsideVariables {
  /** `--var NAME=TEXT`; the text is taken as it is. */
  readonly flags: ReadonlyMap<string, string>
  /** `--var-file`; of several the last wins, so it comes first here. */
  readonly files: readonly VariableLayer[]
}

export interface ReadOutsideVariables {
  readonly variables: OutsideVariables
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Variables from the command line: `flags` are the texts of `--var` (`NAME=TEXT`), `files` the contents of `--var-file` (a mapping
 * of names to values). The last of several wins.
 */
export function readOutsideVariables(flags: readonly string[], files: readonly SourceText[]): ReadOutsideVariables {
  const diagnostics: Diagnostic[] = []
  const byName = new Map<string, string>()
  for (const flag of flags) {
    const at = flag.indexOf('=')
    const name = flag.slice(0, Math.max(at, 0))
    if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) byName.set(name, flag.slice(at + 1))
    else
      diagnostics.push(
        errorAt(
          undefined,
          'Unusable variable',
          'A --var is NAME=VALUE; the name starts with a letter and has letters, digits, hyphens and underscores.',
        ),
      )
  }
  const layers = files.map((file) => readFile(file, diagnostics))
  return { variables: { flags: byName, files: layers.toReversed() }, diagnostics }
}

function readFile(source: SourceText, diagnostics: Diagnostic[]): VariableLayer {
  const read = readText(source)
  diagnostics.push(...read.diagnostics)
  const layer = new Map<string, VariableValue>()
  const schema = compileSchema(variablesSchema)
  for (const node of read.documents) {
    if (node.kind !== 'map') {
      diagnostics.push(
        errorAt(headOf(node), 'Not a mapping', 'A variable file is a mapping of names to values, for example: jdk: 21'),
      )
      continue
    }
    const problems = schema.check(node, 'the variable file')
    diagnostics.push(...problems)
    for (const [name, value] of readVariables(node, diagnostics)) layer.set(name, value)
  }
  return layer
}
