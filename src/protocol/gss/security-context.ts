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
  /** What the initiator's domain tells the acceptor of it: the PAC in a ticket of Kerberos ([MS-PAC] 2.1), as it is. */
  readonly authorization?: Uint8Array | undefined

  /** Takes the peer's token (none for the initiator's first step) and returns the one to send, if there is one. */
  step(token?: Uint8Array): Uint8Array | undefined

  /** One self-contained token, encrypted unless `confidential` is false (GSS_Wrap). */
  wrap(data: Uint8Array, options?: { readonly confidential?: boolean }): Uint8Array
  unwrap(token: Uint8Array): Uint8Array

  /**
   * Signs all buffers and encrypts those of kind `data` (GSS_WrapEx). Their lengths do not change, except that RC4 of Kerberos
   * outside DCE style adds a byte to the last one ([MS-KILE] 4.5). `token` is what travels
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

  /**
   * Messages can be protected although a token of the peer is still to come ([RFC 2743] 1.2.7): they may travel with our last
   * token. Undefined in mechanisms that have no such time; then it is as `complete`.
   */
  readonly protectionReady?: boolean
  /**
   * The peer goes on without a last token where one could come. Completes the context if the mechanism can do without it, else
   * throws PeerError. Undefined in mechanisms that never can.
   */
  finish?(): void
  /** What was wanted more than the mechanism in use, and why it is not in use, for diagnostics. */
  readonly passedOver?: readonly PassedOver[]
  /** What an acceptor that ended with an error should still tell the initiator: why. */
  readonly refusal?: Uint8Array | undefined
  /** How this mechanism protects SPNEGO's list of mechanisms; undefined where `sign` and `verify` are enough. */
  readonly mechListMic?: MechListMic | undefined
}

/** [MS-SPNG] 3.3.5.1, 3.2.5.1: NTLM puts the state of its cipher back afterwards, not the sequence number. */
export interface MechListMic {
  /** The exchange carried a code over its own messages (the MIC of NTLM), which makes SPNEGO's code compulsory for both sides. */
  readonly required: boolean
  sign(list: Uint8Array): Uint8Array
  /** Throws PeerError when it does not fit. */
  verify(list: Uint8Array, mic: Uint8Array): void
}

export interface PassedOver {
  readonly mechanism: string
  readonly reason: string
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
