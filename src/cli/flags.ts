import { Flags } from '@oclif/core'
import { defaultMaxDeletes } from '../engine/max-deletes.js'
import { instanceFormats } from '../views/instance/instance-view.js'

/** Which documents, hosts and variables a run is about. */
export const documentFlags = {
  file: Flags.string({
    char: 'f',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH',
    description: 'Documents: a file, a directory (*.yaml, *.yml, *.json below it), or - for standard input. Repeatable.',
    helpGroup: 'DOCUMENTS',
  }),
  inventory: Flags.string({
    char: 'i',
    helpValue: 'PATH',
    description: 'Inventory documents. Default: those among -f.',
    helpGroup: 'DOCUMENTS',
  }),
  var: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
    description: 'Sets a variable. Repeatable.',
    helpGroup: 'DOCUMENTS',
  }),
  'var-file': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH',
    description: 'Sets variables from a YAML or JSON mapping. Repeatable; later files win.',
    helpGroup: 'DOCUMENTS',
  }),
  limit: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATTERN',
    description: 'Only these hosts: label=value, label!=value, group:NAME, host:GLOB; comma is AND, repeated is OR.',
    helpGroup: 'SELECTION',
  }),
  target: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'ADDRESS',
    description: 'Only this resource, host/configuration/resource, * in any part, with what it depends on. Repeatable.',
    helpGroup: 'SELECTION',
  }),
}

/** Which hosts a command that needs no Configuration works on. */
export const hostFlags = { inventory: documentFlags.inventory, limit: documentFlags.limit }

export const runFlags = {
  concurrency: Flags.integer({ min: 1, max: 1000, description: 'Hosts worked on at once. Default 32.', helpGroup: 'RUN' }),
  timeout: Flags.string({
    helpValue: 'DURATION',
    description: 'Ends the run, as an interrupt would, after this time (90s, 10m); exit code 124.',
    helpGroup: 'RUN',
  }),
}

export const purgeFlags = {
  'max-deletes': Flags.integer({
    min: 0,
    default: defaultMaxDeletes,
    description:
      'How many objects of owned scopes, and values of purged registry keys, may be deleted because no document declares them, on all hosts together. A plan that deletes more is refused.',
    helpGroup: 'RUN',
  }),
}

export const outputFlags = {
  json: Flags.boolean({ description: 'Print JSON lines instead of text.', helpGroup: 'OUTPUT' }),
  'json-into': Flags.string({ helpValue: 'FILE', description: 'Write JSON lines into a file as well.', helpGroup: 'OUTPUT' }),
  report: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FMT=PATH',
    description: 'Write a report: html, json, junit, markdown or text. Repeatable.',
    helpGroup: 'OUTPUT',
  }),
}

export const namespaceFlag = Flags.string({
  default: 'root/cimv2',
  description: 'Namespace of the class.',
  helpGroup: 'SELECTION',
})

/** How a command prints what hosts answered. */
export const formatFlag = Flags.option({
  char: 'o',
  options: ['table', 'json'] as const,
  default: 'table',
  description: 'Table, or JSON lines.',
  helpGroup: 'OUTPUT',
})()

/** How a command prints instances. */
export const instanceFlags = {
  columns: Flags.string({
    aliases: ['property'],
    helpValue: 'A,B',
    description: 'Only these properties, in this order.',
    helpGroup: 'OUTPUT',
  }),
  output: Flags.option({
    char: 'o',
    options: instanceFormats,
    default: 'table',
    description: 'Table, JSON lines, YAML documents or CSV; all but the table with whole values.',
    helpGroup: 'OUTPUT',
  })(),
}

export function columnsOf(flag: string | undefined): readonly string[] | undefined {
  return flag?.split(',').map((name) => name.trim())
}
