import type { LabProfile } from './profile.js'

/** `OS: 6.3.9600 SP: 0.0 Stack: 3.0`, as Identify answers ([MS-WSMV] 3.1.4.1.17). */
export function productVersion(profile: LabProfile): string {
  return `OS: ${profile.osVersion} SP: ${profile.servicePack}.0 Stack: ${profile.stack}`
}

/** Third part of the version: 9600 of 6.3.9600. */
export function buildNumber(profile: LabProfile): number {
  return Number(profile.osVersion.split('.')[2])
}
