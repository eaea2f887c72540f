import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CimClass } from '../../src/cim/class.js'
import type { EnumeratedResource, EnumerateFilter, RequestHeaders, WsmanItem } from '../../src/protocol/wsman/message.js'
import { openRequest, readRequest } from '../../src/protocol/wsman/request-reader.js'
import { type WritableRequest, writeRequest } from '../../src/protocol/wsman/request-writer.js'
import { readResponse } from '../../src/protocol/wsman/response-reader.js'
import { type WritableResponse, writeResponse } from '../../src/protocol/wsman/response-writer.js'
import {
  arbitraryInstance,
  arbitraryNamespace,
  arbitraryPath,
  arbitraryProperty,
  everythingClass,
  xmlText,
} from '../harness/cim-arbitraries.js'

const classes = (namespace: string, name: string): CimClass | undefined =>
  namespace === arbitraryNamespace && name.toLowerCase() === everythingClass.name.toLowerCase() ? everythingClass : undefined

const trimmed = xmlText.map((text) => text.trim()).filter((text) => text !== '')
const name = fc.constantFrom('Name', 'State', 'Dependent', 'Antecedent')
const headers: fc.Arbitrary<RequestHeaders> = fc.record(
  {
    to: fc.constant('http://host:5985/wsman'),
    messageId: fc.uuid().map((id) => `uuid:${id.toUpperCase()}`),
    operationTimeout: fc.integer({ min: 1, max: 10_000_000 }),
    maxEnvelopeSize: fc.integer({ min: 8192, max: 10_000_000 }),
    locale: fc.constant('en-US'),
    dataLocale: fc.constant('de-DE'),
    sessionId: fc.uuid(),
    operationId: fc.uuid(),
    sequenceId: fc.nat(),
    fragment: trimmed,
    options: fc.array(
      fc.record(
        { name: trimmed, value: trimmed, type: fc.constant('xs:string'), mustComply: fc.boolean() },
        { requiredKeys: ['name', 'value'] },
      ),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ['to', 'messageId'] },
)

const resource: fc.Arbitrary<EnumeratedResource> = fc.constantFrom<EnumeratedResource>(
  { of: 'class', namespace: arbitraryNamespace, className: everythingClass.name },
  { of: 'all', namespace: arbitraryNamespace },
  { of: 'classes', namespace: arbitraryNamespace },
)
const filter: fc.Arbitrary<EnumerateFilter | undefined> = fc.oneof(
  fc.constant(undefined),
  trimmed.map((query) => ({ dialect: 'wql' as const, query })),
  fc
    .uniqueArray(
      fc.tuple(
        name,
        trimmed.map((text) => text.replace(/["'\r\n]/g, '').trim()),
      ),
      { selector: ([key]) => key, maxLength: 3 },
    )
    .map((selectors) => ({ dialect: 'selector' as const, selectors })),
  fc
    .record(
      {
        returns: fc.constantFrom('associated' as const, 'association' as const),
        object: arbitraryPath,
        associationClass: name,
        role: name,
        resultClass: name,
        resultRole: name,
      },
      { requiredKeys: ['returns', 'object'] },
    )
    .map((parts) => ({ dialect: 'association' as const, ...parts })),
)
const context = fc.uuid()
const someInstance = arbitraryInstance({ complete: false, emptyArrays: false })
const wholeInstance = arbitraryInstance({ complete: true, emptyArrays: true })
const parameters = fc.tuple(
  ...(everythingClass.methods.get('act')?.parameters ?? []).map((parameter) =>
    fc.option(arbitraryProperty(parameter.name, parameter, false), { nil: undefined }),
  ),
)
const given = parameters.map((all) => all.filter((parameter) => parameter !== undefined))

const request: fc.Arbitrary<WritableRequest> = fc.oneof(
  fc.constant<WritableRequest>({ kind: 'identify' }),
  arbitraryPath.map((target) => ({ kind: 'get' as const, target })),
  arbitraryPath.map((target) => ({ kind: 'get' as const, target: { ...target, keys: 'singleton' as const } })),
  arbitraryPath.map((target) => ({ kind: 'delete' as const, target })),
  fc.constant<WritableRequest>({ kind: 'get-class', namespace: arbitraryNamespace, className: 'Test_Any' }),
  fc.record({
    kind: fc.constant('put' as const),
    target: arbitraryPath,
    instance: someInstance,
    modified: fc.constant(undefined),
  }),
  fc
    .record({ target: arbitraryPath, instance: arbitraryInstance({ complete: false, emptyArrays: true }) })
    .filter(({ instance }) => instance.properties.size > 0)
    .map(({ target, instance }) => ({
      kind: 'put' as const,
      target,
      instance,
      modified: [...instance.properties.values()].map((property) => property.name),
    })),
  fc.record({ kind: fc.constant('create' as const), namespace: fc.constant(arbitraryNamespace), instance: someInstance }),
  fc.record({ kind: fc.constant('invoke' as const), target: arbitraryPath, method: fc.constant('Act'), arguments: given }),
  fc.record({
    kind: fc.constant('enumerate' as const),
    resource,
    optimize: fc.boolean(),
    maxElements: fc.option(fc.integer({ min: 1, max: 32_000 }), { nil: undefined }),
    mode: fc.constantFrom('object' as const, 'epr' as const, 'object-and-epr' as const),
    polymorphism: fc.constantFrom('include' as const, 'exclude' as const, 'none' as const, undefined),
    filter,
  }),
  fc.record(
    {
      kind: fc.constant('pull' as const),
      resource,
      context,
      maxElements: fc.integer({ min: 1, max: 32_000 }),
      maxTime: fc.integer({ min: 1, max: 60_000 }),
    },
    { requiredKeys: ['kind', 'resource', 'context', 'maxElements'] },
  ),
  fc.record({ kind: fc.constant('release' as const), resource, context }),
)

const item: fc.Arbitrary<WsmanItem> = fc.oneof(
  wholeInstance.map((instance) => ({ instance })),
  arbitraryPath.map((path) => ({ path })),
  fc.record({ instance: wholeInstance, path: arbitraryPath }),
  fc.constant<WsmanItem>({ class: everythingClass }),
)
const sequence = { context: fc.option(context, { nil: undefined }), items: fc.array(item, { maxLength: 4 }), end: fc.boolean() }
const target = { kind: 'path', namespace: arbitraryNamespace, className: everythingClass.name } as const
const enumerated = { of: 'class', namespace: arbitraryNamespace, className: everythingClass.name } as const
const exchange: fc.Arbitrary<readonly [WritableRequest, WritableResponse]> = fc.oneof(
  fc
    .record({
      protocolVersion: trimmed,
      productVendor: trimmed,
      productVersion: trimmed,
      securityProfiles: fc.array(trimmed, { maxLength: 2 }),
    })
    .map((identity) => [{ kind: 'identify' }, { kind: 'identify', identity }] as const),
  wholeInstance.map(
    (instance) =>
      [
        { kind: 'get', target },
        { kind: 'get', instance },
      ] as const,
  ),
  fc.constant([
    { kind: 'get-class', namespace: arbitraryNamespace, className: 'Test_Everything' },
    { kind: 'get-class', class: everythingClass },
  ] as const),
  fc.option(wholeInstance, { nil: undefined }).map(
    (instance) =>
      [
        { kind: 'put', target, instance: { kind: 'instance', className: 'x', properties: new Map() }, modified: undefined },
        { kind: 'put', instance },
      ] as const,
  ),
  arbitraryPath.map(
    (path) =>
      [
        { kind: 'create', namespace: arbitraryNamespace, instance: { kind: 'instance', className: 'x', properties: new Map() } },
        { kind: 'create', path },
      ] as const,
  ),
  fc.constant([{ kind: 'delete', target }, { kind: 'delete' }] as const),
  fc.constant([{ kind: 'release', resource: enumerated, context: 'x' }, { kind: 'release' }] as const),
  fc
    .record({
      kind: fc.constant('invoke' as const),
      outputs: given,
      returnValue: fc.option(
        fc.nat().map((value) => ({ type: 'uint32' as const, array: false, value })),
        { nil: undefined },
      ),
    })
    .map((response) => [{ kind: 'invoke', target, method: 'Act', arguments: [] }, response] as const),
  fc.record({ kind: fc.constant('enumerate' as const), ...sequence }).map(
    (response) =>
      [
        {
          kind: 'enumerate',
          resource: enumerated,
          optimize: true,
          maxElements: 1,
          mode: 'object',
          polymorphism: undefined,
          filter: undefined,
        },
        response,
      ] as const,
  ),
  fc
    .record({ kind: fc.constant('pull' as const), ...sequence })
    .map((response) => [{ kind: 'pull', resource: enumerated, context: 'x', maxElements: 1 }, response] as const),
)

describe('what one role writes the other reads as it was', () => {
  it('requests', () => {
    fc.assert(
      fc.property(request, headers, (asked, given) => {
        const read = readRequest(openRequest(writeRequest(asked, given, { classes })), { classes })
        expect(read.request).toEqual(asked)
        if (asked.kind !== 'identify') expect(read.headers).toMatchObject(expectedHeaders(asked, given))
      }),
      { numRuns: 300 },
    )
  })

  it('answers, with precise arrays and type hints and without', () => {
    fc.assert(
      fc.property(exchange, fc.boolean(), fc.boolean(), ([asked, answered], preciseArrays, typeHints) => {
        const document = writeResponse(answered, {
          request: asked,
          messageId: 'uuid:1',
          relatesTo: 'uuid:2',
          classes,
          preciseArrays,
          typeHints,
        })
        expect(readResponse(document, { request: asked, classes, messageId: 'uuid:2' }).response).toEqual(answered)
      }),
      { numRuns: 300 },
    )
  })

  it('answers without a class, where types are marked and arrays have two members', () => {
    const plain = wholeInstance.map((instance) => {
      const kept = [...instance.properties.values()].filter(
        ({ type, array, value }) =>
          value !== null &&
          !['object', 'instance', 'char16', 'reference'].includes(type) &&
          (!array || (value as unknown[]).length > 1),
      )
      return { ...instance, properties: new Map(kept.map((property) => [property.name.toLowerCase(), property])) }
    })
    fc.assert(
      fc.property(plain, (instance) => {
        const asked: WritableRequest = { kind: 'get', target }
        const document = writeResponse(
          { kind: 'get', instance },
          { request: asked, messageId: 'uuid:1', relatesTo: 'uuid:2', typeHints: true },
        )
        expect(readResponse(document, { request: asked }).response).toEqual({ kind: 'get', instance })
      }),
      { numRuns: 100 },
    )
  })
})

/** What the request itself says by options comes with the headers' own. */
function expectedHeaders(asked: WritableRequest, given: RequestHeaders): object {
  const own = asked.kind === 'put' ? (asked.modified?.length ?? 0) : asked.kind === 'get-class' ? 3 : 0
  const { options, ...rest } = given
  return own > 0 ? rest : { ...rest, options: options ?? [] }
}
