import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A file of the installed package, by its path from the package's root. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

export function readPackageText(path: string): string {
  return readFileSync(packageFile(path), 'utf8')
}

/** The version of this wmctl. */
export function packageVersion(): string {
  const { version } = JSON.parse(readPackageText('package.json')) as { readonly version: string }
  return version
}
