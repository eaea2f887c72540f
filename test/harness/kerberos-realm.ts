import { Secret } from '../../src/base/secret.js'
import { digest } from '../../src/crypto/digest.js'
import type { KdcConversation } from '../../src/protocol/kerberos/client/kdc-conversation.js'
import { encryptionType } from '../../src/protocol/kerberos/crypto/encryption-types.js'
import { KerberosKey } from '../../src/protocol/kerberos/crypto/kerberos-key.js'
import type { KeytabEntry } from '../../src/protocol/kerberos/files/keytab.js'
import { Kdc } from '../../src/protocol/kerberos/kdc/kdc.js'
import { type KdcPrincipal, passwordKeys } from '../../src/protocol/kerberos/kdc/kdc-database.js'
import type { KdcOptions } from '../../src/protocol/kerberos/kdc/kdc-options.js'
import { type Principal, principalText } from '../../src/protocol/kerberos/messages/principal.js'
import { defined } from './defined.js'
import { utf8 } from './hex.js'

/** Bytes that look random and are the same in every run. */
export function fakeRandom(seed = 'seed'): { bytes: (length: number) => Uint8Array } {
  let count = 0
  return {
    bytes(length) {
      const blocks: number[] = []
      while (blocks.length < length) blocks.push(...digest('sha256', utf8(`${seed} ${count++}`)))
      return Uint8Array.from(blocks.slice(0, length))
    },
  }
}

export function principal(text: string): Principal {
  const at = text.lastIndexOf('@')
  return { name: { type: 1, components: text.slice(0, at).split('/') }, realm: text.slice(at + 1) }
}

export const password = new Secret('Correct horse 1')
const types = [18, 17, 20, 19, 23]

/** A key of each type that only this name and seed give. */
export function serviceKeys(seed: string, numbers: readonly number[] = types): readonly KerberosKey[] {
  const random = fakeRandom(seed)
  return numbers.map((number) => {
    const type = defined(encryptionType(number))
    return new KerberosKey(type, random.bytes(type.keyLength))
  })
}

/** The keys of a password take long to make; they are the same every time. */
const knownKeys = new Map<string, readonly KerberosKey[]>()

function userKeys(realm: string): readonly KerberosKey[] {
  const known = knownKeys.get(realm) ?? passwordKeys(password.reveal(), utf8(`${realm}user`), types)
  knownKeys.set(realm, known)
  return known
}

export interface FakeRealm {
  readonly kdc: Kdc
  readonly accounts: Map<string, KdcPrincipal>
  readonly add: (entry: KdcPrincipal) => void
  /** The keys of a service, as its keytab holds them. */
  readonly keytab: (name: string) => readonly KeytabEntry[]
}

/** A realm with `user`, `HTTP/web01` and its ticket-granting service. */
export function fakeRealm(realm: string, options: Omit<KdcOptions, 'realm' | 'lookup' | 'random'>): FakeRealm {
  const accounts = new Map<string, KdcPrincipal>()
  const keyOf = (name: Principal): string => principalText(name).toLowerCase()
  const add = (entry: KdcPrincipal): void => void accounts.set(keyOf(entry.principal), entry)
  const salt = utf8(`${realm}user`)
  add({ principal: principal(`krbtgt/${realm}@${realm}`), kvno: 2, keys: serviceKeys(`krbtgt ${realm}`) })
  add({ principal: principal(`user@${realm}`), kvno: 1, keys: userKeys(realm), salt })
  add({ principal: principal(`HTTP/web01@${realm}`), kvno: 3, keys: serviceKeys(`web01 ${realm}`) })
  const lookup = (name: Principal): KdcPrincipal | undefined => accounts.get(keyOf(name))
  return {
    kdc: new Kdc({ ...options, realm, lookup, random: fakeRandom(realm) }),
    accounts,
    add,
    keytab: (name) => {
      const { principal: owner, kvno, keys } = defined(accounts.get(name.toLowerCase()))
      return keys.map((key) => ({ principal: owner, kvno, key }))
    },
  }
}

export interface Conversed<T> {
  readonly result: T
  /** `UDP CORP`, `TCP CORP`, one for each message. */
  readonly sent: readonly string[]
}

/** Runs a conversation with the KDCs of realms. */
export function converse<T>(
  conversation: KdcConversation<T>,
  ...realms: readonly (readonly [string, Pick<Kdc, 'answer'>])[]
): Conversed<T> {
  const sent: string[] = []
  let step = conversation.next()
  while (step.done !== true) {
    const { realm, bytes, transport } = step.value
    const kdc = defined(realms.find(([name]) => name.toLowerCase() === realm.toLowerCase()))[1]
    sent.push(`${transport === 'tcp' ? 'TCP' : 'UDP'} ${realm}`)
    step = conversation.next(kdc.answer(bytes, { transport: transport === 'tcp' ? 'tcp' : 'udp' }))
  }
  return { result: step.value, sent }
}
