import type {
  CimClass,
  CimMethodDeclaration,
  CimParameterDeclaration,
  CimPropertyDeclaration,
  ClassSource,
} from '../../../src/cim/class.js'
import type { CimType } from '../../../src/cim/type.js'
import { type CimInstance, type CimValue, cimInstance, type ObjectPath, propertyValue } from '../../../src/cim/value.js'
import type { ClassProvider } from '../../../src/server/provider.js'
import { bareClass } from '../../harness/bare-class.js'

/** `key name type`, `name type[]`, `read name type`: short declarations for tests. */
export function testClass(
  name: string,
  properties: readonly string[],
  options: Partial<Omit<CimClass, 'name' | 'properties' | 'keys' | 'methods'>> & {
    readonly methods?: readonly CimMethodDeclaration[]
  } = {},
): CimClass {
  const declared = properties.map(property)
  return bareClass(name, {
    ...options,
    keys: declared.filter((each) => each.key).map((each) => each.name),
    properties: new Map(declared.map((each) => [each.name.toLowerCase(), each])),
    methods: new Map((options.methods ?? []).map((method) => [method.name.toLowerCase(), method])),
  })
}

function property(text: string): CimPropertyDeclaration {
  const words = text.split(' ')
  const type = words.pop() ?? ''
  const name = words.pop() ?? ''
  return {
    name,
    type: type.replace('[]', '') as CimType,
    array: type.endsWith('[]'),
    key: words.includes('key'),
    access: words.includes('read') ? 'read' : 'read/write',
  }
}

export function testMethod(
  name: string,
  parameters: readonly string[],
  options: { readonly static?: boolean } = {},
): CimMethodDeclaration {
  return {
    name,
    static: options.static ?? false,
    parameters: parameters.map(parameter),
    returns: { type: 'uint32', array: false },
    returnCodes: new Map(),
  }
}

function parameter(text: string): CimParameterDeclaration {
  const [direction, name = '', type = 'string'] = text.split(' ')
  return {
    name,
    type: type.replace('[]', '') as CimType,
    array: type.endsWith('[]'),
    in: direction !== 'out',
    out: direction !== 'in',
    optional: true,
  }
}

export function classSource(...classes: readonly CimClass[]): ClassSource {
  const namespaces = [...new Set(classes.map((each) => each.namespace))]
  return {
    find: (namespace, name) =>
      classes.find((each) => each.namespace === namespace.toLowerCase() && each.name.toLowerCase() === name.toLowerCase()),
    classNames: (namespace) => classes.filter((each) => each.namespace === namespace.toLowerCase()).map((each) => each.name),
    namespaces: () => namespaces,
  }
}

/** A dog is an animal; `Owns` associates persons with animals; `Zoo` is a singleton. */
export const zoo = classSource(
  testClass(
    'Animal',
    ['key Name string', 'Age uint32', 'Weight uint64', 'read Species string', 'Tags string[]', 'Born datetime'],
    {
      abstract: true,
    },
  ),
  testClass(
    'Dog',
    ['key Name string', 'Age uint32', 'Weight uint64', 'read Species string', 'Tags string[]', 'Born datetime', 'Breed string'],
    {
      superclass: 'Animal',
      methods: [
        testMethod('Bark', ['in Times uint8', 'out Noise string']),
        testMethod('Adopt', ['in Name string'], { static: true }),
        testMethod('Fly', []),
      ],
    },
  ),
  testClass(
    'Cat',
    ['key Name string', 'Age uint32', 'Weight uint64', 'read Species string', 'Tags string[]', 'Born datetime', 'Lives uint8'],
    {
      superclass: 'Animal',
    },
  ),
  testClass('Person', ['key Id uint32', 'Name string']),
  testClass('Owns', ['key Owner reference', 'key Pet reference', 'Since uint16'], { association: true }),
  testClass('Feeds', ['Feeder reference', 'Fed reference'], { association: true }),
  testClass('Zoo', ['Title string'], { singleton: true }),
)

export const barkProvider: ClassProvider = {
  namespace: 'root/test',
  className: 'Dog',
  methods: new Map([
    [
      'bark',
      (_context, current, inputs) => ({
        returnValue: { type: 'uint32', array: false, value: 0 },
        outputs: [
          {
            name: 'Noise',
            type: 'string',
            array: false,
            value: `${current === undefined ? '' : formatKey(current)}:${'woof'.repeat(Number(inputs.get('times')?.value ?? 1))}`,
          },
        ],
      }),
    ],
    [
      'adopt',
      (context, _current, inputs) => {
        context.repository.put('root/test', animal('Dog', { Name: inputs.get('name')?.value ?? 'Stray' }))
        return { returnValue: { type: 'uint32', array: false, value: 0 }, outputs: [] }
      },
    ],
  ]),
}

function formatKey(instance: CimInstance): string {
  const name = propertyValue(instance, 'Name')
  return typeof name === 'string' ? name : ''
}

/** An instance of a class of `zoo`, typed as the class says. */
export function animal(className: string, values: Readonly<Record<string, CimValue>>): CimInstance {
  const declaration = zoo.find('root/test', className)
  return cimInstance(
    className,
    Object.entries(values).map(([name, value]) => {
      const declared = declaration?.properties.get(name.toLowerCase())
      return { name: declared?.name ?? name, type: declared?.type ?? 'string', array: declared?.array ?? false, value }
    }),
  )
}

export function path(className: string, keys: Readonly<Record<string, string | number | ObjectPath>>): ObjectPath {
  return {
    kind: 'path',
    namespace: 'root/test',
    className,
    keys: Object.entries(keys).map(([name, value]) => ({ name, value })),
  }
}
