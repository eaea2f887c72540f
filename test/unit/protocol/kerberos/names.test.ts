import { expect, test } from 'vitest'
import { clientPrincipal } from '../../../../src/protocol/kerberos/client/client-principal.js'
import { winrmServiceNames } from '../../../../src/protocol/kerberos/client/service-names.js'
import { principalText } from '../../../../src/protocol/kerberos/messages/principal.js'

test.each([
  ['CORP\\user', undefined, 'user@CORP', 1],
  ['CORP\\user', 'corp.example', 'user@CORP.EXAMPLE', 1],
  ['user@corp.example', undefined, 'user@CORP.EXAMPLE', 1],
  ['user@Corp.Example', 'corp.example', 'user@CORP.EXAMPLE', 1],
  ['user@mail.example', 'corp.example', 'user\\@mail.example@CORP.EXAMPLE', 10],
  ['user', 'corp.example', 'user@CORP.EXAMPLE', 1],
  ['HTTP/web01', 'corp.example', 'HTTP/web01@CORP.EXAMPLE', 1],
])('%s in %s is %s', (username, realm, text, type) => {
  const found = clientPrincipal(username, { realm })
  expect(found === undefined ? undefined : [principalText(found), found.name.type]).toEqual([text, type])
})

test.each([['user'], ['.\\user'], ['@corp.example'], ['user@']])('%s has no realm to be looked up in', (username) => {
  expect(clientPrincipal(username)).toBeUndefined()
})

test('the names of WinRM on a host', () => {
  const names = (host: string, explicit?: string) =>
    winrmServiceNames(host, { explicit }).map((name) => name.components.join('/'))
  expect(names('web01.corp.example.')).toEqual(['HTTP/web01.corp.example', 'host/web01.corp.example', 'WSMAN/web01.corp.example'])
  expect(names('web01', 'HTTP/web01:5985')).toEqual(['HTTP/web01:5985'])
  expect([names('10.0.0.1'), names('fe80::1')]).toEqual([[], []])
})
