import { encodeTypedValue, type JsonValue } from '../../cim/json.js'
import type { TypedValue } from '../../cim/value.js'
import { valueText } from '../present/value-text.js'
import { glyphsFor } from '../text/glyphs.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { counted } from '../text/words.js'
import type { Write } from '../view.js'

/** What two hosts have of one class. */
export interface ClassDifference {
  readonly className: string
  readonly namespace: string
  readonly objects: readonly ObjectDifference[]
  /** Objects that are the same on both. */
  readonly same: number
}

export interface ObjectDifference {
  readonly identity: string
  readonly on: 'first' | 'second' | 'both'
  readonly properties: readonly PropertyDifference[]
}

export interface PropertyDifference {
  readonly name: string
  readonly first: TypedValue
  readonly second: TypedValue
  readonly equal: string | undefined
}

export interface DiffViewOptions {
  readonly hosts: readonly [first: string, second: string]
  readonly write: Write
  readonly style: TextStyle
  /** Show what is equal by rule. */
  readonly verbose: boolean
}

const longestValue = 200

/** The differences between two hosts as text: `-` only on the first, `+` only on the second, `~` different. */
export function diffText(difference: ClassDifference, { hosts, write, style, verbose }: DiffViewOptions): void {
  const { className, objects, same } = difference
  const show = (text: string): string => visibleText(text, style)
  const shown = objects.filter(({ on, properties }) => verbose || on !== 'both' || properties.some(isDifferent))
  const counts = [
    ...(['first', 'second'] as const).map((side, index) => {
      const only = objects.filter(({ on }) => on === side).length
      return only === 0 ? '' : `${only} only on ${hosts[index]}`
    }),
    describeCount(objects.filter(({ on, properties }) => on === 'both' && properties.some(isDifferent)).length, 'different'),
    `${same} the same`,
  ].filter((text) => text !== '')
  write(`${paint(className, 'strong', style)}: ${counts.join(', ')}\n`)
  for (const { identity, on, properties } of shown) {
    const sign = on === 'first' ? '-' : on === 'second' ? '+' : properties.some(isDifferent) ? '~' : glyphsFor(style).equal
    const only = on === 'both' ? '' : `  (only on ${on === 'first' ? hosts[0] : hosts[1]})`
    write(`  ${sign} ${show(identity)}${only}\n`)
    for (const { name, first, second, equal } of properties) {
      if (equal !== undefined && !verbose) continue
      const values = [first, second].map((value) => valueText(value, { unicode: style.unicode, limit: longestValue }))
      const mark = equal === undefined ? '~' : glyphsFor(style).equal
      const rule = equal === undefined ? '' : `  (${show(equal)})`
      write(`      ${mark} ${show(name)}: ${values.join(` ${glyphsFor(style).arrow} `)}${rule}\n`)
    }
  }
}

/** The same as JSON lines: one for each object that is not the same, and one for the class. */
export function diffJson(difference: ClassDifference, { hosts, write }: DiffViewOptions): void {
  const { className, namespace, objects, same } = difference
  const line = (value: JsonValue): void => write(`${JSON.stringify(value)}\n`)
  for (const { identity, on, properties } of objects) {
    line({
      type: 'object',
      class: className,
      namespace,
      identity,
      on: on === 'both' ? [...hosts] : [on === 'first' ? hosts[0] : hosts[1]],
      properties: properties.map(({ name, first, second, equal }) => ({
        name,
        values: [{ ...encodeTypedValue(first) }, { ...encodeTypedValue(second) }],
        ...(equal === undefined ? {} : { equal }),
      })),
    })
  }
  const only = (side: 'first' | 'second'): number => objects.filter(({ on }) => on === side).length
  const different = objects.filter(({ on, properties }) => on === 'both' && properties.some(isDifferent)).length
  line({ type: 'class', class: className, namespace, hosts: [...hosts], only: [only('first'), only('second')], different, same })
}

/** Whether two hosts differ in a class at all. */
export function differs({ objects }: ClassDifference): boolean {
  return objects.some(({ on, properties }) => on !== 'both' || properties.some(isDifferent))
}

export function describeSame(hosts: readonly [string, string], classes: number): string {
  return `No differences. ${hosts.join(' and ')} have the same of ${counted(classes, 'class', 'classes')}.\n`
}

function describeCount(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}`
}

function isDifferent({ equal }: PropertyDifference): boolean {
  return equal === undefined
}
