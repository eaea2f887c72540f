import type { CimClass, CimMethodDeclaration, CimPropertyDeclaration, ClassSource } from '../../../cim/class.js'
import { type ClassAdapter, sequencesOf } from '../../../cim/class-adapter.js'
import { describeClass } from '../../../cim/describe/describe-class.js'
import type { ClassDescription, MethodDescription, PropertyDescription } from '../../../cim/describe/description.js'
import { typeText } from '../../../cim/describe/type-text.js'
import { takesDocumentedOnly } from '../../../cim/documented-only.js'
import { entryOfCode } from '../../../cim/value-map.js'
import { durationSchema, type JsonSchema } from '../common.js'
import { implies } from './implies.js'
import { valueSchema } from './value-schema.js'

/** A class that an editor is to know. */
export interface EditorClass {
  readonly cimClass: CimClass
  readonly adapter: ClassAdapter | undefined
  /** Where the classes are whose methods the adapter calls. */
  readonly classes: ClassSource
}

/** What is known of a class: definitions that refer to one another by the given name. */
export function classDefinitions(name: string, one: EditorClass): Readonly<Record<string, JsonSchema>> {
  const { cimClass } = one
  const description = describe(one)
  const state = { $ref: `#/$defs/${name}.state` }
  return {
    [`${name}.cim`]: cimFields(one, description, state),
    [`${name}.invoke`]: invokeFields(cimClass, description, state),
    [`${name}.state`]: stateSchema(cimClass),
  }
}

/** A class in a sentence, for somebody who points at its name. */
export function describeEditorClass(one: EditorClass): string {
  return classSentence(describe(one))
}

function describe({ cimClass, adapter }: EditorClass): ClassDescription {
  return describeClass(cimClass, { adapter, superclasses: [], alsoIn: [] })
}

/** What a `cim:` resource of the class adds to the fields of all. */
function cimFields(one: EditorClass, description: ClassDescription, state: JsonSchema): JsonSchema {
  return {
    properties: {
      key: keySchema(one.cimClass, description),
      properties: propertiesSchema(one, description),
      waitFor: state,
    },
    ...(isNamedByKey(description) ? { required: ['key'] } : {}),
  }
}

/** What an `invoke:` resource of the class adds: its methods with their parameters. */
function invokeFields(cimClass: CimClass, { methods }: ClassDescription, state: JsonSchema): JsonSchema {
  const declared = [...cimClass.methods.values()]
  const names = methods.map((method) => ({ const: method.name, description: methodSentence(method) }))
  const calls = declared.map((method) =>
    implies(
      { required: ['method'], properties: { method: { const: method.name } } },
      { properties: { arguments: argumentsSchema(method) } },
    ),
  )
  const invoke =
    names.length === 0 ? { properties: { method: false } } : { properties: { method: { anyOf: names } }, allOf: calls }
  return { properties: { invoke, when: { ...state, properties: { timeout: false } }, waitFor: state } }
}

function isNamedByKey({ singleton, keys, namedBy }: ClassDescription): boolean {
  return !singleton && keys.length > 0 && namedBy?.length !== 0
}

function keySchema(cimClass: CimClass, description: ClassDescription): JsonSchema | false {
  if (!isNamedByKey(description)) return false
  const named = (names: readonly string[]): JsonSchema => ({
    type: 'object',
    required: names,
    additionalProperties: false,
    properties: Object.fromEntries(
      names.flatMap((name) => {
        const property = description.properties.find((one) => one.name === name)
        const declaration = cimClass.properties.get(name.toLowerCase())
        if (declaration === undefined || property === undefined) return []
        return [
          [name, { description: `${typeText(property)}. Names the object.`, ...valueSchema(declaration), not: { type: 'null' } }],
        ]
      }),
    ),
  })
  const { keys, namedBy } = description
  return namedBy === undefined ? named(keys) : { anyOf: [named(namedBy), named(keys)] }
}

function propertiesSchema(one: EditorClass, description: ClassDescription): JsonSchema {
  const writable = description.properties.filter(({ written: { by } }) => by !== 'nothing' && by !== 'name')
  const entries = writable.flatMap((property) => {
    const declaration = one.cimClass.properties.get(property.name.toLowerCase())
    return declaration === undefined ? [] : [[property.name, writtenSchema(declaration, property, one)]]
  })
  const extras = description.writeOnly.map((extra) => [
    extra.name,
    { description: extra.description, anyOf: [{ $ref: '#/$defs/secret' }, { type: ['string', 'null'] }] },
  ])
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries([...entries, ...extras]) }
}

function writtenSchema(
  declaration: CimPropertyDeclaration,
  property: PropertyDescription,
  { cimClass, adapter, classes }: EditorClass,
): JsonSchema {
  const description = `${typeText(property)}. Written ${property.written.how}.`
  const write = adapter?.properties.get(property.name.toLowerCase())?.write
  if (write?.by === 'value') {
    const only = [...write.cases.keys()].map((value) => entryOfCode(declaration, value)?.value ?? value)
    return { description, ...valueSchema(declaration, { only }) }
  }
  if (write === undefined) return { description, ...valueSchema(declaration) }
  // A value may also be written as the method calls it.
  const also = sequencesOf(write).flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.arguments.flatMap(({ from, map }) =>
        'property' in from && from.property === property.name ? [...(map?.values() ?? [])] : [],
      ),
    ),
  )
  const words = also.filter((text) => /[a-z]/i.test(text))
  if (declaration.type !== 'string' || !takesDocumentedOnly(cimClass, declaration, write, classes)) {
    return { description, ...valueSchema(declaration, { also: words }) }
  }
  const documented = (declaration.valueMap ?? []).flatMap(({ value, label }) => (label === undefined ? [value] : [value, label]))
  return { description, ...valueSchema(declaration, { only: [...new Set([...documented, ...words])] }) }
}

/** States to look for: any property may be named. */
function stateSchema(cimClass: CimClass): JsonSchema {
  const properties = [...cimClass.properties.values()].map((property) => [property.name, valueSchema(property)])
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...Object.fromEntries(properties), timeout: durationSchema },
  }
}

function argumentsSchema({ parameters }: CimMethodDeclaration): JsonSchema {
  const inputs = parameters.filter((parameter) => parameter.in)
  const marked = inputs.some(({ optional }) => optional)
  return {
    type: 'object',
    additionalProperties: false,
    ...(marked ? { required: inputs.filter(({ optional }) => !optional).map(({ name }) => name) } : {}),
    properties: Object.fromEntries(inputs.map((parameter) => [parameter.name, valueSchema(parameter)])),
  }
}

function classSentence({ name, namespace, namedBy, keys, singleton, creation, deletion }: ClassDescription): string {
  const names = namedBy ?? keys
  const named = singleton || names.length === 0 ? '' : ` Named by ${names.join(', ')}.`
  return `${name} in ${namespace}.${named} Objects are created ${creation}, and deleted ${deletion}.`
}

function methodSentence({ parameters, returns, static: isStatic }: MethodDescription): string {
  const inputs = parameters.filter(({ direction }) => direction !== 'out').map((one) => `${one.name}: ${one.type}`)
  return `(${inputs.join(', ')}) returns ${returns ?? 'nothing'}${isStatic ? '; static' : ''}`
}
