import { describe, expect, test } from 'vitest'
import { CimError, type CimStatusName } from '../../../src/cim/status.js'
import { type CimInstance, type CimValue, propertyValue } from '../../../src/cim/value.js'
import type { ChangeEvent } from '../../../src/server/change-event.js'
import { createObjectManager, type ObjectManager, type ObjectManagerOptions } from '../../../src/server/object-manager.js'
import { createSeed } from '../../../src/server/repository/instance-repository.js'
import { animal, barkProvider, path, testClass, zoo } from './fixture.js'

const namespace = 'root/test'

function kennel(options: Partial<ObjectManagerOptions> = {}): ObjectManager {
  return createObjectManager({
    classes: zoo,
    providers: [barkProvider],
    clock: { now: () => 0 },
    seed(store) {
      store.put(namespace, animal('Dog', { Name: 'Rex', Age: 3, Species: 'canis', Breed: 'Boxer' }))
      store.put(namespace, animal('Dog', { Name: 'Ada', Age: 5, Species: 'canis', Tags: [] }))
      store.put(namespace, animal('Cat', { Name: 'Tom', Age: 7, Weight: 12n, Lives: 9 }))
      store.put(namespace, animal('Person', { Id: 1, Name: 'Eve' }))
      store.put(namespace, animal('Zoo', { Title: 'Old' }))
      store.put(namespace, animal('Owns', { Owner: path('Person', { Id: 1 }), Pet: path('Dog', { Name: 'Rex' }), Since: 2020 }))
      store.put(namespace, animal('Owns', { Owner: path('Person', { Id: 1 }), Pet: path('Cat', { Name: 'Tom' }) }))
      store.put(namespace, animal('Feeds', { Feeder: path('Person', { Id: 1 }), Fed: path('Dog', { Name: 'rex' }) }))
    },
    ...options,
  })
}

const names = (instances: Iterable<CimInstance>) => [...instances].map((each) => propertyValue(each, 'Name'))

const text = (value: CimValue) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function refusal(action: () => unknown): CimStatusName | `${CimStatusName} ${string}` {
  try {
    action()
  } catch (error) {
    if (error instanceof CimError) return error.status
    throw error
  }
  throw new Error('nothing was refused')
}

