import { commands, folders } from '../seed/folders.table.js'

/**
 * Whether a file or folder exists on a simulated host. There is no file system behind it: a path exists when its drive
 * does and its first folder is one that hosts have.
 */
export function pathExists(path: string): boolean {
  const parts = /^([A-Za-z]):\\([^\\]*)/.exec(path)
  if (parts === null || /[<>"|?*]/.test(path)) return false
  const [, drive = '', first = ''] = parts
  const known = folders[drive.toUpperCase()]
  return known !== undefined && (first === '' || known.has(first.toLowerCase()))
}

/** Whether a program name without a path is one that Windows finds. */
export function isSystemCommand(program: string): boolean {
  const name = program.toLowerCase()
  return commands.has(name.endsWith('.exe') ? name.slice(0, -4) : name)
}

export function driveExists(drive: string): boolean {
  return folders[drive.toUpperCase()] !== undefined
}
