/** Looks again and again until the condition holds; after `limit` milliseconds it is an error that names it. */
export async function until(what: string, condition: () => boolean, limit = 25_000): Promise<void> {
  const end = performance.now() + limit
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited ${limit} ms for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
