import { buildNumber } from '../profile/product-version.js'
import { computerName, type HostFacts } from './host-facts.js'

export interface EnvironmentRow {
  readonly name: string
  readonly value: string
  readonly user: string
}

/** The environment variables a host starts with. */
export function environmentOf(facts: HostFacts): readonly EnvironmentRow[] {
  const random = facts.random('environment')
  const system: [string, string][] = [
    ['ComSpec', '%SystemRoot%\\system32\\cmd.exe'],
    ['NUMBER_OF_PROCESSORS', String(facts.processors)],
    ['OS', 'Windows_NT'],
    ['Path', pathOf(facts)],
    ['PATHEXT', '.COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC'],
    ['PROCESSOR_ARCHITECTURE', 'AMD64'],
    ['PROCESSOR_IDENTIFIER', 'Intel64 Family 6 Model 85 Stepping 7, GenuineIntel'],
    ['PROCESSOR_LEVEL', '6'],
    ['PROCESSOR_REVISION', '5507'],
    ['PSModulePath', '%ProgramFiles%\\WindowsPowerShell\\Modules;%SystemRoot%\\system32\\WindowsPowerShell\\v1.0\\Modules'],
    ['TEMP', '%SystemRoot%\\TEMP'],
    ['TMP', '%SystemRoot%\\TEMP'],
    ['USERNAME', 'SYSTEM'],
    ['windir', '%SystemRoot%'],
  ]
  if (buildNumber(facts.profile) >= 10_240) system.push(['DriverData', 'C:\\Windows\\System32\\Drivers\\DriverData'])
  if (facts.role === 'app' && random.chance(0.7)) {
    const release = random.pick(['jdk-17', 'jdk-17.0.9', 'jdk-11.0.21', 'jdk-21'])
    system.push(['JAVA_HOME', `C:\\Program Files\\Java\\${release}`])
  }
  if (facts.role === 'app' || facts.role === 'web') system.push(['APP_ENVIRONMENT', facts.environment])
  if (facts.role === 'web') system.push(['ASPNETCORE_ENVIRONMENT', facts.environment === 'prod' ? 'Production' : 'Staging'])
  if (random.chance(0.3)) system.push(['HTTPS_PROXY', 'http://proxy.corp.example:3128'])
  const administrator = `${computerName(facts)}\\Administrator`
  return [
    ...system.map(([name, value]) => ({ name, value, user: '<SYSTEM>' })),
    { name: 'Path', value: '%USERPROFILE%\\AppData\\Local\\Microsoft\\WindowsApps;', user: 'NT AUTHORITY\\SYSTEM' },
    { name: 'TEMP', value: '%USERPROFILE%\\AppData\\Local\\Temp', user: 'NT AUTHORITY\\SYSTEM' },
    { name: 'TMP', value: '%USERPROFILE%\\AppData\\Local\\Temp', user: 'NT AUTHORITY\\SYSTEM' },
    { name: 'TEMP', value: '%USERPROFILE%\\AppData\\Local\\Temp', user: administrator },
    { name: 'TMP', value: '%USERPROFILE%\\AppData\\Local\\Temp', user: administrator },
  ]
}

function pathOf(facts: HostFacts): string {
  const folders = [
    '%SystemRoot%\\system32',
    '%SystemRoot%',
    '%SystemRoot%\\System32\\Wbem',
    '%SYSTEMROOT%\\System32\\WindowsPowerShell\\v1.0\\',
  ]
  if (facts.role === 'sql') folders.push('C:\\Program Files\\Microsoft SQL Server\\150\\Tools\\Binn\\')
  if (facts.role === 'app') folders.push('C:\\Program Files\\Java\\jdk-17\\bin')
  return folders.join(';')
}
