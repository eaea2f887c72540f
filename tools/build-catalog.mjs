// Rewrites the class catalogue (JSON, one file per namespace) in the compact form that the product ships; see
// schemas/catalog/README.md for the format. Usage: node tools/build-catalog.mjs SOURCE_FOLDER [TARGET_FOLDER]
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const formatVersion = 1
const [source, target = fileURLToPath(new URL('../schemas/catalog', import.meta.url))] = process.argv.slice(2)
if (source === undefined) {
  console.error('usage: node tools/build-catalog.mjs SOURCE_FOLDER [TARGET_FOLDER]')
  process.exit(6)
}

const readJson = (name) => JSON.parse(readFileSync(join(source, name), 'utf8'))
const sharedCodes = readJson('_return-codes.json')
const system = byName(readJson('_any.json'))

/** Types that pages name by a C or .NET name. */
const misspelled = { 'object:HRESULT': 'sint32', 'object:Integer': 'sint32', 'object:unint32': 'uint32' }

mkdirSync(target, { recursive: true })
for (const name of readdirSync(target)) if (name.endsWith('.txt')) rmSync(join(target, name))
const index = []
const files = readdirSync(source).filter((name) => name.endsWith('.json') && !['index.json', '_return-codes.json'].includes(name))
for (const file of files.sort()) {
  const classes = byName(readJson(file))
  const namespace = [...classes.values()][0].namespace
  const name = file.replace('.json', '.txt')
  writeFileSync(join(target, name), namespaceText(classes))
  index.push([namespace, name, [...classes.values()].map((each) => each.class).join(' ')].join('\t'))
}
const header = [
  `wmctl class catalogue\t${formatVersion}`,
  'Source: Microsoft, Win32 documentation (MicrosoftDocs/win32), CC BY 4.0, https://creativecommons.org/licenses/by/4.0/',
  'Changes: facts (names, types, keys, access, methods, enumerated values, return codes) were extracted, corrected where marked, and rewritten in this form; see README.md.',
]
writeFileSync(join(target, 'index.txt'), `${[...header, ...index].join('\n')}\n`)

function byName(classes) {
  return new Map(classes.map((each) => [each.class.toLowerCase(), each]))
}

/** Line 1: value maps and return codes that several members share. Then a line per class: lower-cased name, tab, JSON. */
function namespaceText(classes) {
  // The reader searches by the order of UTF-16 units, which is that of sort().
  const encoded = [...classes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, encodeClass(each, classes)])
  const uses = new Map()
  for (const [, value] of encoded) {
    eachTable(value, (table) => {
      uses.set(JSON.stringify(table), (uses.get(JSON.stringify(table)) ?? 0) + 1)
    })
  }
  const shared = [...uses].filter(([text, count]) => count > 1 && text.length > 8).map(([text]) => text)
  const numbers = new Map(shared.map((text, number) => [text, number]))
  for (const [, value] of encoded) eachTable(value, (table) => numbers.get(JSON.stringify(table)))
  return `${[`[${shared.join(',')}]`, ...encoded.map(([key, value]) => `${key}\t${JSON.stringify(value)}`)].join('\n')}\n`
}

/** Visits every table of a class; what `visit` returns, when anything, takes the table's place. */
function eachTable(encoded, visit) {
  const members = [...encoded.p, ...encoded.m.flatMap(([, , parameters]) => parameters)]
  for (const [, , extras] of members) {
    if (extras?.v !== undefined) extras.v = visit(extras.v) ?? extras.v
  }
  for (const method of encoded.m) {
    if (method[3] !== undefined) method[3] = visit(method[3]) ?? method[3]
  }
}

function encodeClass(each, classes) {
  const parent =
    each.superclass === null
      ? undefined
      : (classes.get(each.superclass.toLowerCase()) ?? system.get(each.superclass.toLowerCase()))
  const inherited = parent === undefined || parent === each ? undefined : members(parent, classes, 0)
  const own = ownMembers(each)
  const declared = [...own.properties.map(([name]) => name.toLowerCase()), ...(inherited?.properties.keys() ?? [])]
  // Keys that are known by name alone are strings: they are InstanceID and the like.
  const undeclared = (each.keys ?? []).filter((key) => !declared.includes(key.toLowerCase())).map((key) => [key, 'string'])
  const q = each.qualifiers
  return {
    n: each.class,
    ...(each.superclass === null ? {} : { s: each.superclass }),
    ...(each.keys?.length > 0 ? { k: each.keys } : {}),
    q: [
      q.abstract === true ? 'a' : '',
      q.association === true || q.associationInferred === true ? 'r' : '',
      q.singleton === true ? 's' : '',
      flag('c', q.supportsCreate),
      flag('u', q.supportsUpdate),
      flag('d', q.supportsDelete),
    ].join(''),
    p: [...own.properties, ...undeclared].filter(
      (property) => !same(property, inherited?.properties.get(property[0].toLowerCase())),
    ),
    m: own.methods.filter((method) => !same(method, inherited?.methods.get(method[0].toLowerCase()))),
  }
}

