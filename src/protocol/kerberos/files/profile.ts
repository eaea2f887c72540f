import { DecodeError } from '../../../base/errors.js'

/** A setting of a profile file, or a group of them in braces. */
export interface ConfNode {
  readonly name: string
  readonly value: string | readonly ConfNode[]
}

const limits = { characters: 1 << 20, depth: 8 }

/** The sections of a profile file ([MIT krb5] krb5.conf(5) "Structure"), settings in order. Raises DecodeError with the line. */
export function parseProfile(text: string): ReadonlyMap<string, readonly ConfNode[]> {
  if (text.length > limits.characters) throw new DecodeError('krb5.conf', `more than ${limits.characters} characters`)
  const sections = new Map<string, ConfNode[]>()
  /** The lists that are open, innermost last. */
  let open: ConfNode[][] = []
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const fail = (detail: string): DecodeError => new DecodeError('krb5.conf', `line ${index + 1}: ${detail}`)
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';') || /^(include|includedir|module)\s/.test(line)) continue
    const section = /^\[([^\]]+)\]\*?$/.exec(line)?.[1]
    if (section !== undefined) {
      const nodes = sections.get(section) ?? []
      sections.set(section, nodes)
      open = [nodes]
      continue
    }
    const [innermost] = open.slice(-1)
    if (innermost === undefined) throw fail('a setting before the first section')
    if (/^\}\*?$/.test(line)) {
      if (open.length === 1) throw fail('a brace that closes nothing')
      open.pop()
      continue
    }
    const equals = line.indexOf('=')
    if (equals < 0) throw fail('neither a section nor a setting')
    const name = line.slice(0, equals).trim().replace(/\*$/, '')
    const value = line.slice(equals + 1).trim()
    if (value !== '{') {
      innermost.push({ name, value: value.replace(/^"(.*)"$/, '$1') })
      continue
    }
    if (open.length >= limits.depth) throw fail('too many braces inside one another')
    const nodes: ConfNode[] = []
    innermost.push({ name, value: nodes })
    open.push(nodes)
  }
  if (open.length > 1) throw new DecodeError('krb5.conf', 'ends inside braces')
  return sections
}
