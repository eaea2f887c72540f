/**
 * A security context between two peers, for either role: the contract of NTLM, Kerberos, SPNEGO and CredSSP towards HTTP and
 * RPC ([RFC 2743], [MS-NLMP] 3, [MS-KILE] 3.4). Sans-IO: tokens in, tokens out. After an error the context is unusable.
 */
export interface SecurityContext {
  /** `NTLM`, `Kerberos`, … For SPNEGO the mechanism that was chosen, once it is. */
  readonly mechanism: string
  readonly role: 'initiator' | 'acceptor'
  /** Both sides have what they need; wrap, seal and sign may be used. */
  readonly complete: boolean
  /** The initiator as the acceptor knows it: `CORP\user` or `user@REALM`. Undefined until known. */
  readonly initiatorName: string | undefined
  /** What protocols derive their own keys from. Throws MisuseError before the context is complete. */
  readonly sessionKey: Uint8Array
  /** The initiator's credentials were delegated to the acceptor. */
  readonly delegated: boolean

  /** Takes the peer's token (none for the initiator's first step) and returns the one to send, if there is one. */
  step(token?: Uint8Array): Uint8Array | undefined

  /** One self-contained token, encrypted unless `confidential` is false (GSS_Wrap). */
  wrap(data: Uint8Array, options?: { readonly confidential?: boolean }): Uint8Array
  unwrap(token: Uint8Array): Uint8Array

  /**
   * Signs all buffers and encrypts those of kind `data`; their lengths do not change (GSS_WrapEx). `token` is what travels
   * beside them: the header of WinRM's sealed messages, the auth verifier of an RPC PDU.
   */
  seal(buffers: readonly SecurityBuffer[]): SealedBuffers
  /** The plain `data` buffers, in order. Throws PeerError when the token does not fit. */
  unseal(token: Uint8Array, buffers: readonly SecurityBuffer[]): readonly Uint8Array[]

  /** A detached signature over the data (GSS_GetMIC). */
  sign(data: Uint8Array): Uint8Array
  /** Throws PeerError when it does not fit. */
  verify(data: Uint8Array, signature: Uint8Array): void

  /** Lengths in bytes of what `sign` and `seal` add. */
  sizes(): { readonly signature: number; readonly sealToken: number }
}

export interface SecurityBuffer {
  readonly kind: 'data' | 'sign-only'
  readonly bytes: Uint8Array
}

export interface SealedBuffers {
  readonly token: Uint8Array
  /** The encrypted `data` buffers, in order. */
  readonly data: readonly Uint8Array[]
}

/** What ties a context to the TLS channel around it ([RFC 5929]): `tls-server-end-point:` and the certificate's hash. */
export interface ChannelBindings {
  readonly applicationData: Uint8Array
}
