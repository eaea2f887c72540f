import type { PlainValue } from '../engine/document.js'
import { readText } from './read-text.js'
import type { VariableType } from './schema/configuration.js'
import { plainOf } from './source-node.js'

/**
 * The text of `--var NAME=TEXT` as a value of the type that is wanted, undefined when it is none. Text stays text unless the
 * variable is declared, or has a value, of another type; lists, mappings and secrets are read as YAML: `--var 'ports=[80, 443]'`.
 */
export function flagValue(text: string, type: VariableType | 'null'): PlainValue | undefined {
  switch (type) {
    case 'string':
    case 'any':
    case 'null':
      return text
    case 'integer':
      return /^[+-]?\d{1,40}$/.test(text) ? BigInt(text) : undefined
    case 'number':
      return /^[+-]?\d{1,40}$/.test(text)
        ? BigInt(text)
        : /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)
          ? Number(text)
          : undefined
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'list':
    case 'map':
    case 'secret': {
      const { documents, diagnostics } = readText({ file: '--var', text })
      const [only] = documents
      return diagnostics.length > 0 || documents.length !== 1 || only === undefined ? undefined : plainOf(only)
    }
  }
}
