import type { CimInstance } from '../../cim/value.js'
import { valueText } from '../present/value-text.js'
import { glyphsFor } from '../text/glyphs.js'
import { paint } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { clip, displayWidth } from '../text/width.js'
import type { InstanceView, InstanceViewOptions } from './instance-output.js'

/** Columns are as wide as the first hundred rows need; what comes later is clipped, so that rows need not be kept. */
const sampledRows = 100
const widestColumn = 48
/** Nothing longer fits a column, whatever its characters. */
const widestValue = 2 * widestColumn

export function table(options: Pick<InstanceViewOptions, 'write' | 'style' | 'properties'>): InstanceView {
  const sample: (readonly string[])[] = []
  let columns: readonly string[] | undefined
  let widths: readonly number[] | undefined

  const rowOf = (host: string, instance: CimInstance): readonly string[] => {
    columns ??= options.properties ?? namesWithValue(instance)
    const values = columns.map((name) => {
      const property = instance.properties.get(name.toLowerCase())
      if (property === undefined || property.value === null) return ''
      const { unicode } = options.style
      // Text stands without quotes here: the column says where it begins.
      return typeof property.value === 'string'
        ? visibleText(property.value, { unicode })
        : valueText(property, { unicode, limit: widestValue })
    })
    return [host, ...values]
  }
  const printRow = (row: readonly string[]): void => {
    const glyphs = glyphsFor(options.style)
    const cells = row.map((cell, index) => {
      const width = widths?.[index] ?? widestColumn
      const text = clip(cell, width, glyphs)
      return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
    })
    options.write(`${cells.join('  ').trimEnd()}\n`)
  }
  const flush = (): void => {
    const header = ['Host', ...(columns ?? [])]
    widths = header.map((name, index) =>
      Math.min(widestColumn, Math.max(displayWidth(name), ...sample.map((row) => displayWidth(row[index] ?? '')))),
    )
    const line = header.map((name, index) => name.padEnd(widths?.[index] ?? 0)).join('  ')
    options.write(`${paint(line.trimEnd(), 'strong', options.style)}\n`)
    for (const row of sample.splice(0)) printRow(row)
  }
  return {
    instance(host, instance) {
      const row = rowOf(host, instance)
      if (widths !== undefined) return printRow(row)
      sample.push(row)
      if (sample.length >= sampledRows) flush()
    },
    end() {
      if (widths === undefined && sample.length > 0) flush()
      return undefined
    },
  }
}

function namesWithValue(instance: CimInstance): readonly string[] {
  return [...instance.properties.values()].filter(({ value }) => value !== null).map(({ name }) => name)
}
