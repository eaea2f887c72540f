import { DecodeError } from '../base/errors.js'
import { namespaceKey } from './names.js'
import { keyText, parseObjectPath } from './object-path.js'
import type { CimKeyValue, ObjectPath } from './value.js'

/** A server and a colon, or a dot, a name and `=`: cheaper than a failed parse for the file names that most such text is. */
const looksLikePath = /^\s*(?:[\\/]{2}[^:]*:|[^"'=]*\.[^"'=.]*=)/

/** References in keys of references in keys …; deeper text is compared as text. */
const maxNesting = 8

/**
 * The canonical form of a path, equal for paths that WMI holds to name the same object of one host: names and string keys
 * without regard to case, keys in any order, numbers and text alike, `namespace` when the path has none. The server is left
 * out, so a reference with the host's name and one without it are the same. For maps and comparison, not for printing.
 */
export function pathIdentity(path: ObjectPath, options: { readonly namespace?: string } = {}): string {
  return identityOf(path, options.namespace ?? '', 0)
}

/** Whether two paths name the same object; a path without namespace takes `namespace`. */
export function samePath(a: ObjectPath, b: ObjectPath, options: { readonly namespace?: string } = {}): boolean {
  return pathIdentity(a, options) === pathIdentity(b, options)
}

function identityOf(path: ObjectPath, outer: string, depth: number): string {
  const namespace = namespaceKey(path.namespace ?? outer)
  return `${namespace}:${path.className.toLowerCase()}${keysIdentity(path, namespace, depth)}`
}

function keysIdentity(path: ObjectPath, namespace: string, depth: number): string {
  if (path.keys === undefined) return ''
  if (path.keys === 'singleton') return '=@'
  const keys = path.keys.map((key) => `${key.name.toLowerCase()}=${JSON.stringify(valueIdentity(key.value, namespace, depth))}`)
  return keys.length === 1 ? `.${keys[0]}` : `.${keys.sort().join(',')}`
}

/** A string that reads as `Class.Key=…` or `\\\\host\\…` counts as that path: text alone does not say which of the two a key is. */
function valueIdentity(value: CimKeyValue, namespace: string, depth: number): string {
  if (typeof value === 'object' && value.kind === 'path' && isUnmistakable(value)) return identityOf(value, namespace, depth + 1)
  const text = keyText(value)
  const nested = typeof value === 'string' && depth < maxNesting ? nestedPath(text) : undefined
  return nested === undefined ? text.toLowerCase() : identityOf(nested, namespace, depth + 1)
}

/** Text like `a:b` or `a="b"` may be anything; with a server or a named key it is a path. */
function isUnmistakable(path: ObjectPath): boolean {
  return path.server !== undefined || (typeof path.keys === 'object' && path.keys[0]?.name !== '')
}

function nestedPath(text: string): ObjectPath | undefined {
  if (!looksLikePath.test(text)) return undefined
  try {
    const path = parseObjectPath(text)
    return isUnmistakable(path) ? path : undefined
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
