/**
 * The same text as a string of its own, for what is kept: a part of a string, and what is put together from parts, keep the whole
 * document in memory.
 */
export function detached(text: string): string {
  return ` ${text}`.slice(1)
}
