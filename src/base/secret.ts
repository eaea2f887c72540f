const inspectCustom = Symbol.for('nodejs.util.inspect.custom')

/**
 * A value that must not be printed. Every ordinary way of turning it into text yields `***`; only `reveal()` gives the
 * value, at the one place that uses it.
 */
abstract class Hidden<Value> {
  readonly #value: Value

  constructor(value: Value) {
    this.#value = value
  }

  reveal(): Value {
    return this.#value
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

/** A text, such as a password. */
export class Secret extends Hidden<string> {}

/** Bytes, such as a file with keys. */
export class SecretBytes extends Hidden<Uint8Array> {
  // Told apart from a secret text by type.
  readonly kind = 'bytes'
}
