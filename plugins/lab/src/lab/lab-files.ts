import { join, resolve } from 'node:path'
import { type Secret, writeTextFile } from 'wmctl'

/** The files of a lab, by the folder they are in. */
export interface LabFiles {
  readonly inventory: string
  readonly password: string
  readonly authority: string
}

export function labFiles(folder: string): LabFiles {
  const at = resolve(folder)
  return { inventory: join(at, 'inventory.yaml'), password: join(at, 'lab-password'), authority: join(at, 'lab-ca.pem') }
}

export interface LabFileContents {
  readonly inventory: string
  readonly password: Secret
  readonly ca: string | undefined
}

/** Writes them; the password is for its owner's eyes alone. */
export async function writeLabFiles(files: LabFiles, contents: LabFileContents): Promise<void> {
  await writeTextFile(files.password, `${contents.password.reveal()}\n`, { mode: 0o600 })
  if (contents.ca !== undefined) await writeTextFile(files.authority, contents.ca)
  await writeTextFile(files.inventory, contents.inventory)
}
