/** Why a name can be the name of no field, in any document. */
export function forbiddenName(name: string): string | undefined {
  return name === '__proto__' ? "'__proto__' cannot be the name of anything." : name === '<<' ? mergeKeys : undefined
}

const mergeKeys = 'YAML 1.2 has no merge keys. Put what hosts share into a group, and what values share into a variable.'
