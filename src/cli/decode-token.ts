import process from 'node:process'
import { UsageError } from '../base/errors.js'
import { describeTokenBytes, describeTokenText, type FoundToken } from '../client/token-text.js'
import { exitCodes } from '../engine/exit-code.js'
import { readBytesFile, readStreamBytes } from '../io/read-bytes.js'
import { type TokenField, tokenJson, tokenText } from '../views/token/token-view.js'
import type { Terminal } from './terminal.js'

export interface DecodeTokenOptions {
  /** The token as text; undefined: standard input, or a file. */
  readonly token: string | undefined
  readonly file: string | undefined
  readonly json: boolean
}

/** `token decode`: what a token says, its secrets hidden. Returns the exit code: 1 when something could not be read. */
export async function decodeToken(options: DecodeTokenOptions, terminal: Terminal): Promise<number> {
  const found = await findTokens(options)
  const shown = found.map((each) => (options.json ? tokenJson(each) : tokenText(each, terminal.style)))
  terminal.out(shown.join(options.json ? '' : '\n'))
  return found.some(({ token }) => isDamaged(token)) ? exitCodes.error : exitCodes.ok
}

/** More than any header holds. */
const limit = 1024 * 1024

async function findTokens({ token, file }: DecodeTokenOptions): Promise<readonly FoundToken[]> {
  if (token !== undefined && file !== undefined) {
    throw new UsageError('A token and --file were given', { hint: 'Give one of the two.' })
  }
  if (file !== undefined && file !== '-') return describeTokenBytes(await readBytesFile(file, { limit }))
  if (token !== undefined && token !== '-') return describeTokenText(token)
  const bytes =
    process.stdin.isTTY && token === undefined && file === undefined
      ? new Uint8Array()
      : await readStreamBytes(process.stdin, { name: 'standard input', limit })
  if (bytes.length > 0) return describeTokenBytes(bytes)
  throw new UsageError('No token was given', { hint: 'Give it as an argument, with --file, or on standard input.' })
}

function isDamaged({ value, damage }: TokenField): boolean {
  return damage !== undefined || (typeof value !== 'string' && value.some(isDamaged))
}
