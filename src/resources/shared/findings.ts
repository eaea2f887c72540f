import type { Diagnostic } from '../../base/diagnostic.js'
import { suggest } from '../../base/suggest.js'
import type { Locate } from '../../engine/document.js'
import type { Parsed, Unsettled } from '../../engine/resource-type.js'

type Place = readonly (string | number)[]

/** Collects what is wrong with a resource while it is parsed, each finding with its place in the file. */
export class Findings {
  readonly diagnostics: Diagnostic[] = []
  /** What the resource means is for each host to say. */
  unsettled = false
  readonly #locate: Locate

  constructor(locate: Locate) {
    this.#locate = locate
  }

  get failed(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error')
  }

  /** Of a resource without a desired state. */
  outcome(unsettled: Unsettled): Parsed<never> {
    const { diagnostics } = this
    return { desired: undefined, diagnostics, ...(this.unsettled && !this.failed ? { unsettled } : {}) }
  }

  error(summary: string, detail: string, place: Place, part: 'key' | 'value' = 'value'): void {
    this.#add('error', summary, detail, place, part, undefined)
  }

  warn(summary: string, detail: string, place: Place, suggestion?: string): void {
    this.#add('warning', summary, detail, place, 'value', suggestion)
  }

  /** A name that nothing is called: with the nearest of the names there are. */
  unknown(what: string, name: string, known: Iterable<string>, detail: string, place: Place, part: 'key' | 'value'): void {
    this.#add('error', `Unknown ${what}`, detail, place, part, suggest(name, known))
  }

  /** A value that is not what it should be, with the right word when there is a near one. */
  wrong(summary: string, detail: string, place: Place, suggestion: string | undefined): void {
    this.#add('error', summary, detail, place, 'value', suggestion)
  }

  #add(
    severity: 'error' | 'warning',
    summary: string,
    detail: string,
    place: Place,
    part: 'key' | 'value',
    suggestion: string | undefined,
  ): void {
    const range = this.#locate(place, part)
    this.diagnostics.push({
      severity,
      summary,
      detail,
      ...(range === undefined ? {} : { range }),
      ...(suggestion === undefined ? {} : { suggestion }),
    })
  }
}
