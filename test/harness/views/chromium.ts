import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** The path of an installed Chromium or Chrome, undefined when there is none. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export interface PageOptions {
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
}

/** A page under the DevTools protocol. */
export interface BrowserPage {
  evaluate<T>(expression: string): Promise<T>
  press(key: string): Promise<void>
  type(text: string): Promise<void>
  /** Role and name of everything assistive technology is told of. */
  accessibleNodes(): Promise<readonly { readonly role: string; readonly name: string }[]>
  screenshot(): Promise<Uint8Array>
  /** Errors, exceptions and dialogs so far. */
  readonly complaints: readonly string[]
  /** Everything but the page itself that was asked for. */
  readonly requests: readonly string[]
}

export interface Browser {
  open(url: string, options: PageOptions): Promise<BrowserPage>
  close(): Promise<void>
}

type Message = {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: never
  readonly result?: never
  readonly error?: { message: string }
}

/** Starts a headless browser with an empty profile and talks to it through a pipe: no port, nothing left behind. */
export function startChromium(path: string): Browser {
  const profile = mkdtempSync(join(tmpdir(), 'wmctl-browser-'))
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
  ]
  const child = spawn(path, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
  const connection = connect(child)
  return {
    open: (url, options) => openPage(connection, url, options),
    async close() {
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      if (child.exitCode === null && child.signalCode === null) {
        const last = setTimeout(() => child.kill('SIGKILL'), 10_000)
        connection.send('Browser.close').catch(() => undefined)
        await exited
        clearTimeout(last)
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
}

interface Connection {
  send(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>
  listen(sessionId: string, listener: (method: string, params: Record<string, unknown>) => void): void
}

/** Messages are JSON with a zero byte behind each. */
function connect(child: ChildProcess): Connection {
  const output = child.stdio[3] as Writable
  const input = child.stdio[4] as Readable
  const waiting = new Map<number, { resolve(value: Record<string, unknown>): void; reject(error: Error): void }>()
  const listeners = new Map<string, (method: string, params: Record<string, unknown>) => void>()
  let next = 1
  let rest = Buffer.alloc(0)
  const receive = (message: Message): void => {
    if (message.id === undefined) {
      listeners.get(message.sessionId ?? '')?.(message.method ?? '', message.params ?? {})
      return
    }
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error === undefined) call?.resolve(message.result ?? {})
    else call?.reject(new Error(message.error.message))
  }
  input.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      receive(JSON.parse(rest.toString('utf8', 0, end)) as Message)
      rest = rest.subarray(end + 1)
    }
  })
  output.on('error', () => undefined)
  child.once('exit', () => {
    for (const call of waiting.values()) call.reject(new Error('the browser went away'))
  })
  return {
    send(method, params = {}, sessionId) {
      const id = next++
      output.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`)
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    },
    listen(sessionId, listener) {
      listeners.set(sessionId, listener)
    },
  }
}

async function openPage(connection: Connection, url: string, options: PageOptions): Promise<BrowserPage> {
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = (await connection.send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string }
  const send = (method: string, params?: object): Promise<Record<string, unknown>> => connection.send(method, params, sessionId)
  const complaints: string[] = []
  const requests: string[] = []
  const loaded = new Promise<void>((resolve) => {
    connection.listen(sessionId, (method, params) => {
      if (method === 'Page.loadEventFired') resolve()
      else if (method === 'Network.requestWillBeSent') {
        const asked = (params['request'] as { url: string }).url
        if (asked !== url) requests.push(asked)
      } else if (
        method === 'Runtime.exceptionThrown' ||
        method === 'Log.entryAdded' ||
        method === 'Page.javascriptDialogOpening'
      ) {
        complaints.push(`${method} ${JSON.stringify(params)}`)
      } else if (method === 'Runtime.consoleAPICalled' && params['type'] === 'error') complaints.push(JSON.stringify(params))
    })
  })
  for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'Accessibility']) await send(`${domain}.enable`)
  await send('Emulation.setDeviceMetricsOverride', {
    width: options.width,
    height: options.height,
    deviceScaleFactor: 1,
    mobile: false,
  })
  await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: options.scheme }] })
  await send('Page.navigate', { url })
  await loaded

  return {
    complaints,
    requests,
    async evaluate<T>(expression: string): Promise<T> {
      const { result, exceptionDetails } = (await send('Runtime.evaluate', {
        expression: `(() => { ${expression} })()`,
        returnByValue: true,
        awaitPromise: true,
      })) as { result: { value: T }; exceptionDetails?: unknown }
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return result.value
    },
    async press(key) {
      const text = key === 'Enter' ? '\r' : key === 'Space' ? ' ' : key.length === 1 ? key : undefined
      const codes: Readonly<Record<string, number>> = {
        Enter: 13,
        Space: 32,
        Tab: 9,
        ArrowRight: 39,
        ArrowDown: 40,
        ArrowLeft: 37,
        End: 35,
        Home: 36,
      }
      const event = {
        key: key === 'Space' ? ' ' : key,
        code: key,
        windowsVirtualKeyCode: codes[key] ?? key.charCodeAt(0),
        ...(text === undefined ? {} : { text }),
      }
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...event })
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
    },
    async type(text) {
      await send('Input.insertText', { text })
    },
    async accessibleNodes() {
      const { nodes } = (await send('Accessibility.getFullAXTree')) as {
        nodes: readonly { ignored: boolean; role?: { value: string }; name?: { value: string } }[]
      }
      return nodes.filter((node) => !node.ignored).map((node) => ({ role: node.role?.value ?? '', name: node.name?.value ?? '' }))
    },
    async screenshot() {
      const { data } = (await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true })) as { data: string }
      return Buffer.from(data, 'base64')
    },
  }
}
