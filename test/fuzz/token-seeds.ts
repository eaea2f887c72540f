import { concatBytes } from '../../src/base/bytes.js'
import { Secret } from '../../src/base/secret.js'
import { writeTsCredentials } from '../../src/protocol/credssp/ts-credentials.js'
import { writeTsRequest } from '../../src/protocol/credssp/ts-request.js'
import { mechanismOid } from '../../src/protocol/gss/mechanism-oid.js'
import { decodePac } from '../../src/protocol/pac/pac.js'
import { writeNegToken } from '../../src/protocol/spnego/neg-token-writer.js'
import { hex, utf8 } from '../harness/hex.js'
import { exchangeNtlm, ntlmAcceptor, ntlmInitiator } from '../harness/ntlm-pair.js'
import { readRecorded, readVector, recordedBytes, recordedVectors } from '../harness/read-vector.js'

/** Recorded tokens, where they are on this machine. */
function recorded(folder: string, ...files: readonly string[]): Uint8Array[] {
  if (recordedVectors === undefined) return []
  return files.map((file) => new Uint8Array(recordedBytes(`${folder}/${file}`)))
}

/** Reference encodings of MIT krb5, where they are on this machine. */
export function reference(...names: readonly string[]): Uint8Array[] {
  if (recordedVectors === undefined) return []
  const { vectors } = readRecorded<{ vectors: Record<string, string> }>('kerberos/jcmturner-gokrb5.test_vectors.json')
  return names.map((name) => hex(vectors[name] ?? ''))
}

const pyspnego = 'ntlm-spnego-credssp/jborean93-pyspnego/tests/data'

const { negotiate, challenge, authenticate } = exchangeNtlm(
  ntlmInitiator({ targetName: 'HTTP/web01', workstation: 'ADMIN' }),
  ntlmAcceptor(),
)

const init = writeNegToken({
  kind: 'init',
  mechTypes: [mechanismOid.microsoftKerberos, mechanismOid.kerberos, mechanismOid.ntlm],
  mechToken: negotiate,
})
const challenged = writeNegToken({
  kind: 'resp',
  negState: 'accept-incomplete',
  supportedMech: mechanismOid.ntlm,
  responseToken: challenge,
})
const response = writeNegToken({
  kind: 'resp',
  negState: 'accept-incomplete',
  supportedMech: mechanismOid.ntlm,
  responseToken: challenge,
  mechListMic: new Uint8Array(16).fill(3),
})
const password = new Secret('a password')

const part = (text: string, type: string, indent = ''): Uint8Array =>
  concatBytes(
    utf8(`--Encrypted Boundary\r\n${indent}Content-Type: application/HTTP-${type}-session-encrypted\r\n`),
    utf8(`${indent}OriginalContent: type=application/soap+xml;charset=UTF-8;Length=${text.length}\r\n`),
    utf8(`--Encrypted Boundary\r\n${indent}Content-Type: application/octet-stream\r\n`),
  )
const sixteen = Uint8Array.of(16, 0, 0, 0)
const records = hex('17030300106162636465666768696a6b6c6d6e6f70')

/** Real tokens and bodies, by what reads them. */
export const tokenSeeds = {
  negotiate: [negotiate, ...recorded(pyspnego, 'ntlm_negotiate')],
  challenge: [challenge, ...recorded(pyspnego, 'ntlm_challenge')],
  authenticate: [authenticate, ...recorded(pyspnego, 'ntlm_authenticate', 'ntlm_authenticate_no_sign_seal')],
  spnego: [
    init,
    challenged,
    response,
    hex(readVector<{ negTokenInit2: string }>('ms-spng-4.json').negTokenInit2),
    ...recorded(pyspnego, 'initial_context_token_neg_token_init', 'initial_context_token_neg_token_init2', 'neg_token_resp'),
  ],
  tsRequest: [
    writeTsRequest({ version: 6, negoToken: init, clientNonce: new Uint8Array(32).fill(9) }),
    writeTsRequest({ version: 6, negoToken: response, pubKeyAuth: new Uint8Array(48), errorCode: 0xc000006d }),
    writeTsRequest({ version: 2, authInfo: new Uint8Array(80) }),
    ...recorded(pyspnego, 'credssp_ts_request'),
  ],
  tsCredentials: [
    hex(readVector<{ authInfo: string }>('ms-cssp-4.json').authInfo),
    writeTsCredentials({ kind: 'password', domainName: 'CORP', userName: 'user', password }),
    ...recorded(pyspnego, 'credssp_ts_credential_smart_card_full', 'credssp_ts_credential_remote_guard_multiple'),
  ],
  tls: [records, ...recorded(pyspnego, 'tls1.2_client_hello', 'tls1.2_server_hello')],
  pac: [hex(readVector<{ pac: string }>('ms-pac-3.json').pac)],
  sealed: {
    SPNEGO: [concatBytes(part('abc', 'SPNEGO', '\t'), sixteen, new Uint8Array(19), utf8('--Encrypted Boundary--\r\n'))],
    Kerberos: [concatBytes(part('abc', 'Kerberos'), sixteen, new Uint8Array(19), utf8('--Encrypted Boundary--\r\n'))],
    CredSSP: [concatBytes(part('abc', 'CredSSP'), sixteen, records, utf8('--Encrypted Boundary--\r\n'))],
  },
  challenges: [
    'Negotiate, Kerberos, CredSSP, Basic realm="WSMAN"',
    'Negotiate TlRMTVNTUAACAAAA, Digest realm="a \\"b\\"", nonce="0f0f", qop="auth,auth-int", algorithm=SHA-256, charset=UTF-8',
    'Digest username="user", realm="WSMAN", nonce="00", uri="/wsman", qop=auth, nc=00000001, cnonce="1", response="ab"',
  ].map(utf8),
  basic: [utf8('dXNlcjpwYXNzd29yZA=='), utf8('w7xzZXI6cMOkc3M=')],
  krb5Conf: [
    utf8(`[libdefaults]
  default_realm = CORP.EXAMPLE
  dns_lookup_kdc = false
  default_tkt_enctypes = aes256-cts aes128-cts rc4
  clockskew = 300
[realms]
  CORP.EXAMPLE = {
    kdc = dc1.corp.example:88
    kdc = tcp/dc2
    v4_name_convert = { host = { rcmd = host } }
  }
[domain_realm]
  .corp.example = CORP.EXAMPLE
`),
    ...recorded('kerberos/dotnet-Kerberos.NET/Tests/Tests.Kerberos.NET/Data', 'Configuration/krb5.conf'),
  ],
}

/** The parts of the PAC of [MS-PAC] 3 of one type. */
export function pacParts(type: number): Uint8Array[] {
  return tokenSeeds.pac.flatMap((pac) => decodePac(pac).flatMap((each) => (each.type === type ? [each.bytes.slice()] : [])))
}
