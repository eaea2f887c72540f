import type { PlainCim } from '../../cim/plain.js'
import type { CimInstance } from '../../cim/value.js'
import type { TextStyle } from '../text/style.js'
import type { Write } from '../view.js'

/** Prints instances of many hosts, each as soon as it has come; keeps none but what a table needs for its widths. */
export interface InstanceView {
  instance(host: string, instance: CimInstance): void
  /** Returns what could not be shown, as a warning. */
  end(): string | undefined
}

export interface InstanceViewOptions {
  readonly write: Write
  readonly style: TextStyle
  /** Columns in order. Undefined: all properties; of a table, those of the first instance that have any value. */
  readonly properties: readonly string[] | undefined
  /** Prints one value as a YAML document. */
  readonly toYaml: (value: PlainCim) => string
}
