import { formatHex } from '../../base/hex.js'
import { DerReader } from '../asn1/der-reader.js'
import { describeDer, type ValueShape } from '../gss/describe-der.js'
import type { DescribedField } from '../gss/described-field.js'
import { encryptedData, encryptionTypeText, flags, value } from './describe-values.js'
import { decodeEtypeInfo2, decodePacRequest, paType } from './messages/pa-data.js'
import { readTagged } from './messages/primitives.js'

/** PA-DATA ([RFC 4120] 5.2.7). `describeRequest` shows the AP-REQ of a TGS request. */
export function paData(describeRequest: (bytes: Uint8Array) => DescribedField): ValueShape {
  return value((element) => {
    const { type, bytes } = readTagged(element, 1)
    return [
      { name: 'padata-type', value: `${type} (${names[type] ?? 'unknown'})` },
      { name: 'padata-value', value: describeValue(type, bytes, describeRequest) },
    ]
  })
}

function describeValue(
  type: number,
  bytes: Uint8Array,
  describeRequest: (bytes: Uint8Array) => DescribedField,
): DescribedField['value'] {
  if (bytes.length === 0) return ''
  switch (type) {
    case paType.tgsReq:
      return [describeRequest(bytes)]
    case paType.encTimestamp:
    case encryptedChallenge:
      return [describeDer('EncryptedData', bytes, encryptedData)]
    case paType.pwSalt:
      return saltText(bytes)
    case paType.etypeInfo2:
      return decodeEtypeInfo2(bytes).map(({ etype, salt, parameters }) => ({
        name: 'ETYPE-INFO2-ENTRY',
        value: [
          encryptionTypeText(etype),
          ...(salt === undefined ? [] : [`salt ${saltText(salt)}`]),
          ...(parameters === undefined ? [] : [`s2kparams ${formatHex(parameters)}`]),
        ].join(', '),
      }))
    case paType.pacRequest:
      return `include-pac ${decodePacRequest(bytes)}`
    case paType.pacOptions: {
      const fields = describeDer('PA-PAC-OPTIONS', bytes, { kind: 'fields', fields: { 0: ['options', pacOptions] } })
      return [fields]
    }
    case supportedEncryptionTypes:
      return formatHex(bytes.subarray(0, 4))
    default:
      return `${bytes.length} bytes`
  }
}

/** Salts are no secrets: a KDC tells them to whoever asks. */
function saltText(salt: Uint8Array): string {
  return JSON.stringify(new TextDecoder().decode(salt.subarray(0, 256)))
}

const encryptedChallenge = 138
const supportedEncryptionTypes = 165

/** [MS-KILE] 2.2.10. */
const pacOptions = flags({
  0: 'claims',
  1: 'branch-aware',
  2: 'forward-to-full-dc',
  3: 'resource-based-constrained-delegation',
})

/** [RFC 4120] 7.5.2, [RFC 6113], [MS-KILE] 2.2, [MS-SFU] 2.2. */
const names: Readonly<Record<number, string>> = {
  1: 'PA-TGS-REQ',
  2: 'PA-ENC-TIMESTAMP',
  3: 'PA-PW-SALT',
  11: 'PA-ETYPE-INFO',
  14: 'PA-PK-AS-REQ_OLD',
  15: 'PA-PK-AS-REP_OLD',
  16: 'PA-PK-AS-REQ',
  17: 'PA-PK-AS-REP',
  19: 'PA-ETYPE-INFO2',
  20: 'PA-SVR-REFERRAL-INFO',
  25: 'PA-SERVER-REFERRAL',
  128: 'PA-PAC-REQUEST',
  129: 'PA-FOR-USER',
  130: 'PA-S4U-X509-USER',
  132: 'PA-AS-CHECKSUM',
  133: 'PA-FX-COOKIE',
  136: 'PA-FX-FAST',
  137: 'PA-FX-ERROR',
  138: 'PA-ENCRYPTED-CHALLENGE',
  147: 'PA-PKINIT-KX',
  149: 'PA-REQ-ENC-PA-REP',
  165: 'PA-SUPPORTED-ENCTYPES',
  167: 'PA-PAC-OPTIONS',
}

/** METHOD-DATA, whole. Raises DecodeError. */
export function describeMethodData(bytes: Uint8Array, shape: ValueShape): readonly DescribedField[] {
  const reader = DerReader.of(bytes, 'METHOD-DATA')
  const list = reader.sequenceOf((element) => ({ name: 'PA-DATA', value: shape.show(element) }))
  reader.end()
  return list
}
