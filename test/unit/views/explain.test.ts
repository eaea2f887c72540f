import { expect, test } from 'vitest'
import { describeClass } from '../../../src/cim/describe/describe-class.js'
import type { ClassDescription } from '../../../src/cim/describe/description.js'
import { readAdapters } from '../../../src/config/adapters.js'
import { classText } from '../../../src/views/explain/class-text.js'
import { methodText, propertyText, writeOnlyText } from '../../../src/views/explain/member-text.js'
import { defined } from '../../harness/defined.js'
import { shippedFacts } from '../../harness/facts.js'
import { expectGolden } from '../../harness/golden.js'

const { classes } = shippedFacts()
const style = { colour: false, unicode: true, columns: 100 }

/** Documented classes with an adapter of the test's own, which stays as it is when the shipped ones grow. */
const { source: adapters } = readAdapters(
  [
    {
      file: 'adapters.yaml',
      text: `
apiVersion: wmctl/v1
kind: ClassAdapter
namespace: root/cimv2
class: Win32_Service
writes:
  - properties: [StartMode]
    method: ChangeStartMode
    arguments: { StartMode: { property: StartMode, map: { Auto: Automatic } } }
    order: 20
  - properties: [StartName]
    method: Change
    passes: changed
    arguments: { StartName: StartName, StartPassword: { property: StartPassword, with: StartName } }
    order: 10
  - properties: [State]
    order: 30
    cases:
      Running: { method: StartService, when: { State: [Stopped, Start Pending] }, waitFor: { State: Running, timeout: 60s }, returnCodes: { 10: already } }
      Stopped: { method: StopService, waitFor: { State: Stopped, timeout: 30s }, disrupts: stops the service }
writeOnly: { StartPassword: The password of StartName. }
readOnly: { Started: Write State instead. }
delete: { unsupported: Services are deleted by those who made them. }
hints: { 5: It does not accept that now. }
compare: { PathName: path }
`,
    },
  ],
  classes,
)

function describe(className: string, namespace = 'root/cimv2'): ClassDescription {
  const cimClass = defined(classes.find(namespace, className))
  const superclasses = []
  for (let name = cimClass.superclass; name !== undefined; ) {
    const parent = defined(classes.find(namespace, name))
    superclasses.push(parent)
    name = parent.superclass
  }
  return describeClass(cimClass, { adapter: adapters.find(namespace, className), superclasses, alsoIn: [] })
}

function property(description: ClassDescription, name: string) {
  return defined(description.properties.find((one) => one.name === name))
}

function method(description: ClassDescription, name: string) {
  return defined(description.methods.find((one) => one.name === name))
}

test('a class shows how each property is written, and where inherited members come from', () => {
  expectGolden('views/explain-class.txt', classText(describe('Win32_Service'), style))
})

test('members show calls, waits, codes and values', () => {
  const service = describe('Win32_Service')
  const pages = [
    propertyText(service, property(service, 'State'), style),
    propertyText(service, property(service, 'StartMode'), style),
    propertyText(service, property(service, 'PathName'), style),
    propertyText(service, property(service, 'Name'), style),
    propertyText(service, property(service, 'Started'), style),
    writeOnlyText(service, defined(service.writeOnly[0]), style),
    methodText(service, method(service, 'StartService'), style),
    methodText(service, method(service, 'Create'), style),
  ]
  expectGolden('views/explain-members.txt', pages.join('\n'))
})

test('a property that nothing writes names the methods that take it', () => {
  const configuration = describe('Win32_NetworkAdapterConfiguration')
  expect(property(configuration, 'IPConnectionMetric').written).toEqual({
    by: 'nothing',
    how: 'not as a property; `invoke:` can call SetIPConnectionMetric',
    calls: [],
  })
  expect(property(configuration, 'IPEnabled').written.how).toBe('not as a property: it can only be read')
})

test('documented access counts where there is no adapter', () => {
  const pageFile = describe('Win32_PageFileSetting')
  expect(property(pageFile, 'InitialSize').written).toEqual({ by: 'put', how: 'by Put', calls: [] })
  expect(property(pageFile, 'InitialSize')).toMatchObject({
    type: 'uint32',
    units: 'megabytes',
    declaredBy: 'Win32_PageFileSetting',
  })
  expect(property(pageFile, 'Name').written.by).toBe('name')
})

test('every documented class can be described and printed', () => {
  let printed = 0
  for (const namespace of classes.namespaces()) {
    for (const className of classes.classNames(namespace)) {
      const cimClass = defined(classes.find(namespace, className))
      const description = describeClass(cimClass, { adapter: undefined, superclasses: [], alsoIn: [] })
      expect(JSON.parse(JSON.stringify(description))).toEqual(description)
      printed += classText(description, style).length
    }
  }
  expect(printed).toBeGreaterThan(1_000_000)
})
