import { DecodeError } from '../../base/errors.js'
import { Secret } from '../../base/secret.js'
import { decodeUtf16le, encodeUtf16le } from '../../base/utf16.js'
import { DerReader } from '../asn1/der-reader.js'
import { type Der, explicit, integer, octetString, optional, sequence } from '../asn1/der-writer.js'

/** [MS-CSSP] 2.2.1.2: the credentials that the client hands over. */
export type TsCredentials = TsPasswordCreds | TsSmartCardCreds

/** [MS-CSSP] 2.2.1.2.1 */
export interface TsPasswordCreds {
  readonly kind: 'password'
  readonly domainName: string
  readonly userName: string
  readonly password: Secret
}

/** [MS-CSSP] 2.2.1.2.2 */
export interface TsSmartCardCreds {
  readonly kind: 'smart-card'
  readonly pin: Secret
  /** [MS-CSSP] 2.2.1.2.2.1 */
  readonly cspData: {
    readonly keySpec: number
    readonly cardName?: string | undefined
    readonly readerName?: string | undefined
    readonly containerName?: string | undefined
    readonly cspName?: string | undefined
  }
  readonly userHint?: string | undefined
  readonly domainHint?: string | undefined
}

export function writeTsCredentials(credentials: TsCredentials): Der {
  const password = credentials.kind === 'password'
  const content = password ? writePassword(credentials) : writeSmartCard(credentials)
  return sequence(explicit(0, integer(password ? credType.password : credType.smartCard)), explicit(1, octetString(content)))
}

/** Raises DecodeError, which never quotes what was read. */
export function readTsCredentials(bytes: Uint8Array): TsCredentials {
  const reader = DerReader.of(bytes, 'TSCredentials')
  const fields = reader.sequence()
  reader.end()
  const type = fields.explicit(0, (inner) => inner.int32())
  const content = fields.explicit(1, (inner) => inner.octetString())
  if (type === credType.password) return readPassword(content)
  if (type === credType.smartCard) return readSmartCard(content)
  throw new DecodeError('TSCredentials', `credType ${type}, where a password (1) or a smart card (2) is understood`)
}

const credType = { password: 1, smartCard: 2 } as const

function writePassword({ domainName, userName, password }: TsPasswordCreds): Der {
  return sequence(text(0, domainName), text(1, userName), text(2, password.reveal()))
}

function readPassword(bytes: Uint8Array): TsPasswordCreds {
  const fields = DerReader.of(bytes, 'TSPasswordCreds').sequence()
  return {
    kind: 'password',
    domainName: fields.explicit(0, readText),
    userName: fields.explicit(1, readText),
    password: new Secret(fields.explicit(2, readText)),
  }
}

function writeSmartCard({ pin, cspData, userHint, domainHint }: TsSmartCardCreds): Der {
  const { keySpec, cardName, readerName, containerName, cspName } = cspData
  const names = [cardName, readerName, containerName, cspName].map((name, index) => text(index + 1, name))
  return sequence(
    text(0, pin.reveal()),
    explicit(1, sequence(explicit(0, integer(keySpec)), ...names)),
    text(2, userHint),
    text(3, domainHint),
  )
}

function readSmartCard(bytes: Uint8Array): TsSmartCardCreds {
  const fields = DerReader.of(bytes, 'TSSmartCardCreds').sequence()
  return {
    kind: 'smart-card',
    pin: new Secret(fields.explicit(0, readText)),
    cspData: fields.explicit(1, (inner) => readCspData(inner.sequence())),
    userHint: fields.optional(2, readText),
    domainHint: fields.optional(3, readText),
  }
}

function readCspData(fields: DerReader): TsSmartCardCreds['cspData'] {
  return {
    keySpec: fields.explicit(0, (inner) => inner.int32()),
    cardName: fields.optional(1, readText),
    readerName: fields.optional(2, readText),
    containerName: fields.optional(3, readText),
    cspName: fields.optional(4, readText),
  }
}

/** Text travels as UTF-16LE in an octet string ([MS-CSSP] note 6). */
function text(number: number, value: string): Der
function text(number: number, value: string | undefined): Der | undefined
function text(number: number, value: string | undefined): Der | undefined {
  return optional(number, value, (some) => octetString(encodeUtf16le(some)))
}

function readText(inner: DerReader): string {
  return decodeUtf16le(inner.octetString(), 'TSCredentials')
}
