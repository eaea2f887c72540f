/**
 * What plugins may use; nothing else of wmctl is public. Importing it loads no heavy third-party package: their owners
 * import them when they are first needed.
 */
export {
  AuthError,
  CancelledError,
  ConnectError,
  DecodeError,
  type ErrorOptions,
  FaultError,
  InternalError,
  messageOf,
  TransportError,
  UsageError,
  WmctlError,
} from './base/errors.js'
export type { Clock, Digest, RandomSource } from './base/ports.js'
export { Secret } from './base/secret.js'
export { createCatalog, type LoadCatalogFile } from './catalog/catalog.js'
export type {
  CimClass,
  CimMethodDeclaration,
  CimParameterDeclaration,
  CimPropertyDeclaration,
  CimTypeDeclaration,
  ClassSource,
} from './cim/class.js'
export { convertValue } from './cim/convert.js'
export { fromMilliseconds as cimDateTime } from './cim/datetime.js'
export { formatRelativePath, parseObjectPath } from './cim/object-path.js'
export { CimError, type CimStatusName, cimStatus } from './cim/status.js'
export type { CimType } from './cim/type.js'
export {
  type CimDateTime,
  type CimInstance,
  type CimInterval,
  type CimKeyValue,
  type CimProperty,
  type CimScalar,
  type CimValue,
  cimInstance,
  type ObjectPath,
  type ObjectPathKey,
  propertyValue,
  type TypedValue,
} from './cim/value.js'
export { packageFile, readPackageText } from './cli/package-files.js'
export { type ParsedCommand, usageOfParseError } from './cli/parse-error.js'
export { exitCodes } from './engine/exit-code.js'
export { type HttpListener, listenHttp } from './io/http-listener.js'
export type { ListenerRequest, ListenerResponse } from './io/http-listener-message.js'
export { type KdcListener, listenKdc } from './io/kdc-listener.js'
export { readTextFile } from './io/read-text.js'
export { systemClock } from './io/system-clock.js'
export { systemRandom } from './io/system-random.js'
export { userFolders } from './io/user-folders.js'
export { writeTextFile } from './io/write-file.js'
export type { KeytabEntry } from './protocol/kerberos/files/keytab.js'
export { type AccountState, accountStatus } from './protocol/kerberos/kdc/kdc-database.js'
export type { KdcEvent } from './protocol/kerberos/kdc/kdc-options.js'
export { type FaultName, faultTable } from './protocol/wsman/fault.table.js'
export type { AccessPolicy } from './server/access.js'
export type { AccountDirectory, LogonName, ServerAccount } from './server/accounts.js'
export { createDomain, type Domain } from './server/domain/domain.js'
export { type DomainAccount, domainGroup } from './server/domain/domain-account.js'
export { createLockout, type Lockout } from './server/domain/lockout.js'
export {
  createFaultInjector,
  type FaultInjector,
  type FaultOperation,
  type FaultRule,
  type InjectedFault,
} from './server/faults.js'
export { createObjectManager, type ObjectManager } from './server/object-manager.js'
export type { CimOperations } from './server/operations.js'
export type { ClassProvider, InstanceStore, ProviderContext, ProviderMethod, ProviderResult } from './server/provider.js'
export { createRequestLog, type RequestLog, type RequestRecord } from './server/request-log.js'
export { type ServedScheme, type WsmanAuthenticationOptions, wsmanAuthentication } from './server/wsman/authentication.js'
export { type LogonEvent, wsmanAuthorization } from './server/wsman/authorization.js'
export { type CertificateMapping, certificateMapping } from './server/wsman/certificate-mapping.js'
export { createWsmanEndpoint } from './server/wsman/endpoint.js'
export type { WsmanServerProfile } from './server/wsman/profile.js'
export { securityProfiles } from './server/wsman/security-profiles.js'
