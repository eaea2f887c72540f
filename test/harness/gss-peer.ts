import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const python = '/usr/bin/python3'
const script = fileURLToPath(new URL('./peers/gss_peer.py', import.meta.url))

export interface GssPeerSettings {
  /** Dotted decimal. */
  readonly mech: string
  readonly role: 'initiator' | 'acceptor'
  /** `HTTP@host`, for an initiator. */
  readonly target?: string
  /** Without these the default credential of the environment. */
  readonly username?: string
  readonly password?: string
  /** Members of gssapi.RequirementFlag. */
  readonly flags?: readonly string[]
  /** Application data of the channel bindings. */
  readonly bindings?: Uint8Array
  readonly environment?: Readonly<Record<string, string>>
}

/** Whether the GSS-API of this machine, with its Python interface, knows a mechanism. */
export function hasGssMechanism(mech: string): boolean {
  const program = 'import sys, gssapi.raw; sys.exit(sys.argv[1] not in [m.dotted_form for m in gssapi.raw.indicate_mechs()])'
  return spawnSync(python, ['-c', program, mech], { stdio: 'ignore' }).status === 0
}

/** The other side of an exchange: the GSS-API libraries of this machine in a process of their own. Close it. */
export class GssPeer {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #replies: AsyncIterator<Buffer>
  #received = Buffer.alloc(0)
  #errors = ''

  constructor({ environment, bindings, ...settings }: GssPeerSettings) {
    const options = { ...settings, ...(bindings === undefined ? {} : { bindings: Buffer.from(bindings).toString('hex') }) }
    this.#child = spawn(python, [script, JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    this.#child.stderr.on('data', (text: Buffer) => {
      this.#errors += text.toString()
    })
    this.#child.stdin.on('error', () => undefined)
    this.#replies = this.#child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  /** A step with the token of our side; what comes back may be empty. */
  step(token: Uint8Array = new Uint8Array(0)): Promise<Uint8Array> {
    return this.#ask('t', token)
  }

  wrap(data: Uint8Array): Promise<Uint8Array> {
    return this.#ask('w', data)
  }

  unwrap(token: Uint8Array): Promise<Uint8Array> {
    return this.#ask('u', token)
  }

  sign(data: Uint8Array): Promise<Uint8Array> {
    return this.#ask('s', data)
  }

  async verify(data: Uint8Array, signature: Uint8Array): Promise<void> {
    await this.#ask('v', Buffer.concat([lengthOf(signature), signature, data]))
  }

  /** GSS_WrapEx: a header that is only signed, and data. */
  async seal(header: Uint8Array, data: Uint8Array): Promise<{ readonly token: Uint8Array; readonly data: Uint8Array }> {
    const reply = Buffer.from(await this.#ask('S', Buffer.concat([lengthOf(header), header, data])))
    const end = 4 + reply.readUInt32BE()
    return { token: new Uint8Array(reply.subarray(4, end)), data: new Uint8Array(reply.subarray(end)) }
  }

  unseal(header: Uint8Array, token: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
    return this.#ask('U', Buffer.concat([lengthOf(header), lengthOf(token), header, token, data]))
  }

  async initiatorName(): Promise<string> {
    return Buffer.from(await this.#ask('i')).toString()
  }

  /** Whose credentials an acceptor was handed. */
  async delegated(): Promise<string> {
    return Buffer.from(await this.#ask('d')).toString()
  }

  sessionKey(): Promise<Uint8Array> {
    return this.#ask('k')
  }

  async complete(): Promise<boolean> {
    return Buffer.from(await this.#ask('c')).toString() === '1'
  }

  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#child
    const exited = exitCode === null && signalCode === null ? once(this.#child, 'close') : undefined
    this.#child.stdin.end()
    await this.#replies.return?.()
    await exited
  }

  async #ask(operation: string, payload: Uint8Array = new Uint8Array(0)): Promise<Uint8Array> {
    const head = Buffer.alloc(5)
    head.write(operation, 'latin1')
    head.writeUInt32BE(payload.length, 1)
    this.#child.stdin.write(Buffer.concat([head, payload]))
    const reply = await this.#read(5)
    const body = await this.#read(reply.readUInt32BE(1))
    if (reply.toString('latin1', 0, 1) === '!') throw new Error(`the peer: ${body.toString()}`)
    return new Uint8Array(body)
  }

  async #read(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      const { value, done } = await this.#replies.next()
      if (done === true) throw new Error(`the peer ended: ${this.#errors}`)
      this.#received = Buffer.concat([this.#received, value])
    }
    const bytes = this.#received.subarray(0, length)
    this.#received = this.#received.subarray(length)
    return bytes
  }
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return length
}
