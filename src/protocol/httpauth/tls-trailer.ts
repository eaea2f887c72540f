/** A cipher of TLS by the names of IANA: `TLSv1.2`, `TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384`. */
export interface TlsCipher {
  readonly protocol: string
  readonly name: string
}

/**
 * How many bytes TLS adds after a text of this length in a record: authentication tag, or code and padding ([RFC 5246] 6.2.3).
 * WinRM writes it before each piece that CredSSP sealed ([MS-WSMV] 2.2.9.1.3.2.2.2).
 */
export function tlsTrailerLength({ protocol, name }: TlsCipher, length: number): number {
  // The tag, and the type of what is inside ([RFC 8446] 5.2).
  if (protocol === 'TLSv1.3') return 17
  if (/_(GCM|CCM|POLY1305)_/.test(`${name}_`)) return name.endsWith('CCM_8') ? 8 : 16
  const code = codeLengths[name.slice(name.lastIndexOf('_') + 1)] ?? 0
  const block = name.includes('3DES') ? 8 : 16
  return code + block - ((length + code) % block)
}

const codeLengths: Readonly<Record<string, number>> = { MD5: 16, SHA: 20, SHA256: 32, SHA384: 48 }
