import { DecodeError } from '../base/errors.js'
import type { JsonValue } from '../cim/json.js'

/** Reads the members of one JSON object, and says where something is not what it must be. */
export class JsonReader {
  readonly #structure: string
  readonly #path: string
  readonly #members: ReadonlyMap<string, unknown>
  readonly #unread: Set<string>

  /** `structure` names what is read, in messages. */
  constructor(structure: string, value: unknown, path = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new DecodeError(structure, `${path || 'it'} must be an object`)
    this.#structure = structure
    this.#path = path
    this.#members = new Map(Object.entries(value))
    this.#unread = new Set(this.#members.keys())
  }

  has(name: string): boolean {
    return this.#members.has(name)
  }

  value(name: string): unknown {
    if (!this.#members.has(name)) throw this.error(name, 'is missing')
    this.#unread.delete(name)
    return this.#members.get(name)
  }

  /** As it is: the members come from `JSON.parse`. */
  json(name: string): JsonValue {
    return this.value(name) as JsonValue
  }

  string(name: string): string {
    const value = this.value(name)
    if (typeof value !== 'string') throw this.error(name, 'must be a string')
    return value
  }

  integer(name: string): number {
    const value = this.value(name)
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw this.error(name, 'must be an integer')
    return value
  }

  number(name: string): number {
    const value = this.value(name)
    if (typeof value !== 'number') throw this.error(name, 'must be a number')
    return value
  }

  boolean(name: string): boolean {
    const value = this.value(name)
    if (typeof value !== 'boolean') throw this.error(name, 'must be true or false')
    return value
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const value = this.string(name)
    const word = words.find((candidate) => candidate === value)
    if (word === undefined) throw this.error(name, `must be one of ${words.join(', ')}`)
    return word
  }

  object(name: string): JsonReader {
    return new JsonReader(this.#structure, this.value(name), this.#at(name))
  }

  /** Each element by `read`, which gets the element and its path. */
  list<Item>(name: string, read: (value: unknown, path: string) => Item): readonly Item[] {
    const value = this.value(name)
    if (!Array.isArray(value)) throw this.error(name, 'must be an array')
    return value.map((element, index) => read(element, `${this.#at(name)}[${index}]`))
  }

  objects<Item>(name: string, read: (reader: JsonReader) => Item): readonly Item[] {
    return this.list(name, (value, path) => read(new JsonReader(this.#structure, value, path)))
  }

  strings(name: string): readonly string[] {
    return this.list(name, (value, path) => {
      if (typeof value !== 'string') throw new DecodeError(this.#structure, `${path} must be a string`)
      return value
    })
  }

  /** The result of `read` when the member is there. */
  optional<Item>(name: string, read: (reader: this) => Item): Item | undefined {
    return this.has(name) ? read(this) : undefined
  }

  /** Asserts that nothing is left that nobody asked for. */
  end(): void {
    const [name] = this.#unread
    if (name !== undefined) throw this.error(name, 'is not known')
  }

  error(name: string, problem: string): DecodeError {
    return new DecodeError(this.#structure, `${this.#at(name)} ${problem}`)
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }
}

/** Parses one line; `structure` names what it is, in messages. */
export function parseJsonLine(structure: string, line: string): JsonReader {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new DecodeError(structure, 'it is not JSON')
  }
  return new JsonReader(structure, value)
}