describe('reading', () => {
  test('keys compare without regard to case, numbers and text alike', () => {
    const objects = kennel()
    expect(propertyValue(objects.getInstance(path('DOG', { name: 'REX' })), 'Age')).toBe(3)
    expect(propertyValue(objects.getInstance(path('Person', { Id: '1' })), 'Name')).toBe('Eve')
    expect(propertyValue(objects.getInstance({ ...path('dog', { '': 'rex' }), namespace: 'ROOT\\Test' }), 'Breed')).toBe('Boxer')
  })

  test('an instance comes with every property of its class, in the order of the class, null where none was set', () => {
    const rex = kennel().getInstance(path('Dog', { Name: 'Rex' }))
    expect([...rex.properties.values()].map(({ name }) => name)).toEqual([
      'Name',
      'Age',
      'Weight',
      'Species',
      'Tags',
      'Born',
      'Breed',
    ])
    expect(rex.properties.get('weight')).toEqual({ name: 'Weight', type: 'uint64', array: false, value: null })
    expect(rex).toMatchObject({ className: 'Dog', namespace })
  })

  test('null and the empty array stay apart', () => {
    const objects = kennel()
    expect(propertyValue(objects.getInstance(path('Dog', { Name: 'Rex' })), 'Tags')).toBeNull()
    expect(propertyValue(objects.getInstance(path('Dog', { Name: 'Ada' })), 'Tags')).toEqual([])
  })

  test('enumeration is polymorphic when deep, exact when shallow, in insertion order', () => {
    const objects = kennel()
    expect(names(objects.enumerate(namespace, 'Animal'))).toEqual(['Rex', 'Ada', 'Tom'])
    expect(names(objects.enumerate(namespace, 'Animal', { depth: 'shallow' }))).toEqual([])
    expect(names(objects.enumerate(namespace, 'dog', { depth: 'shallow' }))).toEqual(['Rex', 'Ada'])
  })

  test('a path that names a superclass reaches the instance of the subclass', () => {
    expect(kennel().getInstance(path('Animal', { Name: 'tom' })).className).toBe('Cat')
  })

  test('a singleton is found with and without the mark', () => {
    const objects = kennel()
    const expected = { className: 'Zoo' }
    expect(objects.getInstance({ kind: 'path', namespace, className: 'Zoo', keys: 'singleton' })).toMatchObject(expected)
    expect(objects.getInstance({ kind: 'path', namespace, className: 'Zoo' })).toMatchObject(expected)
  })

  test.each<[string, CimStatusName, (objects: ObjectManager) => unknown]>([
    ['an unknown namespace', 'invalidNamespace', (objects) => objects.enumerate('root/nowhere', 'Dog')],
    ['an unknown class', 'invalidClass', (objects) => objects.enumerate(namespace, 'Unicorn')],
    ['an absent instance', 'notFound', (objects) => objects.getInstance(path('Dog', { Name: 'Fido' }))],
    ['a key the class has not', 'invalidParameter', (objects) => objects.getInstance(path('Dog', { Nome: 'Rex' }))],
    [
      'a path without its keys',
      'invalidParameter',
      (objects) => objects.getInstance({ kind: 'path', namespace, className: 'Dog' }),
    ],
    ['a path without one of its keys', 'invalidParameter', (objects) => objects.getInstance(path('Owns', { Pet: 'x' }))],
    ['a path without namespace', 'invalidParameter', (objects) => objects.getInstance({ kind: 'path', className: 'Dog' })],
    ['keys for a singleton', 'invalidParameter', (objects) => objects.getInstance(path('Zoo', { Title: 'Old' }))],
  ])('refuses %s', (_what, status, action) => {
    expect(refusal(() => action(kennel()))).toBe(status)
  })
})

