import type { LabHost, ProfileName, Tampering } from '@wmctl/lab'
import { type CimInstance, propertyValue } from '../../../../src/cim/value.js'
import type { PlainObject, PlainValue } from '../../../../src/engine/document.js'

/** What a test does with one adapter. Every property that the adapter says how to write is in one of `sets` or `renames`. */
export interface AdapterCase {
  /** The host of the lab that has the class; left out: web01. */
  readonly host?: 'app01'
  /** The first release that has the class; left out: all that answer WMI over WS-Management. */
  readonly since?: ProfileName
  readonly sets?: readonly SetCase[]
  readonly renames?: readonly RenameCase[]
  readonly lives?: readonly LifeCase[]
  /** Objects that are there and that documents delete. */
  readonly ends?: readonly KeyOn[]
  /** Of an object that is not there: for adapters that create nothing. */
  readonly missing?: KeyOn
}

/** Of a class with one object, `{}`. */
export type KeyOn = PlainObject | ((host: LabHost) => PlainObject)

/** An object that is there, and what its properties are kept at. */
export interface SetCase {
  readonly key: KeyOn
  /** What has to be so first; objects that are there already are not made again. */
  readonly before?: readonly Tampering[]
  /** Property → what the document wants, and what somebody makes of it behind wmctl's back: text, or a change elsewhere. */
  readonly properties: Readonly<Record<string, readonly [wanted: PlainValue, tampered: string | Tampering]>>
  /** Properties that go together: changed together they are written by one call. */
  readonly together?: readonly string[]
  /** How the plan calls the change; left out: set. */
  readonly action?: 'replace'
}

/** A document that gives an object another name. */
export interface RenameCase {
  readonly key: KeyOn
  readonly property: string
  readonly name: string
}

/** An object that is not there, is made, vanishes, is made again and deleted. */
export interface LifeCase {
  readonly key: KeyOn
  readonly properties: PlainObject
  /** Objects that it needs, of other classes: resources of the same document. */
  readonly needs?: readonly PlainObject[]
}

/** The text of a property of the first object for which `fits`; '' when there is none. */
export function textOnHost(
  { cim }: LabHost,
  place: readonly [string, string],
  property: string,
  fits: (one: CimInstance) => boolean,
): string {
  const found = [...cim.store.list(...place)].find(fits)
  const value = found === undefined ? null : propertyValue(found, property)
  return typeof value === 'string' ? value : ''
}

export const keyOf = (key: KeyOn, host: LabHost): PlainObject => (typeof key === 'function' ? key(host) : key)
