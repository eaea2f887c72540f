import type { CimClass, ClassSource } from '../../cim/class.js'
import { namespaceKey } from '../../cim/names.js'
import { CimError } from '../../cim/status.js'
import type { Locate, PlainObject, ResourceDocument } from '../../engine/document.js'
import type { Parsed, ReadContext } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import type { AskedHost, ResourceFacts } from './facts.js'
import { namedClass } from './parse-class.js'

type Parse<Desired> = (document: ResourceDocument, locate: Locate, facts: ResourceFacts) => Parsed<Desired>

/**
 * Reads a document with the definition that the host has of the class its fields name: one request, unless a host of the same
 * version has described the class already.
 */
export async function parseOnHost<Desired>(
  parse: Parse<Desired>,
  document: ResourceDocument,
  { fields, facts, reader }: { readonly fields: PlainObject; readonly facts: ResourceFacts; readonly reader: CimReader },
  { signal }: ReadContext,
): Promise<Parsed<Desired>> {
  const { namespace, className } = namedClass(fields)
  const { cimClass, asked } = await ask(reader, namespace, className, signal)
  const classes = cimClass === undefined ? facts.classes : withClass(facts.classes, namespace, cimClass)
  return parse(document, () => undefined, { ...facts, classes, asked })
}

async function ask(
  reader: CimReader,
  namespace: string,
  className: string,
  signal: AbortSignal,
): Promise<{ readonly cimClass: CimClass | undefined; readonly asked: AskedHost }> {
  try {
    const cimClass = await reader.getClass(namespace, className, { signal })
    return { cimClass, asked: { name: reader.host, describes: cimClass !== undefined } }
  } catch (error) {
    if (!isUnknown(error)) throw error
    return { cimClass: undefined, asked: { name: reader.host, describes: true } }
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof CimError && ['invalidClass', 'invalidNamespace', 'notFound'].includes(error.status)
}

function withClass(classes: ClassSource, namespace: string, cimClass: CimClass): ClassSource {
  const [home, name] = [namespaceKey(namespace), cimClass.name.toLowerCase()]
  return {
    find: (wantedNamespace, wanted) =>
      wanted.toLowerCase() === name && namespaceKey(wantedNamespace) === home ? cimClass : classes.find(wantedNamespace, wanted),
    classNames: (of) => classes.classNames(of),
    namespaces: () => classes.namespaces(),
  }
}
