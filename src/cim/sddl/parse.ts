import { DecodeError } from '../../base/errors.js'
import { rightsAliases } from './rights.table.js'
import type { AccessControlEntry, AccessControlList, SecurityDescriptor } from './security-descriptor.js'
import { relativeSidAliases, sidAliases } from './sid-aliases.table.js'

/** An ACL has at most 64 KB, and no ACE fewer than 8 bytes ([MS-DTYP] 2.4.5). */
const mostEntries = 8_192
const longestText = 1_000_000

/** Reads an SDDL string ([MS-DTYP] 2.5.1.1), in any case, with spaces between its parts. Throws DecodeError. */
export function parseSddl(text: string): SecurityDescriptor {
  if (text.length > longestText) throw wrong(`${text.length} characters are too many`)
  return new SddlParser(text).parse()
}

class SddlParser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): SecurityDescriptor {
    let owner: string | undefined
    let group: string | undefined
    let dacl: AccessControlList | undefined
    let sacl: AccessControlList | undefined
    for (let part = this.#nextPart(); part !== undefined; part = this.#nextPart()) {
      if (part === 'O' && owner === undefined) owner = readSid(this.#untilNextPart())
      else if (part === 'G' && group === undefined) group = readSid(this.#untilNextPart())
      else if (part === 'D' && dacl === undefined) dacl = this.#acl()
      else if (part === 'S' && sacl === undefined) sacl = this.#acl()
      else throw wrong(`'${part}:' stands there twice`)
    }
    if (owner === undefined && group === undefined && dacl === undefined && sacl === undefined) throw wrong('it has no part')
    return { owner, group, dacl, sacl }
  }

  /** `O:`, `G:`, `D:` or `S:`; undefined at the end. */
  #nextPart(): string | undefined {
    this.#skipSpace()
    if (this.#at === this.#text.length) return undefined
    const letter = this.#text.charAt(this.#at).toUpperCase()
    if (!'OGDS'.includes(letter) || this.#text.charAt(this.#at + 1) !== ':') {
      throw wrong(`'O:', 'G:', 'D:' or 'S:' is expected at character ${this.#at + 1}`)
    }
    this.#at += 2
    return letter
  }

  #untilNextPart(): string {
    const rest = this.#text.slice(this.#at)
    const next = /[OGDS]:/i.exec(rest)?.index ?? rest.length
    this.#at += next
    return rest.slice(0, next)
  }

