/** Letters, digits and `_`, or anything above ASCII; not beginning with a digit ([DSP0004] 5.1.2.1). */
const identifier = /^[A-Za-z_\u0080-\uffef][0-9A-Za-z_\u0080-\uffef]*$/

export function isIdentifier(text: string): boolean {
  return identifier.test(text)
}

/** Names of classes, properties, methods and parameters are compared without regard to case. */
export function sameName(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase()
}

/** `ROOT\CIMV2`, `/root/cimv2/` → `ROOT/CIMV2`, `root/cimv2`: separators as wmctl writes them, case kept. */
export function normalizeNamespace(namespace: string): string {
  // Nearly all are, and classes are looked up by namespace many times a host.
  if (normalized.test(namespace)) return namespace
  return namespace
    .split(/[\\/]+/)
    .filter((part) => part !== '')
    .join('/')
}

const normalized = /^[^\\/]+(?:\/[^\\/]+)*$/

/** What two spellings of one namespace have in common; for maps. */
export function namespaceKey(namespace: string): string {
  return normalizeNamespace(namespace).toLowerCase()
}
