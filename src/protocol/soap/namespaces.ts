/** Namespace URIs of [MS-WSMV] 2.2.1, by the name the specification's prefix table gives them. */
export const ns = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xs: 'http://www.w3.org/2001/XMLSchema',
  wsa: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  wsman: 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
  wsmv: 'http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd',
  wsen: 'http://schemas.xmlsoap.org/ws/2004/09/enumeration',
  wst: 'http://schemas.xmlsoap.org/ws/2004/09/transfer',
  wse: 'http://schemas.xmlsoap.org/ws/2004/08/eventing',
  wsmb: 'http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd',
  cim: 'http://schemas.dmtf.org/wbem/wscim/1/common',
  wsmanfault: 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault',
  wsmid: 'http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd',
} as const

/** WS-Addressing's address of "whoever is at the other end of this connection". */
export const anonymousAddress = 'http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous'
