import { digest } from '../../crypto/digest.js'

export interface PublicKeyBinding {
  /** Of CredSSP, as negotiated. */
  readonly version: number
  readonly subjectPublicKey: Uint8Array
  /** 32 bytes; versions 5 and later use it. */
  readonly nonce: Uint8Array
}

/** What the client wraps into pubKeyAuth ([MS-CSSP] 3.1.5 step 3). */
export function clientBinding(binding: PublicKeyBinding): Uint8Array {
  return binding.version < 5 ? binding.subjectPublicKey : hash('CredSSP Client-To-Server Binding Hash\0', binding)
}

/** What the server wraps into pubKeyAuth ([MS-CSSP] 3.1.5 step 4). */
export function serverBinding(binding: PublicKeyBinding): Uint8Array {
  if (binding.version >= 5) return hash('CredSSP Server-To-Client Binding Hash\0', binding)
  const changed = binding.subjectPublicKey.slice()
  changed[0] = ((changed[0] ?? 0) + 1) & 0xff
  return changed
}

function hash(magic: string, { nonce, subjectPublicKey }: PublicKeyBinding): Uint8Array {
  return digest('sha256', new TextEncoder().encode(magic), nonce, subjectPublicKey)
}