describe('writing', () => {
  test('create gives the path under declared names, and the value in its declared type', () => {
    const objects = kennel()
    const created = objects.create('ROOT/TEST', animal('dog', { name: 'Bo', weight: 7 }))
    expect(created).toEqual(path('Dog', { Name: 'Bo' }))
    expect(objects.getInstance(created).properties.get('weight')).toEqual({
      name: 'Weight',
      type: 'uint64',
      array: false,
      value: 7n,
    })
  })

  test.each<[string, CimStatusName, (objects: ObjectManager) => unknown]>([
    ['a duplicate', 'alreadyExists', (objects) => objects.create(namespace, animal('Dog', { Name: 'rEX' }))],
    ['a null key', 'invalidParameter', (objects) => objects.create(namespace, animal('Dog', { Age: 1 }))],
    ['an abstract class', 'providerNotCapable', (objects) => objects.create(namespace, animal('Animal', { Name: 'X' }))],
    ['an unknown property', 'noSuchProperty', (objects) => objects.create(namespace, animal('Dog', { Name: 'X', Wings: '2' }))],
    ['a value out of range', 'typeMismatch', (objects) => objects.create(namespace, animal('Dog', { Name: 'X', Age: -1 }))],
    ['an array for a scalar', 'typeMismatch', (objects) => objects.create(namespace, animal('Dog', { Name: 'X', Age: [1] }))],
  ])('create refuses %s', (_what, status, action) => {
    expect(refusal(() => action(kennel()))).toBe(status)
  })

  test('modify changes the named properties alone', () => {
    const objects = kennel()
    const before = objects.getInstance(path('Dog', { Name: 'Rex' }))
    const after = objects.modify(path('Dog', { Name: 'rex' }), [{ name: 'age', type: 'string', array: false, value: '4' }])
    expect(propertyValue(after, 'Age')).toBe(4)
    const rest = (instance: CimInstance) => [...instance.properties.values()].filter(({ name }) => name !== 'Age')
    expect(rest(after)).toEqual(rest(before))
  })

  test('a whole Put may name keys and read-only properties as they are', () => {
    const objects = kennel()
    const current = objects.getInstance(path('Dog', { Name: 'Rex' }))
    const changed = [...current.properties.values()].map((each) => (each.name === 'Breed' ? { ...each, value: 'Pug' } : each))
    expect(propertyValue(objects.modify(path('Dog', { Name: 'Rex' }), changed), 'Breed')).toBe('Pug')
  })

  test.each([
    ['a read-only property', { name: 'Species', value: 'felis' }],
    ['a key', { name: 'Name', value: 'Max' }],
  ])('modify refuses to change %s', (_what, property) => {
    const objects = kennel()
    const change = { ...property, type: 'string', array: false } as const
    expect(refusal(() => objects.modify(path('Dog', { Name: 'Rex' }), [change]))).toBe('readOnly')
    expect(names(objects.enumerate(namespace, 'Dog'))).toEqual(['Rex', 'Ada'])
  })

  test('a provider decides over what is declared read-only', () => {
    const objects = kennel({
      providers: [
        {
          namespace,
          className: 'Dog',
          modify: (_context, current, properties) => ({
            ...current,
            properties: new Map([...current.properties, ...properties.map((each) => [each.name.toLowerCase(), each] as const)]),
          }),
        },
      ],
    })
    const change = { name: 'Species', type: 'string', array: false, value: 'lupus' } as const
    expect(propertyValue(objects.modify(path('Dog', { Name: 'Rex' }), [change]), 'Species')).toBe('lupus')
  })

  test('of writers who interleave, each property ends with exactly one of the attempted values', () => {
    const objects = kennel()
    const rex = path('Dog', { Name: 'Rex' })
    const age = (value: number) => ({ name: 'Age', type: 'uint32', array: false, value }) as const
    const breed = (value: string) => ({ name: 'Breed', type: 'string', array: false, value }) as const
    objects.modify(rex, [age(10)])
    objects.modify(rex, [breed('Pug')])
    objects.modify(rex, [age(11)])
    const after = objects.getInstance(rex)
    expect([propertyValue(after, 'Age'), propertyValue(after, 'Breed')]).toEqual([11, 'Pug'])
  })

  test('delete removes, and a second delete finds nothing', () => {
    const objects = kennel()
    objects.delete(path('Dog', { Name: 'REX' }))
    expect(names(objects.enumerate(namespace, 'Dog'))).toEqual(['Ada'])
    expect(refusal(() => objects.delete(path('Dog', { Name: 'Rex' })))).toBe('notFound')
  })
})

describe('methods', () => {
  const call = { namespace, className: 'Dog', method: 'bark', path: path('Dog', { Name: 'rex' }), arguments: [] }

  test('an instance method gets its instance and typed inputs', () => {
    const result = kennel().invoke({ ...call, arguments: [{ name: 'times', type: 'string', array: false, value: '2' }] })
    expect(result.returnValue).toEqual({ type: 'uint32', array: false, value: 0 })
    expect(result.outputs.get('noise')?.value).toBe('Rex:woofwoof')
  })

  test('a static method needs no instance, and what it stores is seen', () => {
    const objects = kennel()
    objects.invoke({
      namespace,
      className: 'Dog',
      method: 'Adopt',
      arguments: [{ name: 'Name', type: 'string', array: false, value: 'Bo' }],
    })
    expect(names(objects.enumerate(namespace, 'Dog'))).toEqual(['Rex', 'Ada', 'Bo'])
  })

  const argument = (name: string, value: string) => ({ name, type: 'string', array: false, value }) as const
  test.each<[string, CimStatusName, Partial<typeof call>]>([
    ['an unknown method', 'methodNotFound', { method: 'Meow' }],
    ['a method nobody implements', 'methodNotAvailable', { method: 'Fly' }],
    ['an unknown parameter', 'invalidParameter', { arguments: [argument('Loud', '1')] as never }],
    ['an output parameter as input', 'invalidParameter', { arguments: [argument('Noise', 'x')] as never }],
    ['a value of the wrong type', 'typeMismatch', { arguments: [argument('Times', '256')] as never }],
    ['an absent instance', 'notFound', { path: path('Dog', { Name: 'Fido' }) }],
  ])('refuses %s', (_what, status, change) => {
    expect(refusal(() => kennel().invoke({ ...call, ...change }))).toBe(status)
  })

  test('an instance method called on the class is refused', () => {
    const { path: _none, ...onClass } = call
    expect(refusal(() => kennel().invoke(onClass))).toBe('invalidParameter')
  })
})

