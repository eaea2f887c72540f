import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFault } from '../../../../src/protocol/wsman/fault-reader.js'
import { cimErrorOf, type Reaction, reactionTo } from '../../../../src/protocol/wsman/reaction.js'
import { openRequest, readRequest } from '../../../../src/protocol/wsman/request-reader.js'
import { readResponse } from '../../../../src/protocol/wsman/response-reader.js'

/** Recorded from Windows and OMI; see INDEX.md of the folder WMCTL_VECTORS names. */
const recordings = process.env['WMCTL_VECTORS']
const missing = recordings === undefined
if (missing) console.warn('Tests with recorded WS-Man messages are skipped: WMCTL_VECTORS does not name the recordings')

const read = (path: string): Buffer => readFileSync(join(recordings ?? '', path))
const winrb = 'wsman/WinRb-WinRM/tests/spec/stubs/responses'
const winrmlib = 'wsman/ianclegg-winrmlib/winrmlib/tests/assets'

describe.skipIf(missing)('recorded faults [needs WMCTL_VECTORS]', () => {
  it.each<[string, string, Reaction, string | undefined]>([
    [`${winrb}/wmi_error_v2.xml`, 'QuotaLimit', { kind: 'quota', name: 'MaxShellsPerUser' }, undefined],
    [
      `${winrmlib}/concurrent_operations_fault.xml`,
      'InternalError',
      { kind: 'quota', name: 'MaxConcurrentOperationsPerUser' },
      undefined,
    ],
    [`${winrmlib}/operation_timeout.xml`, 'TimedOut', { kind: 'timed-out' }, undefined],
    [`${winrb}/soap_fault_v1.xml`, 'CannotProcessFilter', { kind: 'not-found' }, 'invalidClass'],
    [`${winrb}/soap_fault_v2.xml`, 'CannotProcessFilter', { kind: 'not-found' }, 'invalidClass'],
    [`${winrb}/soap_fault_omi.xml`, 'InternalError', { kind: 'fatal' }, undefined],
  ])('%s', (path, subcode, reaction, status) => {
    const error = readFault(openRequest(read(path)).envelope)
    expect(error?.fault.subcode?.replace(/^\{.*\}/, '')).toBe(subcode)
    expect(reactionTo(error!)).toEqual(reaction)
    expect(cimErrorOf(error!)?.status).toBe(status)
    expect(error?.message).not.toMatch(/undefined|\n|\.\./)
  })
})

describe.skipIf(missing)('recorded messages [needs WMCTL_VECTORS]', () => {
  it('a configuration of Windows, read as any other resource', () => {
    const recording = read(
      'psrp/jborean93-pypsrp/tests/tests_pypsrp/responses/test_wsman_update_envelope_size_500.yml',
    ).toString()
    const recorded = (key: string): string => new RegExp(`${key}: (<s:Envelope.*)`).exec(recording)?.[1] ?? ''
    const { headers, request } = readRequest(openRequest(recorded('request')))
    expect(request).toMatchObject({ kind: 'raw', resourceUri: 'http://schemas.microsoft.com/wbem/wsman/1/config' })
    expect(headers).toMatchObject({ maxEnvelopeSize: 153_600, operationTimeout: 20_000, dataLocale: 'en-US' })
    const { response } = readResponse(recorded('response'), { request, messageId: headers.messageId ?? '' })
    const config = response.kind === 'raw' ? response.body[0] : undefined
    expect(config?.children.find((child) => child.local === 'MaxEnvelopeSizekb')?.text).toBe('500')
  })

  it('a session of Windows PowerShell: every message opens, requests and answers relate', () => {
    const folder = 'psrp/otrf/win10-powershell51-session'
    const files = readdirSync(join(recordings ?? '', folder)).filter((name) => name.endsWith('.soap.xml'))
    const known = new Set<string>()
    let related = 0
    for (const file of files) {
      const message = openRequest(read(join(folder, file)))
      const { headers } = readRequest(message)
      if (file.includes('client')) {
        expect(headers.resourceUri).toBe('http://schemas.microsoft.com/powershell/Microsoft.PowerShell')
        expect(headers.sessionId).toMatch(/^uuid:[0-9A-F-]{36}$/)
        known.add(headers.messageId ?? '')
      } else if (headers.relatesTo !== undefined && known.has(headers.relatesTo)) related++
    }
    expect(files.length).toBeGreaterThan(15)
    expect(related).toBeGreaterThan(5)
  })
})
