import type { SourceNode } from './source-node.js'
import type { Template } from './template.js'

/** Variables of one origin: a host, a group, a file. Layers are shared by all hosts they apply to. */
export type VariableLayer = ReadonlyMap<string, VariableValue>

export interface VariableValue {
  readonly template: Template
  /** Where it is written. */
  readonly node: SourceNode
}

export const noVariables: VariableLayer = new Map()
