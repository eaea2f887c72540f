import { errorAt } from './problem.js'
import { readJson } from './read-json.js'
import type { ReadLimits, ReadTexts } from './read-limits.js'
import { readYaml } from './read-yaml.js'
import { indexLines, rangeBetween, type SourceText } from './source.js'

const defaultLimits: ReadLimits = { maxLength: 64 * 1024 * 1024, maxDepth: 64, maxAliasedNodes: 100_000 }

/**
 * Reads a text with the places of all its values: `*.json` as JSON, anything else as YAML 1.2 (which JSON is too). Any text gives
 * documents or diagnostics; nothing is thrown.
 */
export function readText(source: SourceText, limits: ReadLimits = defaultLimits): ReadTexts {
  const text = source.text.startsWith('\ufeff') ? source.text.slice(1) : source.text
  const plain = { file: source.file, text }
  if (text.length > limits.maxLength) {
    const detail = `The file has ${text.length} characters; at most ${limits.maxLength} are read. Split it.`
    return { documents: [], diagnostics: [errorAt(rangeBetween(indexLines(plain), 0, 0), 'File too large', detail)] }
  }
  return source.file.toLowerCase().endsWith('.json') ? readJson(plain, limits) : readYaml(plain, limits)
}
