import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { manyRuns, runWmctl } from '../harness/run-wmctl.js'
import { configuration, sites } from '../harness/site.js'
import { temporaryFolder } from '../harness/temporary-folder.js'

const openSite = sites()
const text = readFileSync('docs/authentication.md', 'utf8')

/** A block of the page: the command and what it prints. */
function example(name: string): { readonly parameters: readonly string[]; readonly output: string } {
  const [, block = ''] = new RegExp(`\`\`\`console ${name}\\n([\\s\\S]*?)\`\`\``).exec(text) ?? []
  const [command = '', ...lines] = block.split('\n')
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
  expect(words.slice(0, 2)).toEqual(['$', 'wmctl'])
  return { parameters: words.slice(2), output: lines.join('\n') }
}

/** What is different in every run: ports, times, folders. */
function lasting(output: string): string {
  return output
    .replace(/:\d{2,5}\b/g, ':PORT')
    .replace(/port \d+/g, 'port PORT')
    .replace(/\d{4}-\d\d-\d\dT[\d:.A-Z]+Z/g, 'TIME')
    .replace(/the file \S*lab-password/, 'the file lab-password')
}

test('the token that is decoded is decoded so', async () => {
  const { parameters, output } = example('token')
  const { code, stdout } = await runWmctl(parameters, { home: temporaryFolder() })
  expect({ code, stdout }).toEqual({ code: 0, stdout: output })
})

test('the doctor says what the page says', manyRuns, async () => {
  const site = await openSite({ hosts: 1, auth: 'kerberos' })
  const inventory = site.read('inventory.yaml')
  site.write('lab/inventory.yaml', inventory)
  site.write('spn.yaml', inventory.replace('HTTP/web01.corp.example', 'HTTP/web99.corp.example'))
  for (const [name, exit] of [
    ['doctor', 0],
    ['doctor-spn', 9],
  ] as const) {
    const { parameters, output } = example(name)
    const { code, stdout } = await site.wmctl(parameters)
    expect(code).toBe(exit)
    expect(lasting(stdout)).toBe(lasting(output))
  }
})

test('the parts of an inventory are valid', async () => {
  const [document = '', credentials = '', kerberos = '', hosts = ''] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    (match) => match[1] ?? '',
  )
  const [before = ''] = document.split('hosts:')
  const inventory = [
    before,
    hosts,
    document.slice(document.indexOf('credentials:')),
    credentials.replace('credentials:\n', ''),
    kerberos,
  ]
  const site = await openSite({ hosts: 1 })
  site.write('i.yaml', inventory.join(''))
  site.write(
    'c.yaml',
    configuration('- name: x\n  cim: Win32_Service\n  key: { Name: Spooler }\n  properties: { StartMode: Auto }'),
  )
  const { code, stderr } = await site.wmctl(['validate', '-f', 'c.yaml', '-i', 'i.yaml'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})
