import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exchangeNtlm, ntlmAcceptor, ntlmInitiator } from '../harness/ntlm-pair.js'
import { runWmctl } from '../harness/run-wmctl.js'
import { temporaryFolder } from '../harness/temporary-folder.js'

const { negotiate, challenge } = exchangeNtlm(ntlmInitiator(), ntlmAcceptor())
const base64 = Buffer.from(challenge).toString('base64')

describe('token decode', () => {
  const decode = (parameters: readonly string[], input?: string) =>
    runWmctl(['token', 'decode', ...parameters], { home: temporaryFolder(), ...(input === undefined ? {} : { input }) })

  test('a header, from the command line and from standard input', async () => {
    const header = `WWW-Authenticate: Negotiate ${base64}`
    const [argument, input] = await Promise.all([decode([header]), decode([], `HTTP/1.1 401 \r\n${header}\r\n\r\n`)])
    expect(argument).toMatchObject({ code: 0, stderr: '' })
    expect(argument.stdout).toContain(`WWW-Authenticate: Negotiate, ${challenge.length} bytes\nCHALLENGE_MESSAGE\n`)
    expect(argument.stdout).toContain('MsvAvDnsComputerName: web01.corp.example')
    expect(input).toEqual(argument)
  })

  test('a file, for programs', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, 'token.bin'), negotiate)
    const { code, stdout } = await runWmctl(['token', 'decode', '--file', 'token.bin', '--json'], { home })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'token',
      source: 'bytes',
      bytes: negotiate.length,
      token: { name: 'NEGOTIATE_MESSAGE', value: [{ name: 'NegotiateFlags' }, { name: 'Version' }] },
    })
  })

  test('what is damaged is exit code 1, what is none is exit code 6', async () => {
    const [damaged, none, nothing, both] = await Promise.all([
      decode([base64.slice(0, 40)]),
      decode(['*']),
      decode([], ''),
      decode([base64, '--file', 'x']),
    ])
    expect(damaged.code).toBe(1)
    expect(damaged.stdout).toContain('CHALLENGE_MESSAGE')
    expect(damaged.stdout).toContain('! ')
    expect(none).toMatchObject({ code: 6, stdout: '' })
    expect(none.stderr).toContain('neither base64 nor hexadecimal')
    expect(nothing).toMatchObject({ code: 6 })
    expect(both).toMatchObject({ code: 6 })
  })
})
