import type { CimProperty } from 'wmctl'

/**
 * The properties of an instance as a few of its own over many that it shares with the same instance on other hosts.
 * A lab of thousands of hosts fits into memory because of it. The own ones replace shared ones, they add none.
 */
export class LayeredProperties implements ReadonlyMap<string, CimProperty> {
  readonly #shared: ReadonlyMap<string, CimProperty>
  readonly #own: ReadonlyMap<string, CimProperty>

  constructor(shared: ReadonlyMap<string, CimProperty>, own: ReadonlyMap<string, CimProperty>) {
    this.#shared = shared
    this.#own = own
  }

  /** Own properties over those of `base`, without a layer on a layer. Properties that `base` lacks come last. */
  static over(base: ReadonlyMap<string, CimProperty>, own: ReadonlyMap<string, CimProperty>): ReadonlyMap<string, CimProperty> {
    for (const name of own.keys()) if (!base.has(name)) return new Map([...base, ...own])
    if (!(base instanceof LayeredProperties)) return new LayeredProperties(base, own)
    return new LayeredProperties(base.#shared, new Map([...base.#own, ...own]))
  }

  get size(): number {
    return this.#shared.size
  }

  get(name: string): CimProperty | undefined {
    return this.#own.get(name) ?? this.#shared.get(name)
  }

  has(name: string): boolean {
    return this.#shared.has(name)
  }

  keys(): MapIterator<string> {
    return this.#shared.keys()
  }

  *values(): MapIterator<CimProperty> {
    for (const [name, property] of this.#shared) yield this.#own.get(name) ?? property
  }

  *entries(): MapIterator<[string, CimProperty]> {
    for (const [name, property] of this.#shared) yield [name, this.#own.get(name) ?? property]
  }

  [Symbol.iterator](): MapIterator<[string, CimProperty]> {
    return this.entries()
  }

  forEach(visit: (property: CimProperty, name: string, map: ReadonlyMap<string, CimProperty>) => void): void {
    for (const [name, property] of this.entries()) visit(property, name, this)
  }
}
