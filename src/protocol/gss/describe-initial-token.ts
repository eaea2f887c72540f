import { DecodeError } from '../../base/errors.js'
import { looseElementOf } from '../asn1/loose-element.js'
import { formatOidContent } from '../asn1/oid.js'
import { applicationTag, tag } from '../asn1/tag.js'
import { type DescribedField, insideAt } from './described-field.js'
import { mechanismOid } from './mechanism-oid.js'

/** A token of a mechanism with its identifier in front ([RFC 2743] 3.1), whole or cut off. Raises DecodeError. */
export function describeInitialToken(
  bytes: Uint8Array,
  describeInner: (mechanism: string, token: Uint8Array) => DescribedField,
): DescribedField {
  const outer = looseElementOf(structure, bytes, applicationTag(0))
  const identifier = looseElementOf(structure, outer.content, tag.oid)
  const mechanism = identifier.missing > 0 ? undefined : formatOidContent(identifier.content)
  if (mechanism === undefined) throw new DecodeError(structure, 'an identifier of the mechanism is due', { offset: outer.start })
  const inner = insideAt(describeInner(mechanism, outer.content.subarray(identifier.end)), outer.start + identifier.end)
  return { name: structure, value: [{ name: 'thisMech', value: mechanismText(mechanism) }, inner] }
}

const structure = 'InitialContextToken'

export function mechanismText(oid: string): string {
  const name = names[oid]
  return name === undefined ? oid : `${oid} (${name})`
}

const names: Readonly<Record<string, string>> = {
  [mechanismOid.spnego]: 'SPNEGO',
  [mechanismOid.kerberos]: 'Kerberos',
  [mechanismOid.microsoftKerberos]: 'Kerberos, as Windows 2000 wrote it',
  [mechanismOid.ntlm]: 'NTLM',
  [mechanismOid.negoex]: 'NegoEx',
}
