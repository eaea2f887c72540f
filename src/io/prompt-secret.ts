import type { ReadStream, WriteStream } from 'node:tty'
import { CancelledError } from '../base/errors.js'
import { Secret } from '../base/secret.js'

export interface Terminal {
  readonly input: ReadStream
  readonly output: WriteStream
}

/** Asks on a terminal and reads a line without showing it. Ctrl-C and Ctrl-D raise CancelledError. */
export function promptSecret(question: string, { input, output }: Terminal): Promise<Secret> {
  return new Promise((resolve, reject) => {
    let text = ''
    function finish(): void {
      input.off('data', onData)
      input.setRawMode(false)
      input.pause()
      output.write('\n')
    }
    function onData(data: Buffer | string): void {
      for (const character of String(data)) {
        if (character === '\r' || character === '\n') {
          finish()
          resolve(new Secret(text))
          return
        }
        if (character === '\u0003' || character === '\u0004') {
          finish()
          reject(new CancelledError('The question was not answered'))
          return
        }
        if (character === '\u007f' || character === '\b') text = text.replace(/.$/su, '')
        else text += character
      }
    }
    output.write(`${question}: `)
    input.setRawMode(true)
    input.setEncoding('utf8')
    input.on('data', onData)
    input.resume()
  })
}
