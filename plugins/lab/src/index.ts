/** The embedded lab as a library: simulated Windows hosts for tests of manifests and of programs that use wmctl. */
export type { LabAddresses } from './lab/addresses.js'
export type { LabInventoryDocument } from './lab/inventory.js'
export type { Lab, LabHost, LabInventory, LabOptions, LabRequests } from './lab/lab.js'
export { startLab } from './lab/start-lab.js'
export { type LabProfile, type ProfileName, profileNames } from './profile/profile.js'
export { profiles } from './profile/profiles.table.js'
export { tamper } from './tamper/tamper.js'
export type { Tampering } from './tamper/tampering.js'
