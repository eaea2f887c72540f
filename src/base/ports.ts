/** What pure code takes instead of reading the world: time, randomness, digests. Implementations live in `io`, fakes in tests. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /** Milliseconds of a clock that never runs backwards, for measuring. */
  elapsed(): number
  /** Resolves after `ms` milliseconds; rejects with CancelledError when `signal` aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface RandomSource {
  bytes(length: number): Uint8Array
}

export interface Digest {
  /** SHA-256 of UTF-8 text or bytes, as lower-case hex. */
  sha256(data: string | Uint8Array): string
  /** HMAC-SHA-256 as lower-case hex. */
  hmacSha256(key: Uint8Array, data: string | Uint8Array): string
  /** SHA-256 of data that comes in pieces. */
  sha256Stream(): Sha256Stream
}

export interface Sha256Stream {
  update(data: string | Uint8Array): void
  /** The digest of everything so far, as lower-case hex; ends the stream. */
  digest(): string
}