describe('associations', () => {
  const of = (selection: object) =>
    [...kennel().associations(namespace, { returns: 'associated', object: path('Person', { Id: 1 }), ...selection })].map(
      (each) => `${each.className}.${text(propertyValue(each, 'Name') ?? propertyValue(each, 'Since'))}`,
    )

  test.each<[string, object, readonly string[]]>([
    ['everything at the other end, once', {}, ['Dog.Rex', 'Cat.Tom']],
    ['one association class', { associationClass: 'feeds' }, ['Dog.Rex']],
    ['a result class and its subclasses', { resultClass: 'Animal' }, ['Dog.Rex', 'Cat.Tom']],
    ['a result class', { resultClass: 'Cat' }, ['Cat.Tom']],
    ['the role of the object', { role: 'feeder' }, ['Dog.Rex']],
    ['the role of the object, wrong', { role: 'Pet' }, []],
    ['the role of the result', { resultRole: 'PET' }, ['Dog.Rex', 'Cat.Tom']],
    ['the association instances', { returns: 'association', resultClass: 'Owns' }, ['Owns.2020', 'Owns.null']],
    [
      'association instances from the far end',
      { returns: 'association', object: path('Dog', { Name: 'Rex' }) },
      ['Owns.2020', 'Feeds.null'],
    ],
    ['an object named by its superclass', { object: path('Animal', { Name: 'Rex' }) }, ['Person.Eve']],
  ])('%s', (_what, selection, expected) => {
    expect(of(selection)).toEqual(expected)
  })

  test('an absent object and an unknown class are refused', () => {
    expect(refusal(() => of({ object: path('Person', { Id: 2 }) }))).toBe('notFound')
    expect(refusal(() => of({ resultClass: 'Unicorn' }))).toBe('invalidClass')
  })
})

