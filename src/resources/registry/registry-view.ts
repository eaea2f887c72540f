import type { RegistryKey } from './registry-key.js'

/**
 * Where 32-bit programs on 64-bit Windows find a key; undefined for keys that they share with 64-bit ones. As documented in
 * "Registry Keys Affected by WOW64" since Windows 7 and Server 2008 R2: StdRegProv is a 64-bit program and is given the place.
 */
export function in32BitView({ hive, path }: RegistryKey): RegistryKey | undefined {
  const [root = '', ...below] = partsOf(path)
  if (hive.short === 'HKCR') return redirectedClass([root, ...below], (place) => ({ hive, path: place }))
  if ((hive.short !== 'HKLM' && hive.short !== 'HKCU') || !sameName(root, 'SOFTWARE')) return undefined
  const [first = '', ...rest] = below
  if (sameName(first, redirection)) return { hive, path }
  if (sameName(first, 'Classes')) return redirectedClass(rest, (place) => ({ hive, path: `${root}\\${first}\\${place}` }))
  if (hive.short === 'HKCU') return undefined
  if (shared.some((key) => isWithin(below, partsOf(key)))) return undefined
  return { hive, path: [root, redirection, ...below].join('\\') }
}

const redirection = 'WOW6432Node'

function redirectedClass(parts: readonly string[], at: (place: string) => RegistryKey): RegistryKey | undefined {
  const [first = ''] = parts
  if (sameName(first, redirection)) return at(parts.join('\\'))
  return redirectedClasses.some((name) => sameName(name, first)) ? at([redirection, ...parts].join('\\')) : undefined
}

/** Of HKEY_CLASSES_ROOT; the other keys are shared. */
const redirectedClasses = ['CLSID', 'DirectShow', 'Interface', 'Media Type', 'MediaFoundation']

/** Keys of HKLM\SOFTWARE that both views share, with all below them. Two are documented with another spelling than hosts have. */
const shared = [
  'Clients',
  'Microsoft\\COM3',
  'Microsoft\\Cryptography\\Calais\\Current',
  'Microsoft\\Cryptography\\Calais\\Readers',
  'Microsoft\\Cryptography\\Services',
  'Microsoft\\CTF\\SystemShared',
  'Microsoft\\CTF\\TIP',
  'Microsoft\\DFS',
  'Microsoft\\Driver Signing',
  'Microsoft\\EnterpriseCertificates',
  'Microsoft\\EventSystem',
  'Microsoft\\MSMQ',
  'Microsoft\\Non-Driver Signing',
  'Microsoft\\Notepad\\DefaultFonts',
  'Microsoft\\OLE',
  'Microsoft\\RAS',
  'Microsoft\\RPC',
  'Microsoft\\Shared Tools\\MSInfo',
  'Microsoft\\SystemCertificates',
  'Microsoft\\TermServLicensing',
  'Microsoft\\Transaction Server',
  'Microsoft\\TransactionServer',
  'Microsoft\\Windows\\CurrentVersion\\App Paths',
  'Microsoft\\Windows\\CurrentVersion\\Control Panel\\Cursors\\Schemes',
  'Microsoft\\Windows\\CurrentVersion\\Explorer\\AutoplayHandlers',
  'Microsoft\\Windows\\CurrentVersion\\Explorer\\DriveIcons',
  'Microsoft\\Windows\\CurrentVersion\\Explorer\\KindMap',
  'Microsoft\\Windows\\CurrentVersion\\Group Policy',
  'Microsoft\\Windows\\CurrentVersion\\Policies',
  'Microsoft\\Windows\\CurrentVersion\\PreviewHandlers',
  'Microsoft\\Windows\\CurrentVersion\\Setup',
  'Microsoft\\Windows\\CurrentVersion\\Telephony\\Locations',
  'Microsoft\\Windows NT\\CurrentVersion\\Console',
  'Microsoft\\Windows NT\\CurrentVersion\\FontDpi',
  'Microsoft\\Windows NT\\CurrentVersion\\FontLink',
  'Microsoft\\Windows NT\\CurrentVersion\\FontMapper',
  'Microsoft\\Windows NT\\CurrentVersion\\Fonts',
  'Microsoft\\Windows NT\\CurrentVersion\\FontSubstitutes',
  'Microsoft\\Windows NT\\CurrentVersion\\Gre_Initialize',
  'Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options',
  'Microsoft\\Windows NT\\CurrentVersion\\Language Pack',
  'Microsoft\\Windows NT\\CurrentVersion\\LanguagePack',
  'Microsoft\\Windows NT\\CurrentVersion\\NetworkCards',
  'Microsoft\\Windows NT\\CurrentVersion\\Perflib',
  'Microsoft\\Windows NT\\CurrentVersion\\Ports',
  'Microsoft\\Windows NT\\CurrentVersion\\Print',
  'Microsoft\\Windows NT\\CurrentVersion\\ProfileList',
  'Microsoft\\Windows NT\\CurrentVersion\\Time Zones',
  'Policies',
  'RegisteredApplications',
]

function partsOf(path: string): readonly string[] {
  return path.split('\\')
}

function isWithin(parts: readonly string[], ancestor: readonly string[]): boolean {
  return ancestor.every((name, index) => sameName(name, parts[index] ?? ''))
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
