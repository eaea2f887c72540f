import type { DerReader } from '../../asn1/der-reader.js'
import * as der from '../../asn1/der-writer.js'
import { readInt32, readText } from './primitives.js'

/** PrincipalName ([RFC 4120] 5.2.2): the name without its realm. */
export interface PrincipalName {
  readonly type: number
  readonly components: readonly string[]
}

/** Name types ([RFC 4120] 6.2, [RFC 6806] 5). */
export const nameType = { unknown: 0, principal: 1, serviceInstance: 2, serviceHost: 3, enterprise: 10 } as const

export function readPrincipalName(reader: DerReader): PrincipalName {
  const fields = reader.sequence()
  const type = fields.explicit(0, readInt32)
  return { type, components: fields.explicit(1, (list) => list.sequenceOf(readText)) }
}

export function writePrincipalName({ type, components }: PrincipalName): der.Der {
  const names = der.sequence(...components.map((component) => der.generalString(component)))
  return der.sequence(der.explicit(0, der.integer(type)), der.explicit(1, names))
}

/** Components with `/` between them; `/`, `@` and `\` inside a component are escaped ([RFC 1964] 2.1.3). */
export function formatName(name: PrincipalName): string {
  return name.components.map((component) => component.replace(/[\\/@]/g, '\\$&')).join('/')
}

/** `name@REALM`. */
export function formatPrincipal(name: PrincipalName, realm: string): string {
  return `${formatName(name)}@${realm}`
}

/** The name of a realm's ticket-granting service as `realm` knows it. */
export function ticketGrantingService(realm: string): PrincipalName {
  return { type: nameType.serviceInstance, components: ['krbtgt', realm] }
}

/** The realm a ticket-granting service belongs to; undefined for any other name. */
export function ticketGrantingRealm({ components }: PrincipalName): string | undefined {
  return components.length === 2 && components[0] === 'krbtgt' ? components[1] : undefined
}

/** Whether the names are the same to Windows: the type does not count, nor does case ([MS-KILE] 3.3.5.1.1). */
export function sameName(left: PrincipalName, right: PrincipalName): boolean {
  return (
    left.components.length === right.components.length &&
    left.components.every((component, at) => component.toLowerCase() === right.components[at]?.toLowerCase())
  )
}
