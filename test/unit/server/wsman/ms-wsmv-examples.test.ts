import { describe, expect, test } from 'vitest'
import { propertyValue } from '../../../../src/cim/value.js'
import { type InfosetOptions, infoset } from '../../../harness/xml-infoset.js'
import { animal, classSource, testClass, testMethod } from '../fixture.js'
import { example, requestOf, type TestEndpoint, testEndpoint } from './fixture.js'

const namespace = 'root/mynamespace'
const classes = classSource(
  testClass('myclass', ['Data1 string', 'key id uint32'], { namespace }),
  testClass('Win32_Process', ['key Handle string'], {
    namespace: 'root/cimv2',
    methods: [testMethod('Create', ['in CommandLine', 'in CurrentDirectory', 'out ProcessId uint32'], { static: true })],
  }),
  testClass('Win32_Service', ['key Name string', 'StartMode string', 'State string'], { namespace: 'root/cimv2' }),
)

/** The host that the examples of section 4 speak with. */
function host(profile = {}): TestEndpoint {
  return testEndpoint({
    profile,
    objects: {
      classes,
      providers: [
        {
          namespace: 'root/cimv2',
          className: 'Win32_Process',
          methods: new Map([
            [
              'create',
              (_context, _current, inputs) => ({
                returnValue: { type: 'uint32', array: false, value: inputs.get('commandline')?.value === 'notepad.exe' ? 0 : 9 },
                outputs: [{ name: 'ProcessId', type: 'uint32', array: false, value: 4_000 }],
              }),
            ],
          ]),
        },
      ],
      seed(store) {
        const put = (className: string, values: Record<string, string | number>) => store.put(namespace, my(className, values))
        put('myclass', { Data1: 'Hello World', id: 1 })
        put('myclass', { Data1: '"Hello again"', id: 2 })
        for (const [Name, StartMode, State] of [
          ['A', 'Auto', 'Stopped'],
          ['B', 'Auto', 'Running'],
          ['C', 'auto', 'stopped'],
          ['D', 'Manual', 'Stopped'],
        ] as const) {
          store.put('root/cimv2', my('Win32_Service', { Name, StartMode, State }))
        }
      },
    },
  })
}

function my(className: string, values: Record<string, string | number>) {
  const instance = animal(className, values)
  const properties = [...instance.properties].map(
    ([key, property]) => [key, key === 'id' ? { ...property, type: 'uint32' as const } : property] as const,
  )
  return { ...instance, properties: new Map(properties) }
}

const soap = 'http://www.w3.org/2003/05/soap-envelope'
const addressing = 'http://schemas.xmlsoap.org/ws/2004/08/addressing'
/** Identifiers are made anew; the marks and the Location that only the oldest releases write are of no consequence. */
const comparable: InfosetOptions = {
  withoutAttributes: [`{${soap}}mustUnderstand`, '{http://www.w3.org/2001/XMLSchema-instance}type'],
  withoutElements: [
    `{${addressing}}MessageID`,
    '{http://schemas.dmtf.org/wbem/wscim/1/common}Location',
    '{http://schemas.xmlsoap.org/ws/2004/09/enumeration}EnumerationContext',
  ],
}

describe('[MS-WSMV] 4: raw envelopes get the answers that are printed', () => {
  test('4.1.1 Get', async () => {
    const answer = await host().post(example('4.1.1_01_Retrieving-a-CIM-Instance'))
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/soap+xml;charset=UTF-8')
    expect(infoset(answer.text, comparable)).toEqual(infoset(example('4.1.1_02_Retrieving-a-CIM-Instance'), comparable))
  })

  test('4.1.2 Enumerate, Pull, Pull: each answer has a new context, the last has none', async () => {
    const endpoint = host()
    const begun = await endpoint.post(example('4.1.2.1_01_Enumerate-Request'))
    expect(infoset(begun.text, comparable)).toEqual(infoset(example('4.1.2.2_01_Enumerate-Response'), comparable))
    const [first] = contexts(begun.text)
    const pull = (name: string, context: string | undefined) =>
      endpoint.post(example(name).replace(/(<wsen:EnumerationContext>)[^<]*/, `$1${context}`))
    const one = await pull('4.1.2.3_01_First-Pull-Request', first)
    const [second] = contexts(one.text)
    expect(second).toMatch(/^uuid:[0-9A-F-]{36}$/)
    expect(second).not.toBe(first)
    // The print enumerates the instance after it was changed by 4.1.3.
    const printed = example('4.1.2.4_01_First-Pull-Response').replace('Test Message', 'Hello World')
    expect(infoset(one.text, comparable)).toEqual(infoset(printed, comparable))
    const two = await pull('4.1.2.5_01_Second-Pull-Request', second)
    expect(infoset(two.text, comparable)).toEqual(
      infoset(example('4.1.2.6_01_Second-Pull-Response-with-EndOfSequence'), comparable),
    )
    expect(contexts(two.text)).toEqual([])
  })

  test('4.1.3 Put', async () => {
    const endpoint = host()
    const answer = await endpoint.post(example('4.1.3_01_Modifying-an-Instance'))
    expect(infoset(answer.text, comparable)).toEqual(infoset(example('4.1.3_02_Modifying-an-Instance'), comparable))
    const stored = endpoint.objects.getInstance({
      kind: 'path',
      namespace,
      className: 'myclass',
      keys: [{ name: 'id', value: 1 }],
    })
    expect(propertyValue(stored, 'Data1')).toBe('Test Message')
  })

  test('4.1.4 Invoke of a static method', async () => {
    const answer = await host().post(example('4.1.4_01_Invoking-a-Method'))
    expect(infoset(answer.text, comparable)).toEqual(infoset(example('4.1.4_02_Invoking-a-Method'), comparable))
  })

  test('4.9 selector filter: all selectors are equal, in any case', async () => {
    const endpoint = host()
    const begun = await endpoint.post(example('4.9_01_Selector-Filter-Dialect-Example'))
    const [context = ''] = contexts(begun.text)
    const request = requestOf(example('4.9_01_Selector-Filter-Dialect-Example'))
    const resource = 'resource' in request ? request.resource : undefined
    const pulled = await endpoint.exchange({ kind: 'pull', resource: resource!, context, maxElements: 10 })
    expect(pulled.kind === 'pull' && pulled.items.map(({ instance }) => propertyValue(instance!, 'Name'))).toEqual(['A', 'C'])
  })

  test('4.10 the fault of a class that is not there', async () => {
    const answer = await host({ supportsCreateDelete: false }).post(example('4.10_01_Fault-Detail'))
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('<s:Value>s:Sender</s:Value>')
    expect(answer.text).toContain('<s:Value>a:DestinationUnreachable</s:Value>')
    expect(answer.text).toContain('<a:RelatesTo>uuid:B2C3F241-1C90-4B91-9D66-EEA0DEB81879</a:RelatesTo>')
    expect(answer.text).toContain('<a:Action>http://schemas.xmlsoap.org/ws/2004/08/addressing/fault</a:Action>')
    expect(answer.text).toMatch(/cannot find the resource\s+identified by the\s+resource URI and selectors/)
    expect(answer.text).toMatch(/f:ProviderFault/)
  })
})

function contexts(document: string): string[] {
  return [...document.matchAll(/EnumerationContext>\s*([^<\s]+)\s*</g)].map(([, context]) => context ?? '')
}
