/** Folders Windows sets for every process, in lower case. */
const known: Readonly<Record<string, string>> = {
  systemroot: 'C:\\Windows',
  windir: 'C:\\Windows',
  systemdrive: 'C:',
  programfiles: 'C:\\Program Files',
  'programfiles(x86)': 'C:\\Program Files (x86)',
  programdata: 'C:\\ProgramData',
  userprofile: 'C:\\Windows\\system32\\config\\systemprofile',
}

/** Replaces `%NAME%` as ExpandEnvironmentStrings does: what is unknown stays. */
export function expandEnvironment(text: string, variable: (name: string) => string | undefined): string {
  return text.replaceAll(/%([^%]+)%/g, (whole, name: string) => known[name.toLowerCase()] ?? variable(name) ?? whole)
}
