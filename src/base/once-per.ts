/**
 * A function that computes its result once for each object it is given and lets go of it with that object. For what follows
 * from an object alone and is asked for again and again: hosts share the desired state of what does not depend on the host.
 */
export function oncePer<Key extends object, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, { readonly result: Result }>()
  return (key) => {
    let entry = known.get(key)
    if (entry === undefined) {
      entry = { result: compute(key) }
      known.set(key, entry)
    }
    return entry.result
  }
}
