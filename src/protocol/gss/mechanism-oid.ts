/** Object identifiers of the mechanisms, dotted decimal ([MS-SPNG] 1.9, [RFC 4178] appendix C). */
export const mechanismOid = {
  spnego: '1.3.6.1.5.5.2',
  kerberos: '1.2.840.113554.1.2.2',
  /** What Windows 2000 made of Kerberos' identifier by cutting an arc to 16 bits; Windows offers it first to this day. */
  microsoftKerberos: '1.2.840.48018.1.2.2',
  ntlm: '1.3.6.1.4.1.311.2.2.10',
  negoex: '1.3.6.1.4.1.311.2.2.30',
} as const
