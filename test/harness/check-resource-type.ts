import { expect } from 'vitest'
import { canonicalJson } from '../../src/engine/canonical-json.js'
import { assertChange, assertSecretFree } from '../../src/engine/change-contract.js'
import type { ResourceDocument } from '../../src/engine/document.js'
import type { Observation, ResourceType } from '../../src/engine/resource-type.js'
import { resourceContexts } from './resource-contexts.js'

export interface ResourceTypeCase<Reader, Writer> {
  /** A live host in the state the case begins with. */
  open(): Promise<ContractHost<Reader, Writer>>
  readonly documents: readonly ResourceDocument[]
  /** Actions planned for the documents, in order. */
  readonly actions: readonly string[]
  /** Text of secrets, by the canonical JSON of the reference. */
  readonly secrets?: ReadonlyMap<string, string>
}

export interface ContractHost<Reader, Writer> {
  readonly reader: Reader
  readonly writer: Writer
  /** Lets the host's own time pass while a change waits. */
  readonly pass?: (milliseconds: number) => Promise<void> | void
  close(): Promise<void>
}

/**
 * The contract of a resource type: parsing is repeatable, identities are unique, every identity gets an answer, planning is
 * pure and plans what can be shown, and after applying what keeps an object nothing is left to do.
 */
export async function checkResourceType<Reader, Writer>(
  type: ResourceType<Reader, Writer>,
  example: ResourceTypeCase<Reader, Writer>,
): Promise<void> {
  const host = await example.open()
  const { reader, writer } = host
  try {
    const desired = example.documents.map((document) => parseClean(type, document))
    expect(desired.map((one) => type.identity(one))).toEqual(
      example.documents.map((document) => type.identity(parseClean(type, document))),
    )
    const identities = desired.map((one) => type.identity(one))
    expect(new Set(identities.map((identity) => identity.toLowerCase())).size).toBe(identities.length)

    const before = await read(type, reader, desired)
    const contexts = resourceContexts({ secrets: example.secrets, during: host.pass })
    const context = contexts.plan
    const changes = desired.map((one, index) => {
      const observation = before.get(identities[index] ?? '')
      if (observation === undefined || observation.state === 'error') throw new Error(`${identities[index]} was not read`)
      const present = observation.state === 'present'
      const observed = present ? observation.value : undefined
      const change = type.plan(one, observed, context)
      expect(type.plan(one, observed, context), 'planning is pure').toEqual(change)
      expect(canonicalJson(type.relevant(one, observed)), 'relevant is stable').toBe(canonicalJson(type.relevant(one, observed)))
      assertChange(type.kind, change, { present })
      const secrets = type.secrets(one).map((reference) => contexts.apply.revealSecret(reference))
      assertSecretFree(type.kind, change, secrets)
      for (const secret of secrets) expect(canonicalJson([change.steps, change.warnings])).not.toContain(secret)
      return { one, change, observed }
    })
    expect(changes.map(({ change }) => change.action)).toEqual(example.actions)

    for (const { one, change, observed } of changes) {
      if (change.action !== 'none') await type.apply(writer, one, change, observed, contexts.apply)
    }
    const after = await read(type, reader, desired)
    for (const [index, { one, change }] of changes.entries()) {
      if (change.action === 'invoke' || change.action === 'unknown') continue
      const observation = after.get(identities[index] ?? '')
      const observed = observation?.state === 'present' ? observation.value : undefined
      expect(type.plan(one, observed, context), `${identities[index]} after apply`).toMatchObject({ action: 'none' })
    }
  } finally {
    await host.close()
  }
}

function parseClean<Reader, Writer>(type: ResourceType<Reader, Writer>, document: ResourceDocument): unknown {
  const { desired, diagnostics } = type.parse(document, () => undefined)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return desired
}

async function read<Reader, Writer>(
  type: ResourceType<Reader, Writer>,
  reader: Reader,
  desired: readonly unknown[],
): Promise<ReadonlyMap<string, Observation<unknown>>> {
  const found = await type.readAll(reader, desired, { signal: new AbortController().signal })
  for (const one of desired) expect([...found.keys()]).toContain(type.identity(one))
  return found
}
