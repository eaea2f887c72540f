import { formatValue } from '../../cim/format.js'
import { scalarText } from '../../cim/scalar.js'
import type { CimInstance, CimProperty, CimScalar } from '../../cim/value.js'
import type { InstanceView, InstanceViewOptions } from './instance-output.js'

/** Names in a warning. */
const mostNames = 10

/**
 * Comma-separated values (RFC 4180): a header, CRLF at line ends, quotes where needed. The columns are those asked for, or the
 * properties of the first instance. Null is an empty field, elements of a list have `;` between them. Text that a spreadsheet
 * would take for a formula gets an apostrophe in front; the other formats have it as it is.
 */
export function csv({ write, properties }: Pick<InstanceViewOptions, 'write' | 'properties'>): InstanceView {
  let columns: readonly string[] | undefined
  const known = new Set<string>()
  const left = new Set<string>()

  return {
    instance(host, instance) {
      if (columns === undefined) {
        columns = properties ?? [...instance.properties.values()].map(({ name }) => name)
        for (const name of columns) known.add(name.toLowerCase())
        write(row(['Host', ...columns]))
      }
      if (properties === undefined) noteOthers(instance)
      write(row([host, ...columns.map((name) => cellText(instance.properties.get(name.toLowerCase())))]))
    },
    end() {
      if (left.size === 0) return undefined
      const names = [...left].slice(0, mostNames).join(', ')
      return `left out, because the first instance did not have them: ${names}${left.size > mostNames ? ', …' : ''}. Name the columns with --columns.`
    },
  }

  function noteOthers(instance: CimInstance): void {
    for (const [key, { name, value }] of instance.properties) if (value !== null && !known.has(key)) left.add(name)
  }
}

function row(cells: readonly string[]): string {
  return `${cells.map(field).join(',')}\r\n`
}

function field(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function cellText(property: CimProperty | undefined): string {
  if (property === undefined || property.value === null) return ''
  const { value, type } = property
  if (!Array.isArray(value)) return elementText(value as CimScalar, type)
  return (value as readonly CimScalar[]).map((element) => elementText(element, type)).join(';')
}

function elementText(value: CimScalar, type: CimProperty['type']): string {
  if (typeof value === 'string') return withoutFormula(value)
  return typeof value === 'object' ? formatValue(value, type) : scalarText(value, type)
}

/** What spreadsheets begin a formula with, also behind white space of their own; a number may begin with a sign. */
function withoutFormula(text: string): string {
  return /^[\t\r\n ]*[=+\-@]|^[\t\r]/.test(text) && !/^[+-]?[0-9]+(?:[.,][0-9]+)?$/.test(text) ? `'${text}` : text
}