/** Lower case: the schema says no; upper case: yes; nothing: unknown. */
function flag(letter, value) {
  return value === null || value === undefined ? '' : value ? letter.toUpperCase() : letter
}

function same(a, b) {
  return b !== undefined && JSON.stringify(a) === JSON.stringify(b)
}

/** All members of a class, its superclasses' included. */
function members(each, classes, depth) {
  if (depth > 32) throw new Error(`${each.class}: superclasses form a cycle`)
  const superclass = each.superclass?.toLowerCase()
  const parent = superclass === undefined ? undefined : (classes.get(superclass) ?? system.get(superclass))
  const all = parent === undefined ? { properties: new Map(), methods: new Map() } : members(parent, classes, depth + 1)
  const own = ownMembers(each)
  for (const property of own.properties) all.properties.set(property[0].toLowerCase(), property)
  for (const method of own.methods) all.methods.set(method[0].toLowerCase(), method)
  return all
}

function ownMembers(each) {
  // A key is never an array ([DSP0004] 5.6.3.22), though one page says so.
  const keys = new Set(each.keys?.map((key) => key.toLowerCase()))
  const isArray = (property) => property.array && !keys.has(property.name.toLowerCase())
  return {
    properties: each.properties.map((property) =>
      encodeDeclaration({ ...property, array: isArray(property) }, { a: accessOf(property.access) }),
    ),
    methods: each.methods.map(encodeMethod),
  }
}

function accessOf(access) {
  return { read: undefined, write: 'w', 'read/write': 'rw' }[access]
}

function encodeMethod(method) {
  const parameters = (method.params ?? []).map((parameter) =>
    encodeDeclaration(parameter, { d: directionOf(parameter), ...(parameter.optional ? { t: 1 } : {}) }),
  )
  const codes = { ...sharedCodes[method.returnCodesRef]?.codes, ...method.returnCodes }
  const flat = Object.entries(codes).flat()
  const encoded = [
    method.name,
    `${method.static ? '*' : ''}${typeText({ type: method.returns ?? 'void', array: false })}`,
    parameters,
  ]
  return flat.length === 0 ? encoded : [...encoded, flat]
}

function directionOf(parameter) {
  if (parameter.out) return parameter.in ? 'io' : 'o'
  return undefined
}

/** `[name, type, extras?]`; extras that are undefined are left out. */
function encodeDeclaration(member, more) {
  const extras = {
    ...more,
    l: member.maxLen ?? undefined,
    i: member.minLen ?? undefined,
    n: textOf(member.min),
    x: textOf(member.max),
    v: valueTable(member),
    b: member.bitmap || member.bitmapInferred ? 1 : undefined,
    o: member.octetString ? 1 : undefined,
    e: member.type === 'string' ? member.embeddedInstance : undefined,
    u: member.units ?? undefined,
    z: member.deprecated ? 1 : undefined,
  }
  const given = Object.fromEntries(Object.entries(extras).filter(([, value]) => value !== undefined))
  const encoded = [member.name, typeText(member)]
  return Object.keys(given).length === 0 ? encoded : [...encoded, given]
}

function textOf(value) {
  return value === undefined || value === null || !/^-?[0-9]+$/.test(String(value)) ? undefined : String(value)
}

function typeText(member) {
  const type = misspelled[member.type] ?? member.type
  return `${type}${member.array ? '[]' : ''}`
}

/** Some pages give bit positions; what combines are the values that these stand for. */
function bitValues(codes) {
  const numbers = codes.map(Number)
  const isPosition = numbers.some((number) => number !== 0 && (number & (number - 1)) !== 0)
  return isPosition ? numbers.map((position) => 2 ** position) : codes
}

/** Pairs of wire value and label, flat. Labels of numbers whose codes are not documented say nothing about the wire. */
function valueTable({ type, values, valueMap, bitmap }) {
  const wire = valueMap ?? (type === 'string' ? values : null)
  if (wire === null || wire === undefined || wire.length === 0) return undefined
  const codes = bitmap === true ? bitValues(wire) : wire
  return codes.flatMap((code, index) => [String(code), valueMap ? (values?.[index] ?? null) : null])
}
