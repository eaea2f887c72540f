import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly items?: readonly unknown[] }
  readonly result?: unknown
}

/** A client of a language server over its standard streams: an editor without the window. */
export class LanguageClient {
  readonly #server: ChildProcessWithoutNullStreams
  readonly #settings: unknown
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #received = Buffer.alloc(0)
  #requests = 0
  #documents = 0

  private constructor(command: readonly [string, ...string[]], settings: unknown) {
    const [program, ...parameters] = command
    this.#server = spawn(program, parameters)
    this.#settings = settings
    this.#server.stdout.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  static async open(command: readonly [string, ...string[]], section: string, settings: unknown): Promise<LanguageClient> {
    const client = new LanguageClient(command, settings)
    await client.#request('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities: { workspace: { configuration: true }, textDocument: { hover: {}, completion: {} } },
    })
    client.#notify('initialized', {})
    client.#notify('workspace/didChangeConfiguration', { settings: { [section]: settings } })
    return client
  }

  /** What is offered where the text has a `|`. */
  async complete(text: string): Promise<readonly string[]> {
    const result = (await this.#at('textDocument/completion', text)) as
      | { readonly items?: readonly { readonly label: string }[] }
      | undefined
    return (result?.items ?? []).map(({ label }) => label)
  }

  /** What is shown of the word at the `|`. */
  async hover(text: string): Promise<string> {
    const result = (await this.#at('textDocument/hover', text)) as { readonly contents: { readonly value: string } } | undefined
    return result?.contents.value ?? ''
  }

  close(): void {
    this.#server.kill()
  }

  #at(method: string, marked: string): Promise<unknown> {
    const before = marked.slice(0, marked.indexOf('|')).split('\n')
    const uri = `file:///documents/${++this.#documents}.yaml`
    this.#notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text: marked.replace('|', '') },
    })
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
    return this.#request(method, { textDocument: { uri }, position })
  }

  #request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#requests
    this.#send({ id, method, params })
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }

  #notify(method: string, params: unknown): void {
    this.#send({ method, params })
  }

  #send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    this.#server.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body.toString()}`)
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    for (;;) {
      const head = this.#received.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.subarray(0, Math.max(0, head)).toString())?.[1])
      if (head < 0 || this.#received.length < head + 4 + length) return
      const body = this.#received.subarray(head + 4, head + 4 + length).toString()
      this.#received = this.#received.subarray(head + 4 + length)
      this.#answer(JSON.parse(body) as Message)
    }
  }

  /** The server asks for its settings, and for things that nobody here has. */
  #answer({ id, method, params, result }: Message): void {
    if (id === undefined) return
    if (method === undefined) this.#waiting.get(id)?.(result)
    else this.#send({ id, result: method === 'workspace/configuration' ? (params?.items ?? []).map(() => this.#settings) : null })
  }
}
