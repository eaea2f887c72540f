import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError, PeerError } from '../../src/base/errors.js'
import type { CimClass } from '../../src/cim/class.js'
import { openRequest, readRequest } from '../../src/protocol/wsman/request-reader.js'
import type { WritableRequest } from '../../src/protocol/wsman/request-writer.js'
import { readResponse } from '../../src/protocol/wsman/response-reader.js'
import { writeResponse } from '../../src/protocol/wsman/response-writer.js'
import { SoapFault } from '../../src/protocol/wsman/soap-fault.js'
import type { XmlElement } from '../../src/xml/element.js'
import { XmlReader } from '../../src/xml/reader.js'
import { parseXml, TreeBuilder } from '../../src/xml/tree.js'
import { arbitraryInstance, arbitraryNamespace, everythingClass } from '../harness/cim-arbitraries.js'

const classes = (_: string, name: string): CimClass | undefined => (name === everythingClass.name ? everythingClass : undefined)
const resource = { of: 'class', namespace: arbitraryNamespace, className: everythingClass.name } as const
const pull: WritableRequest = { kind: 'pull', resource, context: 'x', maxElements: 10 }

const document = fc
  .array(arbitraryInstance({ complete: false, emptyArrays: false }), { maxLength: 3 })
  .map((instances) =>
    writeResponse(
      { kind: 'pull', context: 'y', items: instances.map((instance) => ({ instance })), end: false },
      { request: pull, messageId: 'uuid:1', relatesTo: 'uuid:2', classes, preciseArrays: true, typeHints: true },
    ),
  )

describe('XML input', () => {
  it('means the same in any split', () => {
    fc.assert(
      fc.property(document, fc.array(fc.nat(), { maxLength: 20 }), fc.boolean(), (text, cuts, asBytes) => {
        const whole = summary(parseXml(text))
        const input = asBytes ? new TextEncoder().encode(text) : text
        const builder = new TreeBuilder()
        const reader = new XmlReader(builder)
        let from = 0
        for (const to of [...cuts.map((cut) => cut % input.length).sort((a, b) => a - b), input.length]) {
          reader.write(input.slice(from, to))
          from = to
        }
        reader.end()
        expect(summary(builder.root!)).toEqual(whole)
      }),
    )
  })

  it('cut anywhere is refused', () => {
    fc.assert(
      fc.property(document, fc.nat(), (text, cut) => {
        expect(() => parseXml(text.slice(0, cut % text.length))).toThrow(DecodeError)
      }),
    )
  })
})

describe('any input is a message or a known error', () => {
  const known = (error: unknown): boolean => error instanceof PeerError || error instanceof SoapFault
  const readBoth = (input: Uint8Array | string): void => {
    const requests: WritableRequest[] = [
      pull,
      { kind: 'get', target: { kind: 'path', namespace: 'root', className: 'X' } },
      { kind: 'identify' },
    ]
    for (const read of [
      () => readRequest(openRequest(input), { classes }),
      ...requests.map((request) => () => readResponse(input, { request, classes })),
    ]) {
      try {
        read()
      } catch (error) {
        if (!known(error)) throw error
      }
    }
  }

  it('random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), readBoth), { numRuns: 300 })
  })

  it('random text that looks like XML', () => {
    const pieces = [
      '<',
      '>',
      '/',
      '"',
      '=',
      '&',
      ';',
      'a',
      's:Envelope',
      'xmlns',
      ':',
      ' ',
      '<!DOCTYPE',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!--',
      '-->',
      '\u{1f600}',
      '\ud800',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => readBoth(parts.join(''))),
      { numRuns: 500 },
    )
  })

  it('messages with bytes changed, dropped or doubled', () => {
    fc.assert(
      fc.property(
        document,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom('set', 'drop', 'double')), {
          minLength: 1,
          maxLength: 5,
        }),
        (text, changes) => {
          let bytes = Array.from(new TextEncoder().encode(text))
          for (const [at, value, change] of changes) {
            const index = at % bytes.length
            bytes = bytes.toSpliced(
              index,
              1,
              ...(change === 'drop'
                ? []
                : change === 'set'
                  ? [value]
                  : bytes.slice(index, index + 1).flatMap((byte) => [byte, byte])),
            )
          }
          readBoth(Uint8Array.from(bytes))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('messages with elements renamed, swapped or emptied', () => {
    const words = [
      'nil',
      'true',
      'CLASS',
      'Items',
      'Item',
      'EndpointReference',
      'XmlFragment',
      'Datetime',
      'Fault',
      'Code',
      'Body',
      'Header',
      'Selector',
      '',
    ]
    fc.assert(
      fc.property(
        document,
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...words)), { minLength: 1, maxLength: 4 }),
        (text, swaps) => {
          let changed = text
          for (const [at, word] of swaps) {
            const names = [...changed.matchAll(/[A-Za-z][A-Za-z0-9]+/g)]
            const name = names[at % names.length]?.[0] ?? ''
            changed = changed.replaceAll(name, word)
          }
          readBoth(changed)
        },
      ),
      { numRuns: 300 },
    )
  })
})

function summary(element: XmlElement): unknown {
  return [element.uri, element.local, element.attributes, element.text, element.children.map(summary)]
}
