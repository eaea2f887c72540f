import { test } from 'vitest'
import { canonicalJson } from '../../src/engine/canonical-json.js'
import { checkResourceType } from '../harness/check-resource-type.js'
import { callType, itemType, MemoryFleet, memoryHost, resource } from '../harness/memory-host.js'

const secret = { secret: { env: 'PASSWORD' } } as const

async function open() {
  const host = memoryHost('h', { set: { value: 'old' }, gone: { value: 'x' }, same: { value: 'new' } })
  const lease = await new MemoryFleet([host]).openWriter('h')
  return { ...lease.session, close: () => lease.release() }
}

test('items keep the contract of resource types', async () => {
  const documents = [
    resource('set'),
    resource('same'),
    resource('gone', { fields: { key: 'gone', ensure: 'absent' } }),
    resource('made', { fields: { key: 'made', properties: { password: secret } } }),
  ]
  const secrets = new Map([[canonicalJson(secret), 'text']])
  await checkResourceType(itemType, { open, documents, actions: ['set', 'none', 'delete', 'create'], secrets })
})

test('calls keep the contract of resource types', async () => {
  const documents = [
    resource('a', { kind: 'call', fields: {} }),
    resource('b', { kind: 'call', fields: { whenExists: 'nothing' } }),
    resource('c', { kind: 'call', fields: { unknown: true } }),
  ]
  await checkResourceType(callType, { open, documents, actions: ['invoke', 'none', 'unknown'] })
})
