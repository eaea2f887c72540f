import { ByteWriter } from '../../base/bytes.js'
import { digest } from '../../crypto/digest.js'
import type { ChannelBindings } from './security-context.js'

/**
 * The MD5 of gss_channel_bindings_struct with both addresses left out ([RFC 4121] 4.1.1.2, [MS-NLMP] 3.1.5.1.2
 * MsvAvChannelBindings): what NTLM and Kerberos carry. Sixteen zeros say that there is no channel.
 */
export function hashChannelBindings(bindings: ChannelBindings | undefined): Uint8Array {
  if (bindings === undefined) return new Uint8Array(16)
  const { applicationData } = bindings
  const struct = new ByteWriter(20 + applicationData.length)
  // Type and length of the initiator's address, then of the acceptor's.
  struct.zeros(16).u32le(applicationData.length).bytes(applicationData)
  return digest('md5', struct.toBytes())
}
