import type { Diagnostic } from '../../../src/base/diagnostic.js'
import { type Compiled, type CompileInput, compile } from '../../../src/config/compile.js'
import { readDocuments } from '../../../src/config/documents.js'
import { readOutsideVariables } from '../../../src/config/variables.js'
import { kinds } from './kinds.js'

export interface CompileTextOptions extends Pick<CompileInput, 'limit' | 'targets'> {
  /** `NAME=TEXT` */
  readonly flags?: readonly string[]
  readonly variableFiles?: readonly string[]
}

/** Reads and compiles texts as a run would; files are called a.yaml, b.yaml and so on. */
export function compileTexts(texts: readonly string[], options: CompileTextOptions = {}): Compiled {
  const documents = readDocuments(
    texts.map((text, index) => ({ file: `${'abcdefgh'[index]}.yaml`, text })),
    kinds,
  )
  const outside = readOutsideVariables(
    options.flags ?? [],
    (options.variableFiles ?? []).map((text, index) => ({ file: `vars${index}.yaml`, text })),
  )
  const diagnostics = [...documents.diagnostics, ...outside.diagnostics]
  const compiled = compile({ ...documents, diagnostics, variables: outside.variables, ...options })
  return { ...compiled, diagnostics: [...diagnostics, ...compiled.diagnostics] }
}

/** `a.yaml:3:5 error Unknown field (→ properties)`, the shape that tables of mistakes are written in. */
export function brief(diagnostic: Diagnostic): string {
  const { range, severity, summary, suggestion } = diagnostic
  const place = range === undefined ? '-' : `${range.file}:${range.start.line}:${range.start.column}`
  return `${place} ${severity} ${summary}${suggestion === undefined ? '' : ` (→ ${suggestion})`}`
}

export const inventory = `apiVersion: wmctl/v1
kind: Inventory
hosts:
  - name: web01
    labels: { role: web, env: prod }
  - name: web02
    labels: { role: web, env: test }
  - name: db01
    labels: { role: db, env: prod }
`

/** A Configuration for all hosts with these resources and, at the top level, these other fields. */
export function configuration(resources: string, fields = "targets: '*'"): string {
  return `apiVersion: wmctl/v1
kind: Configuration
metadata: { name: base }
${fields}
resources:
${resources}`
}
