import { DecodeError } from '../base/errors.js'
import type { CimClass, CimMethodDeclaration, CimPropertyDeclaration, ClassSource } from '../cim/class.js'
import { namespaceKey, normalizeNamespace } from '../cim/names.js'
import { type ClassLine, decodeMethod, decodeProperty, type EncodedTable } from './line.js'

/** Gives the bytes or the text of a file of `schemas/catalog`, by its name. */
export type LoadCatalogFile = (file: string) => Uint8Array | string

const format = 'wmctl class catalogue'
const version = '1'
/** Superclasses above this many are a defect of the data. */
const maxDepth = 32

/**
 * The documented classes of Windows. Files are loaded when a class of their namespace is first asked for, and of a file
 * only the lines of the class and its superclasses are parsed. System classes (`__Event`) are in every namespace.
 */
export function createCatalog(load: LoadCatalogFile): ClassSource {
  return new Catalog(load)
}

interface NamespaceEntry {
  readonly namespace: string
  readonly file: string
  readonly classNames: string
}

interface NamespaceFile {
  readonly text: string
  readonly shared: readonly EncodedTable[]
}

class Catalog implements ClassSource {
  readonly #load: LoadCatalogFile
  readonly #files = new Map<string, NamespaceFile>()
  readonly #classes = new Map<string, CimClass | undefined>()
  #index: ReadonlyMap<string, NamespaceEntry> | undefined

  constructor(load: LoadCatalogFile) {
    this.#load = load
  }

  namespaces(): readonly string[] {
    return [...this.#entries().keys()].filter((namespace) => namespace !== '*')
  }

  classNames(namespace: string): readonly string[] {
    const own = this.#entries().get(namespaceKey(namespace))?.classNames.split(' ') ?? []
    return [...own, ...(this.#entries().get('*')?.classNames.split(' ') ?? [])]
  }

  find(namespace: string, className: string): CimClass | undefined {
    return this.#find(namespaceKey(namespace), normalizeNamespace(namespace), className, 0)
  }

  #find(key: string, namespace: string, className: string, depth: number): CimClass | undefined {
    const cacheKey = `${key}:${className.toLowerCase()}`
    if (this.#classes.has(cacheKey)) return this.#classes.get(cacheKey)
    const found = this.#read(key, className) ?? this.#read('*', className)
    const cimClass = found === undefined ? undefined : this.#build(found, key, namespace, depth)
    // Misses are not kept: a host may ask for any number of names.
    if (cimClass !== undefined) this.#classes.set(cacheKey, cimClass)
    return cimClass
  }

  #build([line, shared]: readonly [ClassLine, readonly EncodedTable[]], key: string, namespace: string, depth: number): CimClass {
    if (depth > maxDepth) throw new DecodeError(format, `the superclasses of ${line.n} form a cycle`)
    const parent = line.s === undefined ? undefined : this.#find(key, namespace, line.s, depth + 1)
    return buildClass(line, shared, parent, this.#entries().get(key)?.namespace ?? namespace)
  }

  #read(key: string, className: string): readonly [ClassLine, readonly EncodedTable[]] | undefined {
    const entry = this.#entries().get(key)
    if (entry === undefined) return undefined
    const { text, shared } = this.#file(entry)
    const json = findLine(text, className.toLowerCase())
    return json === undefined ? undefined : [JSON.parse(json) as ClassLine, shared]
  }

  #file({ file }: NamespaceEntry): NamespaceFile {
    let loaded = this.#files.get(file)
    if (loaded === undefined) {
      const text = textOf(this.#load(file))
      loaded = { text, shared: JSON.parse(text.slice(0, text.indexOf('\n'))) as EncodedTable[] }
      this.#files.set(file, loaded)
    }
    return loaded
  }

  #entries(): ReadonlyMap<string, NamespaceEntry> {
    this.#index ??= readIndex(textOf(this.#load('index.txt')))
    return this.#index
  }
}

/** Three lines of header, then a line per namespace: its name, its file, and the names of its classes. */
function readIndex(text: string): ReadonlyMap<string, NamespaceEntry> {
  const [header, , , ...lines] = text.split('\n')
  const [name, found] = header?.split('\t') ?? []
  if (name !== format || found !== version) {
    throw new DecodeError(format, `version ${found ?? 'unknown'} cannot be read, ${version} is expected`, {
      hint: 'Install wmctl anew: its schemas/catalog folder belongs to another version.',
    })
  }
  const entries = new Map<string, NamespaceEntry>()
  for (const line of lines) {
    const [namespace, file, classNames] = line.split('\t')
    if (namespace !== undefined && file !== undefined && classNames !== undefined) {
      entries.set(namespace, { namespace, file, classNames })
    }
  }
  return entries
}

/** Lines after the first are sorted by the name before their tab: a binary search touches a dozen of them. */
function findLine(text: string, name: string): string | undefined {
  let low = text.indexOf('\n') + 1
  let high = text.length
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    const start = Math.max(low, text.lastIndexOf('\n', middle - 1) + 1)
    const tab = text.indexOf('\t', start)
    const end = text.indexOf('\n', start)
    if (tab < 0 || end < 0) return undefined
    const found = text.slice(start, tab)
    if (found === name) return text.slice(tab + 1, end)
    if (found < name) low = end + 1
    else high = start
  }
  return undefined
}

function textOf(data: Uint8Array | string): string {
  return typeof data === 'string' ? data : new TextDecoder().decode(data)
}

/** Members of the superclass come first, as in the schema; what the class declares again takes their place. */
function buildClass(line: ClassLine, shared: readonly EncodedTable[], parent: CimClass | undefined, namespace: string): CimClass {
  const keys = new Set(line.k?.map((key) => key.toLowerCase()))
  const properties = new Map<string, CimPropertyDeclaration>(parent?.properties)
  for (const encoded of line.p) properties.set(encoded[0].toLowerCase(), decodeProperty(encoded, shared))
  for (const [name, property] of properties) {
    if (property.key !== keys.has(name)) properties.set(name, { ...property, key: keys.has(name) })
  }
  const methods = new Map<string, CimMethodDeclaration>(parent?.methods)
  for (const encoded of line.m) methods.set(encoded[0].toLowerCase(), decodeMethod(encoded, shared))
  return {
    name: line.n,
    namespace,
    superclass: line.s,
    abstract: line.q.includes('a'),
    association: line.q.includes('r'),
    singleton: line.q.includes('s'),
    supportsCreate: flag(line.q, 'c'),
    supportsUpdate: flag(line.q, 'u'),
    supportsDelete: flag(line.q, 'd'),
    keys: [...properties.values()].filter((property) => property.key).map((property) => property.name),
    properties,
    methods,
  }
}

/** Upper case: yes; lower case: no; neither: the documentation does not say. */
function flag(flags: string, letter: string): boolean | undefined {
  if (flags.includes(letter.toUpperCase())) return true
  return flags.includes(letter) ? false : undefined
}
