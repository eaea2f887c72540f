import { encodeTypedValue } from '../../cim/json.js'
import { toPlain } from '../../cim/plain.js'
import type { CimInstance, CimProperty } from '../../cim/value.js'
import { csv } from './csv-view.js'
import type { InstanceView, InstanceViewOptions } from './instance-output.js'
import { table } from './table-view.js'

export const instanceFormats = ['table', 'json', 'yaml', 'csv'] as const

export type InstanceFormat = (typeof instanceFormats)[number]

export function createInstanceView(format: InstanceFormat, options: InstanceViewOptions): InstanceView {
  switch (format) {
    case 'table':
      return table(options)
    case 'json':
      return jsonLines(options)
    case 'yaml':
      return yamlDocuments(options)
    case 'csv':
      return csv(options)
  }
}

/** One JSON object a line. */
function jsonLines({ write, properties }: InstanceViewOptions): InstanceView {
  return {
    instance(host, instance) {
      const shown = Object.fromEntries(shownProperties(instance, properties).map((one) => [one.name, encodeTypedValue(one)]))
      write(`${JSON.stringify({ host, class: instance.className, properties: shown })}\n`)
    },
    end: () => undefined,
  }
}

/** One YAML document an instance, with values as documents of the user have them. */
function yamlDocuments({ write, properties, toYaml }: InstanceViewOptions): InstanceView {
  return {
    instance(host, instance) {
      const shown = shownProperties(instance, properties).map(({ name, value, type }) => [name, toPlain(value, type)])
      write(`---\n${toYaml({ host, class: instance.className, properties: Object.fromEntries(shown) })}`)
    },
    end: () => undefined,
  }
}

/** A host sends keys also when they were not asked for. */
function shownProperties(instance: CimInstance, names: readonly string[] | undefined): readonly CimProperty[] {
  if (names === undefined) return [...instance.properties.values()]
  return names.flatMap((name) => instance.properties.get(name.toLowerCase()) ?? [])
}
