/** Return codes of the methods of Win32_NetworkAdapterConfiguration, as documented. */
export const adapterCode = {
  success: 0,
  restartNeeded: 1,
  notSupported: 64,
  invalidSubnetMask: 66,
  invalidParameter: 68,
  tooManyGateways: 69,
  invalidIpAddress: 70,
  invalidGateway: 71,
  invalidDomainName: 73,
  noWinsServer: 75,
  ipNotEnabled: 84,
  dhcpNotEnabled: 100,
} as const
