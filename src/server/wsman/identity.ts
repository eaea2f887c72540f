import type { WsmanIdentity } from '../../protocol/wsman/message.js'
import type { WsmanServerProfile } from './profile.js'

/** What Identify answers ([DSP0226] 11): the release is for those who have authenticated. */
export function identityOf(profile: WsmanServerProfile, account: string | undefined): WsmanIdentity {
  const stack = /Stack: (\S+)/.exec(profile.productVersion)?.[1] ?? '3.0'
  return {
    protocolVersion: 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
    productVendor: 'Microsoft Corporation',
    productVersion: account === undefined ? `OS: 0.0.0 SP: 0.0 Stack: ${stack}` : profile.productVersion,
    securityProfiles: account === undefined ? [] : (profile.securityProfiles ?? []),
  }
}
