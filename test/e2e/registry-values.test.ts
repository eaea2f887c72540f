import { expect, test } from 'vitest'
import { configuration, sites } from '../harness/site.js'

const openSite = sites()

const plan = ['plan', '-f', 'site.yaml', '-i', 'inventory.yaml', '--detailed-exitcode']
const apply = ['apply', '-f', 'site.yaml', '-i', 'inventory.yaml', '--yes']

function registry(values: string): string {
  return configuration(`
- name: acme
  registry: HKLM\\SOFTWARE\\Acme
  values: ${values}
`)
}

test('values at the ends of their ranges are as written after one apply', async () => {
  const at = await openSite({ hosts: 1 })
  at.write(
    'site.yaml',
    registry(`{
      Text: '', Number: 4294967295, Large: { type: qword, value: 9007199254740993 },
      None: { type: multiString, value: [] }, Gap: { type: multiString, value: [a, '', b] }, Zero: { type: binary, value: '' } }`),
  )
  expect(await at.wmctl(apply)).toMatchObject({ code: 0 })
  expect(await at.wmctl(plan)).toMatchObject({ code: 0 })
})

test('the list that held a secret before is shown no more than the secret that replaces it', async () => {
  const at = await openSite({ hosts: 1 })
  at.write('site.yaml', registry('{ Token: [former-token] }'))
  expect(await at.wmctl(apply)).toMatchObject({ code: 0 })
  at.write('site.yaml', registry('{ Token: { secret: { env: TOKEN } } }'))
  const planned = await at.wmctl([...plan, '--out', 'x.wmplan', '--json-into', 'x.jsonl'], { env: { TOKEN: 'new-token' } })
  expect(planned).toMatchObject({ code: 2 })
  expect(planned.stdout).toContain('~ Token: (sensitive, changed)')
  for (const text of [planned.stdout, planned.stderr, at.read('x.wmplan'), at.read('x.jsonl')]) {
    expect(text).not.toContain('former-token')
    expect(text).not.toContain('new-token')
  }
})