describe('queries', () => {
  const run = (wql: string) => [...kennel().query(namespace, wql)]

  test.each<[string, readonly string[]]>([
    ["SELECT * FROM Animal WHERE Age > 3 AND NOT Name = 'tom'", ['Ada']],
    ["select name from animal where name like 'T%'", ['Tom']],
    ["SELECT Name FROM Dog WHERE Breed = 'BOXER' OR Age = 5", ['Rex', 'Ada']],
    ['SELECT * FROM Dog WHERE Breed IS NULL', ['Ada']],
    ['SELECT * FROM Animal WHERE __THIS ISA "Cat"', ['Tom']],
    ['ASSOCIATORS OF {Person.Id=1} WHERE ResultClass=Dog', ['Rex']],
    ["ASSOCIATORS OF {Dog.Name='REX'} WHERE AssocClass=Owns ResultRole=Owner", ['Eve']],
    ['SELECT * FROM Cat WHERE Age > 100', []],
  ])('%s', (wql, expected) => {
    expect(names(run(wql))).toEqual(expected)
  })

  test('a SELECT list and KeysOnly project, under the declared names', () => {
    const shape = (wql: string) => run(wql).map((each) => [...each.properties.values()].map(({ name, value }) => [name, value]))
    expect(shape("SELECT age, NAME FROM Dog WHERE Name='rex'")).toEqual([
      [
        ['Age', 3],
        ['Name', 'Rex'],
      ],
    ])
    expect(shape('ASSOCIATORS OF {Dog.Name="Rex"} WHERE KeysOnly')).toEqual([[['Id', 1]]])
    expect(shape('REFERENCES OF {Cat.Name="Tom"} WHERE KeysOnly')[0]?.map(([name]) => name)).toEqual(['Owner', 'Pet'])
  })

  test.each<[string, CimStatusName]>([
    ['SELEC * FROM Dog', 'invalidQuery'],
    ['SELECT Wings FROM Dog', 'invalidQuery'],
    ["SELECT * FROM Animal WHERE Breed = 'Pug'", 'invalidQuery'],
    ['SELECT * FROM Unicorn', 'invalidClass'],
    ['SELECT * FROM meta_class', 'notSupported'],
    ['ASSOCIATORS OF {Person.Id=9}', 'notFound'],
    ['ASSOCIATORS OF {Person.Id=1} WHERE ClassDefsOnly', 'notSupported'],
    ['REFERENCES OF {Person.Id=1} WHERE RequiredQualifier=Key', 'notSupported'],
  ])('%s is refused: %s', (wql, status) => {
    expect(refusal(() => run(wql))).toBe(status)
  })
})

describe('change events', () => {
  test('tell creation, modification with what was before, and deletion; seeding is none', () => {
    const objects = kennel()
    const seen: ChangeEvent[] = []
    const stop = objects.onChange((event) => seen.push(event))
    objects.create(namespace, animal('Dog', { Name: 'Bo', Age: 1 }))
    objects.modify(path('Dog', { Name: 'Bo' }), [{ name: 'Age', type: 'uint32', array: false, value: 2 }])
    objects.delete(path('Dog', { Name: 'Bo' }))
    stop()
    objects.delete(path('Dog', { Name: 'Rex' }))
    expect(seen.map((event) => event.kind)).toEqual(['creation', 'modification', 'deletion'])
    const [, change] = seen
    expect(
      change?.kind === 'modification' && [propertyValue(change.previous, 'Age'), propertyValue(change.instance, 'Age')],
    ).toEqual([1, 2])
  })
})

describe('classes and namespaces', () => {
  test('a class can be added, in a new namespace, with a provider inherited from its superclass', () => {
    const objects = kennel()
    objects.addClass(
      testClass('Puppy', ['key Name string'], {
        superclass: 'Dog',
        methods: [...(zoo.find(namespace, 'Dog')?.methods.values() ?? [])],
      }),
    )
    objects.addClass(testClass('Thing', ['key Id string'], { namespace: 'root/other' }))
    objects.create(namespace, objects.getClass(namespace, 'puppy') && animal('Puppy', { Name: 'Pip' }))
    expect(names(objects.enumerate(namespace, 'Animal'))).toEqual(['Rex', 'Ada', 'Tom', 'Pip'])
    const bark = objects.invoke({
      namespace,
      className: 'Puppy',
      method: 'Bark',
      path: path('Puppy', { Name: 'Pip' }),
      arguments: [],
    })
    expect(bark.outputs.get('noise')?.value).toBe('Pip:woof')
    expect(objects.classNames('root/other')).toEqual(['Thing'])
    expect(refusal(() => objects.addClass(testClass('dog', [])))).toBe('alreadyExists')
  })
})

