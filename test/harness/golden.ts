import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const root = fileURLToPath(new URL('../golden/', import.meta.url))

/** Compares with `test/golden/<name>`; UPDATE_GOLDEN=1 writes it instead, to be reviewed as a diff. */
export function expectGolden(name: string, actual: string): void {
  const path = `${root}${name}`
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, actual)
  }
  expect(actual, `test/golden/${name}; UPDATE_GOLDEN=1 rewrites it`).toBe(readGolden(path))
}

function readGolden(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
