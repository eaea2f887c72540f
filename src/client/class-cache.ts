import type { CimClass } from '../cim/class.js'
import { namespaceKey } from '../cim/names.js'

/** Classes that hosts described, shared by all sessions of a run: hosts of one version describe a class alike. */
export class ClassCache {
  readonly #classes = new Map<string, Promise<CimClass>>()
  readonly #known = new Map<string, CimClass>()

  /** The class, from `fetch` the first time. What fails is asked again. */
  get(version: string, namespace: string, className: string, fetch: () => Promise<CimClass>): Promise<CimClass> {
    const key = cacheKey(version, namespace, className)
    const cached = this.#classes.get(key)
    if (cached !== undefined) return cached
    const fetched = fetch()
    this.#classes.set(key, fetched)
    fetched.then(
      (found) => this.#known.set(key, found),
      () => this.#classes.delete(key),
    )
    return fetched
  }

  /** The class if some host of this version has described it. */
  peek(version: string, namespace: string, className: string): CimClass | undefined {
    return this.#known.get(cacheKey(version, namespace, className))
  }
}

function cacheKey(version: string, namespace: string, className: string): string {
  return `${version}\n${namespaceKey(namespace)}\n${className.toLowerCase()}`
}
