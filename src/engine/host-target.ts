import type { HostConfiguration } from './plan.js'

/** A host and what the documents want of it. */
export interface HostTarget {
  readonly name: string
  readonly configurations: readonly HostConfiguration[]
}

/** An open session to a host, and how to give it back. */
export interface Lease<Session> {
  readonly session: Session
  /** Called once, also after failures; never rejects. */
  release(): Promise<void>
}

/** What apply is given for a host: the two halves are usually one session. */
export interface ReaderWriter<Reader, Writer> {
  readonly reader: Reader
  readonly writer: Writer
}
