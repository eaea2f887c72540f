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
export type {
  CimClass,
  CimMethodDeclaration,
  CimParameterDeclaration,
  CimPropertyDeclaration,
  CimTypeDeclaration,
  ClassSource,
} from './cim/class.js'
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
export type { ClassProvider, InstanceStore, ProviderContext, ProviderMethod, ProviderResult } from './server/provider.js'
