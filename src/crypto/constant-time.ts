import { timingSafeEqual } from 'node:crypto'

/** Compares secrets and checksums in a time that depends on their lengths only, never on where they differ. */
export function equalInConstantTime(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right)
}
