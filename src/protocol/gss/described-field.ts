import { DecodeError } from '../../base/errors.js'

/**
 * A token as a tree, for people: fields by the specification's names. What would help to guess or use a credential is
 * shown by its length only.
 */
export interface DescribedField {
  readonly name: string
  readonly value: string | readonly DescribedField[]
  /** What is wrong here; `value` is what could be read in spite of it. */
  readonly damage?: Damage
}

export interface Damage {
  readonly detail: string
  /** Bytes from the start of the token. */
  readonly offset: number
}

/** In place of a password. */
export const maskedText = '***'

/** What is secret, by its length. */
export function masked(bytes: Uint8Array): string {
  return bytes.length === 0 ? '' : `${maskedText} (${bytes.length} bytes)`
}

/** A field at an offset; what cannot be read is its damage. */
export function describedField(name: string, at: number, read: () => DescribedField['value']): DescribedField {
  try {
    return { name, value: read() }
  } catch (error) {
    if (error instanceof DecodeError) return { name, value: '', damage: damageOf(error, at) }
    throw error
  }
}

/** The error of a reader that began at an offset, as damage of the token. */
export function damageOf(error: DecodeError, at: number): Damage {
  return { detail: error.message.replace(/ \(at \d+\)$/, ''), offset: at + (error.offset ?? 0) }
}

/** The description of a token inside another one, at an offset. */
export function insideAt({ name, value, damage }: DescribedField, at: number): DescribedField {
  return {
    name,
    value: typeof value === 'string' ? value : value.map((field) => insideAt(field, at)),
    ...(damage === undefined ? {} : { damage: { detail: damage.detail, offset: damage.offset + at } }),
  }
}

/** Whether something could not be read, here or below. */
export function isDamaged({ value, damage }: DescribedField): boolean {
  return damage !== undefined || (typeof value !== 'string' && value.some(isDamaged))
}
