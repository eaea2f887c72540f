import type { TypeDescription } from './description.js'

/** `uint32, 16 to 4096, in megabytes, deprecated`. */
export function typeText(description: TypeDescription): string {
  const { type, units, arrayType, deprecated } = description
  const facts = [type, ...lengths(description), ...bounds(description)]
  if (units !== undefined) facts.push(`in ${units}`)
  if (arrayType !== undefined) facts.push(arrayType === 'bag' ? 'in any order' : arrayType)
  if (deprecated === true) facts.push('deprecated')
  return facts.join(', ')
}

function lengths({ minLength, maxLength }: TypeDescription): readonly string[] {
  if (minLength !== undefined && maxLength !== undefined) return [`${minLength} to ${maxLength} characters`]
  if (maxLength !== undefined) return [`at most ${maxLength} characters`]
  return minLength === undefined ? [] : [`at least ${minLength} characters`]
}

function bounds({ min, max }: TypeDescription): readonly string[] {
  if (min !== undefined && max !== undefined) return [`${min} to ${max}`]
  if (max !== undefined) return [`at most ${max}`]
  return min === undefined ? [] : [`at least ${min}`]
}