  #acl(): AccessControlList {
    const flags = this.#untilAny('(', ':')
    const entries: AccessControlEntry[] = []
    for (this.#skipSpace(); this.#text.charAt(this.#at) === '('; this.#skipSpace()) {
      if (entries.length >= mostEntries) throw wrong(`it has more than ${mostEntries} entries`)
      entries.push(readEntry(this.#parenthesis()))
    }
    return { flags: readAclFlags(flags), entries }
  }

  /** Text up to one of the two; what stands before a colon is the letter of the next part. */
  #untilAny(open: string, colon: string): string {
    let end = this.#at
    while (end < this.#text.length && this.#text.charAt(end) !== open && this.#text.charAt(end) !== colon) end += 1
    if (this.#text.charAt(end) === colon) end -= 1
    const found = this.#text.slice(this.#at, end)
    this.#at = end
    return found
  }

  /** What stands between the parenthesis here and the one that closes it; quotes hide parentheses. */
  #parenthesis(): string {
    let depth = 0
    let quoted = false
    const start = this.#at + 1
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text.charAt(this.#at)
      if (character === '"') quoted = !quoted
      else if (quoted) continue
      else if (character === '(') depth += 1
      else if (character === ')' && --depth === 0) {
        this.#at += 1
        return this.#text.slice(start, this.#at - 1)
      }
    }
    throw wrong('a parenthesis is not closed')
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1
  }
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function readEntry(text: string): AccessControlEntry {
  const fields = splitFields(text)
  const [type = '', flags = '', rights = '', objectType = '', inherited = '', sid = '', condition = ''] = fields
  if (fields.length !== 6 && fields.length !== 7) throw wrong(`an entry has ${fields.length} fields instead of 6 or 7`)
  const name = type.trim().toUpperCase()
  if (!/^[A-Z]{1,2}$/.test(name)) throw wrong(`'${clip(type)}' is no type of entry`)
  return {
    type: name,
    flags: pairsOf(flags, 'flags'),
    rights: readRights(rights),
    objectType: readGuid(objectType),
    inheritedObjectType: readGuid(inherited),
    sid: readSid(sid),
    condition: condition.trim(),
  }
}

/** The seventh field, in parentheses of its own, may hold semicolons. */
function splitFields(text: string): readonly string[] {
  const fields: string[] = []
  let start = 0
  while (fields.length < 6) {
    const end = text.indexOf(';', start)
    if (end < 0) break
    fields.push(text.slice(start, end))
    start = end + 1
  }
  return [...fields, text.slice(start)]
}

function readAclFlags(text: string): readonly string[] {
  let rest = text.replace(/\s+/g, '').toUpperCase()
  const flags = new Set<string>()
  while (rest !== '') {
    const flag = ['NO_ACCESS_CONTROL', 'AR', 'AI', 'P'].find((known) => rest.startsWith(known))
    if (flag === undefined) throw wrong(`'${clip(rest)}' are no flags of an access control list`)
    flags.add(flag)
    rest = rest.slice(flag.length)
  }
  return [...flags].sort()
}

function pairsOf(text: string, what: string): readonly string[] {
  const word = text.trim().toUpperCase()
  if (!/^(?:[A-Z]{2})*$/.test(word)) throw wrong(`'${clip(text)}' are no ${what}`)
  return [...new Set(word.match(/../g) ?? [])].sort()
}

/** Letters in pairs, or a number: hexadecimal with 0x, octal with 0, else decimal. */
function readRights(text: string): number {
  const word = text.trim()
  if (word === '') return 0
  if (/^0x[0-9a-f]{1,8}$/i.test(word)) return Number.parseInt(word.slice(2), 16)
  if (/^0[0-7]{1,11}$/.test(word)) return asMask(Number.parseInt(word, 8))
  if (/^[0-9]{1,10}$/.test(word)) return asMask(Number(word))
  let rights = 0
  for (const pair of pairsOf(word, 'rights')) {
    const mask = rightsAliases[pair]
    if (mask === undefined) throw wrong(`'${pair}' is no right`)
    rights |= mask
  }
  return rights >>> 0
}

function asMask(value: number): number {
  if (value > 0xffff_ffff) throw wrong(`the rights ${value} do not fit 32 bits`)
  return value
}

function readGuid(text: string): string {
  const word = text.trim().toLowerCase()
  if (word !== '' && !guid.test(word)) throw wrong(`'${clip(text)}' is no GUID`)
  return word
}

/** `S-1-5-32-544`, its authority in decimal below 2^32, from any spelling. */
function readSid(text: string): string {
  const word = text.trim().toUpperCase()
  const known = sidAliases[word]
  if (known !== undefined) return known
  if (relativeSidAliases.has(word)) return word
  const [, authority, rest = ''] = /^S-1-([0-9]{1,15}|0X[0-9A-F]{1,12})((?:-[0-9]{1,10}){0,15})$/.exec(word) ?? []
  if (authority === undefined) throw wrong(`'${clip(text)}' is no SID`)
  const parts = rest.split('-').slice(1).map(BigInt)
  if (parts.some((part) => part > 0xffff_ffffn)) throw wrong(`'${clip(text)}' is no SID`)
  return ['S-1', BigInt(authority.toLowerCase()), ...parts].join('-')
}

function wrong(detail: string): DecodeError {
  return new DecodeError('SDDL', detail)
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
