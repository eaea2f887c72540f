import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import { durationMsText } from '../../../../src/protocol/wsman/datetime-text.js'
import { readFault } from '../../../../src/protocol/wsman/fault-reader.js'
import { openRequest, readRequest } from '../../../../src/protocol/wsman/request-reader.js'
import type { XmlElement } from '../../../../src/xml/element.js'

interface Meaning {
  readonly error?: string
  readonly action?: string
  readonly messageId?: string
  readonly relatesTo?: string
  readonly to?: string
  readonly resourceUri?: string
  readonly selectors?: readonly (readonly [string, string])[]
  readonly options?: readonly (readonly [string, string])[]
  readonly operationTimeout?: string
  readonly maxEnvelopeSize?: string
  readonly body?: readonly string[]
  readonly texts?: readonly string[]
}

const folder = new URL('../../../vectors/ms-wsmv/', import.meta.url)
const meanings = JSON.parse(readFileSync(new URL('meaning.json', folder), 'utf8')) as Record<string, Meaning>

describe('[MS-WSMV] 4: what every printed message means', () => {
  it('has all 79 of them', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.xml'))).toHaveLength(79)
    expect(Object.keys(meanings)).toHaveLength(79)
    expect(Object.values(meanings).filter((meaning) => meaning.error !== undefined)).toHaveLength(2)
  })

  it.each(Object.entries(meanings))('%s', (name, meaning) => {
    const document = readFileSync(new URL(`${name}.xml`, folder))
    if (meaning.error !== undefined) {
      expect(() => openRequest(document)).toThrow(DecodeError)
      expect(() => openRequest(document)).toThrow(/prefix '(?:wsa|a)' is not bound/)
      return
    }
    const message = openRequest(document)
    const { headers } = readRequest(message)
    expect({
      action: headers.action,
      messageId: headers.messageId,
      relatesTo: headers.relatesTo,
      to: headers.to,
      resourceUri: headers.resourceUri,
      selectors: headers.selectors.map(({ name: key, value }) => [key, value]),
      options: headers.options.map((option) => [option.name, option.value]),
      operationTimeout: headers.operationTimeout === undefined ? undefined : durationMsText(headers.operationTimeout),
      maxEnvelopeSize: headers.maxEnvelopeSize?.toString(),
      body: message.envelope.body.map((element) => `{${element.uri}}${element.local}`),
      texts: message.envelope.body.flatMap(texts).sort(),
    }).toEqual({
      selectors: [],
      options: [],
      body: [],
      texts: [],
      ...meaning,
    })
    expect(readFault(message.envelope) !== undefined).toBe(name.startsWith('4.10_02'))
  })
})

function texts(element: XmlElement): string[] {
  const own = element.text.replace(/\s+/g, ' ').trim()
  return [...(own === '' ? [] : [own]), ...element.children.flatMap(texts)]
}
