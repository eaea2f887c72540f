import fc from 'fast-check'
import { expect, test } from 'vitest'
import { animal } from '../unit/server/fixture.js'
import { example, testEndpoint } from '../unit/server/wsman/fixture.js'

const endpoint = testEndpoint({ objects: { seed: (store) => store.put('root/test', animal('Dog', { Name: 'Rex' })) } })

const allowed = new Set([200, 401, 404, 405, 413, 415, 500])

async function answers(body: Uint8Array, headers: Record<string, string> = {}): Promise<void> {
  const answer = await endpoint.post(body, { headers })
  expect(allowed).toContain(answer.status)
  if (answer.status === 500)
    expect(answer.text).toMatch(/<s:Fault>.*<s:Value>s:(?!Receiver<\/s:Value><s:Subcode><s:Value>w:InternalError)/s)
}

test('any bytes are answered, and never with an error of our own', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), (body) => answers(body)))
})

test('any XML is answered', async () => {
  const name = fc.constantFrom('s:Envelope', 's:Header', 's:Body', 'w:SelectorSet', 'w:Selector', 'a:Action', 'n:Pull', 'x')
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.string({ maxLength: 10 }).map((text) => text.replace(/[<&]/g, '')),
      fc.tuple(name, fc.array(tie('tree'), { maxLength: 4 })).map(([tag, inner]) => `<${tag}>${inner.join('')}</${tag}>`),
    ),
  }))
  const declarations =
    'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration"'
  await fc.assert(
    fc.asyncProperty(tree, (inner) => answers(new TextEncoder().encode(`<s:Envelope ${declarations}>${inner}</s:Envelope>`))),
  )
})

const messages = [
  '4.1.1_01_Retrieving-a-CIM-Instance',
  '4.1.2.1_01_Enumerate-Request',
  '4.1.2.3_01_First-Pull-Request',
  '4.1.3_01_Modifying-an-Instance',
  '4.1.4_01_Invoking-a-Method',
  '4.7.1_01_Create-Shell',
  '4.9_01_Selector-Filter-Dialect-Example',
].map((name) => example(name).replaceAll('root/mynamespace/myclass', 'root/test/Dog'))

test('a request with some of its text changed is answered', async () => {
  const edit = fc.record({ at: fc.nat(3_000), length: fc.nat(40), text: fc.string({ maxLength: 20 }) })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...messages), fc.array(edit, { minLength: 1, maxLength: 3 }), (message, edits) => {
      const changed = edits.reduce(
        (text, { at, length, text: put }) => text.slice(0, at) + put + text.slice(at + length),
        message,
      )
      return answers(new TextEncoder().encode(changed))
    }),
  )
})

test('any content type and any authorization are answered', async () => {
  const text = fc.string({ maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(text, text, fc.constantFrom(...messages), (type, authorization, message) =>
      answers(new TextEncoder().encode(message), {
        'content-type': `application/soap+xml${type}`,
        authorization: `Basic ${authorization}`,
      }),
    ),
  )
})
