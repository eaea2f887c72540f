const inspectCustom = Symbol.for('nodejs.util.inspect.custom')

/**
 * A value that must not be printed. Every ordinary way of turning it into text yields `***`; only `reveal()` gives the
 * text, at the one place that sends it.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspectCustom](): string {
    return '***'
  }
}
