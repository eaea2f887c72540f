import type { DecodeError } from '../../base/errors.js'
import { isIdentifier } from '../names.js'
import { isReserved, type WqlToken, wqlError } from './tokens.js'

/** A place among the tokens of a query. */
export class Cursor {
  readonly #tokens: readonly WqlToken[]
  #next = 0

  constructor(tokens: readonly WqlToken[]) {
    this.#tokens = tokens
  }

  peek(): WqlToken {
    return this.#tokens[this.#next] ?? { kind: 'end', offset: 0 }
  }

  next(): WqlToken {
    const token = this.peek()
    if (token.kind !== 'end') this.#next++
    return token
  }

  takeWord(keyword: string): boolean {
    return this.#takeIf(isWord(this.peek(), keyword))
  }

  takeSymbol(text: string): boolean {
    const token = this.peek()
    return this.#takeIf(token.kind === 'symbol' && token.text === text)
  }

  needWord(keyword: string): void {
    if (!this.takeWord(keyword)) throw this.expected(keyword.toUpperCase())
  }

  needSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.expected(`'${text}'`)
  }

  /** A name without dots, in quotes or not. */
  needName(what: string): string {
    const token = this.peek()
    const name = token.kind === 'word' ? token.text : token.kind === 'string' ? token.raw : ''
    if (!isIdentifier(name) || isReserved(name)) throw this.expected(what)
    this.next()
    return name
  }

  needPropertyPath(): string {
    const token = this.peek()
    if (token.kind !== 'word' || isReserved(token.text)) throw this.expected('a property name')
    this.next()
    return token.text
  }

  end(): void {
    if (this.peek().kind !== 'end') throw this.expected('the end of the query')
  }

  expected(what: string, advice = ''): DecodeError {
    const token = this.peek()
    return wqlError(`expected ${what}, found ${describe(token)}${advice}`, token.offset)
  }

  #takeIf(condition: boolean): boolean {
    if (condition) this.#next++
    return condition
  }
}

export function isWord(token: WqlToken, keyword: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === keyword
}

function describe(token: WqlToken): string {
  switch (token.kind) {
    case 'end':
      return 'the end'
    case 'string':
      return 'a string'
    case 'path':
      return 'an object path'
    case 'integer':
    case 'real':
      return String(token.value)
    case 'word':
    case 'symbol':
      return `'${token.text.slice(0, 40)}'`
  }
}
