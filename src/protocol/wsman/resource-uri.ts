import type { EnumeratedResource } from './message.js'

/** Resource URIs ([MS-WSMV] 3.1.4.1.1, [DSP0227] 6 and 15). They are compared without regard to case. */
const wmiPrefix = 'http://schemas.microsoft.com/wbem/wsman/1/wmi/'
const dmtfClassPrefix = 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/'
const dmtfAll = 'http://schemas.dmtf.org/wbem/wscim/1/*'
export const classMetadataUri = 'http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*'

/** Where requests on a DMTF URI go that name no namespace: what CIM clients mean, though [MS-WSMV] 3.1.4.1.1 says `root/hardware`. */
const defaultNamespace = 'root/cimv2'

/** `root\cimv2`, `/root/cimv2/` → `root/cimv2`. */
function wireNamespace(namespace: string): string {
  return namespace.replaceAll('\\', '/').replace(/^\/+|\/+$/g, '')
}

export function classUri(namespace: string, className: string): string {
  return `${wmiPrefix}${wireNamespace(namespace)}/${className}`
}

/** The URI that queries of a namespace go to. */
function allUri(namespace: string): string {
  return classUri(namespace, '*')
}

export function resourceUriOf(resource: EnumeratedResource): string {
  switch (resource.of) {
    case 'class':
      return classUri(resource.namespace, resource.className)
    case 'all':
      return allUri(resource.namespace)
    case 'classes':
      return classMetadataUri
  }
}

/**
 * What a resource URI is about; undefined for anything but CIM objects. `namespace` is the `__cimnamespace` selector,
 * for URIs that name none.
 */
export function parseResourceUri(uri: string, namespace?: string): EnumeratedResource | undefined {
  const lower = uri.toLowerCase()
  if (lower.startsWith(wmiPrefix)) return parseWmi(wireNamespace(uri.slice(wmiPrefix.length)))
  const within = wireNamespace(namespace ?? defaultNamespace)
  if (lower === classMetadataUri) return { of: 'classes', namespace: within }
  if (lower === dmtfAll) return { of: 'all', namespace: within }
  if (lower.startsWith(dmtfClassPrefix)) {
    const className = uri.slice(dmtfClassPrefix.length)
    if (className === '*') return { of: 'all', namespace: within }
    return isName(className) ? { of: 'class', namespace: within, className } : undefined
  }
  return undefined
}

function parseWmi(path: string): EnumeratedResource | undefined {
  const slash = path.lastIndexOf('/')
  const namespace = path.slice(0, Math.max(slash, 0))
  const name = path.slice(slash + 1)
  if (namespace === '') return undefined
  if (name === '*') return { of: 'all', namespace }
  return isName(name) ? { of: 'class', namespace, className: name } : undefined
}

function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(text)
}
