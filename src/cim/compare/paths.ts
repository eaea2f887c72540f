/** A file or registry path: case, kind of separator and separators at the end do not matter. */
export function pathKey(text: string): string {
  return text
    .replaceAll('/', '\\')
    .replace(/(?<=[^\\])\\+$/, '')
    .toLowerCase()
}

/**
 * The text with the variables every Windows defines alike in place of what they stand for. What a host has moved elsewhere
 * differs then, and a variable that is not among these stays as it is.
 */
export function expandVariables(text: string): string {
  if (!text.includes('%') && !text.startsWith('\\')) return text
  return text
    .replace(/^\\\?\?\\/, '')
    .replace(/^\\systemroot\\/i, '%SystemRoot%\\')
    .replace(/%([^%]{1,40})%/g, (whole, name: string) => wellKnown.get(name.toLowerCase()) ?? whole)
}

/** As Windows sets them up when it is installed on C:. */
const wellKnown: ReadonlyMap<string, string> = new Map([
  ['systemdrive', 'C:'],
  ['systemroot', 'C:\\Windows'],
  ['windir', 'C:\\Windows'],
  ['comspec', 'C:\\Windows\\system32\\cmd.exe'],
  ['programfiles', 'C:\\Program Files'],
  ['programw6432', 'C:\\Program Files'],
  ['programfiles(x86)', 'C:\\Program Files (x86)'],
  ['commonprogramfiles', 'C:\\Program Files\\Common Files'],
  ['commonprogramw6432', 'C:\\Program Files\\Common Files'],
  ['commonprogramfiles(x86)', 'C:\\Program Files (x86)\\Common Files'],
  ['programdata', 'C:\\ProgramData'],
  ['allusersprofile', 'C:\\ProgramData'],
  ['public', 'C:\\Users\\Public'],
])