describe('many hosts', () => {
  test('share the instances of a seed until one of them writes', () => {
    const base = createSeed(zoo, (store) => {
      store.put(namespace, animal('Dog', { Name: 'Rex', Age: 3 }))
      store.put(namespace, animal('Cat', { Name: 'Tom' }))
    })
    const host = () => createObjectManager({ classes: zoo, providers: [], clock: { now: () => 0 }, base })
    const [first, second, third] = [host(), host(), host()]
    first.modify(path('Dog', { Name: 'Rex' }), [{ name: 'Age', type: 'uint32', array: false, value: 9 }])
    first.delete(path('Cat', { Name: 'Tom' }))
    expect(propertyValue(second.getInstance(path('Dog', { Name: 'Rex' })), 'Age')).toBe(3)
    expect(names(second.enumerate(namespace, 'Animal'))).toEqual(['Rex', 'Tom'])
    expect(names(first.enumerate(namespace, 'Animal'))).toEqual(['Rex'])
    expect(third.store.get(path('Dog', { Name: 'Rex' }))).toBe(second.store.get(path('Dog', { Name: 'Rex' })))
  })

  test('seed themselves once, when first touched, class by class', () => {
    const seeded: string[] = []
    const provider = (className: string) => ({
      namespace,
      className,
      seed() {
        seeded.push(className)
        return [animal(className, { Name: `${className}-1` })]
      },
    })
    const objects = createObjectManager({
      classes: zoo,
      providers: [provider('Dog'), provider('Cat')],
      clock: { now: () => 0 },
      seed: () => seeded.push('host'),
    })
    expect(seeded).toEqual([])
    objects.getInstance(path('Dog', { Name: 'dog-1' }))
    expect(seeded).toEqual(['host', 'Dog'])
    expect(names(objects.enumerate(namespace, 'Animal'))).toEqual(['Dog-1', 'Cat-1'])
    expect(names(objects.enumerate(namespace, 'Animal'))).toEqual(['Dog-1', 'Cat-1'])
    expect(seeded).toEqual(['host', 'Dog', 'Cat'])
  })

  test('refresh runs before reads of the class, its subclasses and its superclasses', () => {
    let now = 1_000
    const objects = createObjectManager({
      classes: zoo,
      providers: [
        {
          namespace,
          className: 'Dog',
          seed: () => [animal('Dog', { Name: 'Rex' })],
          refresh(context) {
            context.repository.put(namespace, animal('Dog', { Name: 'Rex', Age: context.now() / 1_000 }))
          },
        },
      ],
      clock: { now: () => now },
    })
    const age = () => [...objects.enumerate(namespace, 'Animal')].map((each) => propertyValue(each, 'Age'))
    expect(age()).toEqual([1])
    now = 5_000
    expect(age()).toEqual([5])
    expect(propertyValue(objects.getInstance(path('Dog', { Name: 'Rex' })), 'Age')).toBe(5)
  })
})

describe('access', () => {
  const objects = kennel({
    access: [
      { account: 'CORP\\admin', rights: ['read', 'write', 'execute'] },
      { account: 'auditor', namespace: 'root', rights: ['read'] },
      { account: 'other', namespace: 'root/tes', rights: ['read'] },
    ],
  })
  const rex = path('Dog', { Name: 'Rex' })
  const call = { namespace, className: 'Dog', method: 'Bark', path: rex, arguments: [] }

  test('an account has the rights that a rule of the namespace, or of one above it, gives', () => {
    expect(names(objects.as('Auditor').enumerate(namespace, 'Dog'))).toEqual(['Rex', 'Ada'])
    expect(objects.as('corp\\ADMIN').invoke(call).outputs.size).toBe(1)
  })

  test.each<[string, () => unknown]>([
    ['a write', () => objects.as('auditor').modify(rex, [])],
    ['a delete', () => objects.as('auditor').delete(rex)],
    ['a create', () => objects.as('auditor').create(namespace, animal('Dog', { Name: 'X' }))],
    ['a method', () => objects.as('auditor').invoke(call)],
    ['a stranger', () => objects.as('nobody').getInstance(rex)],
    ['a namespace of a similar name', () => objects.as('other').getInstance(rex)],
    ['a query', () => objects.as('nobody').query(namespace, 'SELECT * FROM Dog')],
  ])('refuses %s', (_what, action) => {
    expect(refusal(action)).toBe('accessDenied')
  })
})
