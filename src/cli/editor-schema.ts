import { UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { CimClass, ClassSource } from '../cim/class.js'
import { namespaceKey, normalizeNamespace } from '../cim/names.js'
import type { EditorClass } from '../config/schema/classes/class-schema.js'
import { editorSchema } from '../config/schema/classes/editor-schema.js'
import { exitCodes } from '../engine/exit-code.js'
import { writeTextFile } from '../io/write-file.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import { defaultNamespace } from '../resources/shared/parse-class.js'
import { loadFacts } from './facts.js'
import { builtinKinds } from './resource-kinds.js'
import type { Terminal } from './terminal.js'

export interface SchemaOptions {
  /** Where to write it; undefined: standard output. */
  readonly out: string | undefined
  /** `CLASS` or `NAMESPACE:CLASS`, beside the classes that have an adapter. */
  readonly classes: readonly string[]
  /** Namespaces of which all classes are wanted. */
  readonly namespaces: readonly string[]
}

/** `schema`: the JSON Schema that an editor completes documents with. Returns the exit code. */
export async function writeSchema(options: SchemaOptions, terminal: Terminal): Promise<number> {
  const facts = loadFacts()
  const { classes } = facts
  const wanted = [
    ...facts.adapted().flatMap(({ namespace, className }) => classes.find(namespace, className) ?? []),
    ...options.namespaces.flatMap((namespace) => allOf(classes, namespace)),
    ...options.classes.flatMap((name) => named(classes, name)),
  ]
  const distinct = [...new Map(wanted.map((one) => [`${namespaceKey(one.namespace)}:${one.name}`, one])).values()]
  const schema = editorSchema({
    kinds: [...builtinKinds(facts).values()],
    classes: distinct.map((cimClass) => editorClass(cimClass, facts)),
    namespaces: new Map(classes.namespaces().map((namespace) => [namespace, classes.classNames(namespace)])),
    defaultNamespace,
  })
  const text = `${JSON.stringify(schema)}\n`
  if (options.out === undefined) terminal.out(text)
  else {
    await writeTextFile(options.out, text)
    const comment = `# yaml-language-server: $schema=${options.out}`
    terminal.err(`Wrote the schema of documents with ${distinct.length} classes. Put this on their first line: ${comment}\n`)
  }
  return exitCodes.ok
}

function editorClass(cimClass: CimClass, { classes, adapters }: ResourceFacts): EditorClass {
  return { cimClass, adapter: adapters.find(cimClass.namespace, cimClass.name), classes }
}

function allOf(classes: ClassSource, namespace: string): readonly CimClass[] {
  const home = normalizeNamespace(namespace)
  const known = classes.namespaces().find((one) => namespaceKey(one) === namespaceKey(home))
  if (known === undefined) {
    const meant = suggest(home, classes.namespaces())
    throw new UsageError(
      `The catalogue has no namespace ${namespace}`,
      meant === undefined ? {} : { hint: `Did you mean ${meant}?` },
    )
  }
  const found = classes.classNames(known).flatMap((name) => classes.find(known, name) ?? [])
  return found.filter(({ abstract }) => !abstract)
}

/** The class, in root/cimv2 before other namespaces, unless the name says in which. */
function named(classes: ClassSource, name: string): readonly CimClass[] {
  const [namespace, className] = name.includes(':') ? (name.split(':', 2) as [string, string]) : [undefined, name]
  const places = namespace === undefined ? [defaultNamespace, ...classes.namespaces()] : [normalizeNamespace(namespace)]
  for (const place of places) {
    const found = classes.find(place, className)
    if (found !== undefined) return [found]
  }
  const names = places.flatMap((place) => classes.classNames(place))
  const meant = suggest(className, names)
  throw new UsageError(`The catalogue has no class ${name}`, meant === undefined ? {} : { hint: `Did you mean ${meant}?` })
}
