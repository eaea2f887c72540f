import type { LabHost, LabInventoryDocument } from '@wmctl/lab'
import { expect } from 'vitest'
import { configuration, type Site } from './site.js'

export const firstHostSite = configuration(`
- name: spooler
  cim: Win32_Service
  key: { Name: Spooler }
  properties: { StartMode: Disabled }
- name: tools-home
  cim: Win32_Environment
  key: { Name: TOOLS_HOME, UserName: <SYSTEM> }
  properties: { VariableValue: 'D:\\tools' }
- name: filter
  cim: __EventFilter
  namespace: root/subscription
  key: { Name: wmctl-services }
  properties: { QueryLanguage: WQL, Query: 'SELECT * FROM __InstanceModificationEvent' }
`)

/** Applies it as a person who does not want to be asked. */
export const firstHostApply = ['apply', '-f', 'site.yaml', '-i', 'inventory.json', '--yes']

/** The lab's inventory with another connection for its first host, or for all. */
export function writeInventory(at: Site, connections: { readonly first?: object; readonly all?: object }): void {
  const document: LabInventoryDocument = structuredClone(at.lab.inventory.document)
  const hosts = document.hosts.map((host, index) =>
    index === 0 ? { ...host, connection: { ...host.connection, ...connections.first } } : host,
  )
  const defaults = { connection: { ...document.defaults.connection, ...connections.all } }
  at.write('inventory.json', JSON.stringify({ ...document, defaults, hosts }))
}

/** The first host could not be worked with and nothing on it was touched; on the second everything was done. */
export async function expectFirstAlone(
  at: Site,
  expected: { readonly code: number; readonly says: readonly RegExp[] },
): Promise<void> {
  const { code, stdout, stderr } = await at.wmctl(firstHostApply)
  const text = stdout + stderr
  for (const pattern of expected.says) expect(text).toMatch(pattern)
  expect(text).not.toMatch(/ {4}at |\[WMCTL_(INTERNAL|MISUSE|UNEXPECTED)\]/)
  expect(code, text).toBe(expected.code)
  const [first, second] = at.lab.hosts
  expect(first === undefined || writes(first)).toEqual([])
  expect(stdout).toMatch(/\nApply: 2 created, 1 set[.,]/)
  expect(second === undefined ? 0 : writes(second).length).toBeGreaterThan(2)
}

/** Requests that change something. */
export function writes({ requests }: LabHost): readonly unknown[] {
  return requests.records().filter(({ operation }) => /^(put|create|delete|invoke)$/.test(operation))
}
