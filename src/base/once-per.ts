/**
 * A function that computes its result once for each object it is given and lets go of it with that object. For what follows
 * from an object alone and is asked for again and again: hosts share the desired state of what does not depend on the host.
 */
export function oncePer<Key extends object, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, Result>()
  return (key) => {
    const result = known.get(key)
    if (result !== undefined || known.has(key)) return result as Result
    const computed = compute(key)
    known.set(key, computed)
    return computed
  }
}
