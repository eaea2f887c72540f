import { rc4EncryptionType } from '../crypto/encryption-types.js'
import { CfxProtection } from './cfx-protection.js'
import type { MessageProtection, ProtectionOptions } from './message-protection.js'
import { Rc4Protection } from './rc4-protection.js'

/** [RFC 4121] for all but RC4, which has its own tokens ([RFC 4757] 7). */
export function protectMessages(options: ProtectionOptions): MessageProtection {
  return options.key.type.number === rc4EncryptionType ? new Rc4Protection(options) : new CfxProtection(options)
}
