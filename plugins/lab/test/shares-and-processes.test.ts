import { describe, expect, it } from 'vitest'
import { testHost } from './lab-host.js'

describe('Win32_Share', () => {
  it('creates, changes and deletes a share', () => {
    const host = testHost()
    const inputs = { Path: 'D:\\Data\\Reports', Name: 'Reports', Type: 0, MaximumAllowed: 5, Description: 'Monthly' }
    expect(host.call('Win32_Share', 'Create', { inputs }).code).toBe(0)
    const keys = { Name: 'reports' }
    expect(host.value('Win32_Share', keys, 'MaximumAllowed')).toBe(5)
    expect(host.value('Win32_Share', keys, 'AllowMaximum')).toBe(false)
    expect(host.call('Win32_Share', 'SetShareInfo', { keys, inputs: { Description: 'Weekly' } }).code).toBe(0)
    expect(host.value('Win32_Share', keys, 'Description')).toBe('Weekly')
    expect(host.value('Win32_Share', keys, 'MaximumAllowed')).toBe(5)
    expect(host.call('Win32_Share', 'SetShareInfo', { keys, inputs: { MaximumAllowed: 0xffff_ffff } }).code).toBe(0)
    expect(host.value('Win32_Share', keys, 'AllowMaximum')).toBe(true)
    expect(host.call('Win32_Share', 'Delete', { keys }).code).toBe(0)
    expect(host.get('Win32_Share', keys)).toBeUndefined()
  })

  it.each([
    [{ Path: 'D:\\Data', Name: 'C$', Type: 0 }, 22],
    [{ Path: 'D:\\Nowhere', Name: 'x', Type: 0 }, 24],
    [{ Path: 'Q:\\Data', Name: 'x', Type: 0 }, 24],
    [{ Path: '', Name: 'x', Type: 0 }, 24],
    [{ Path: 'D:\\Data', Name: '', Type: 0 }, 9],
    [{ Path: 'D:\\Data', Name: 'a:b', Type: 0 }, 9],
    [{ Path: 'D:\\Data', Name: 'x', Type: 99 }, 21],
    [{ Path: 'D:\\Data', Name: 'x' }, 21],
  ])('Create(%j) → %i', (inputs, code) => {
    expect(testHost().call('Win32_Share', 'Create', { inputs }).code).toBe(code)
  })

  it.each(['ADMIN$', 'C$', 'IPC$'])('keeps %s', (name) => {
    const host = testHost()
    const keys = { Name: name }
    expect(host.call('Win32_Share', 'Delete', { keys }).code).toBe(2)
    expect(host.call('Win32_Share', 'SetShareInfo', { keys, inputs: { Description: 'x' } }).code).toBe(2)
    const path = host.objects.pathOf(host.get('Win32_Share', keys) ?? expect.unreachable())
    expect(() => host.objects.delete(path)).toThrow(expect.objectContaining({ status: 'accessDenied' }))
  })

  it('refuses Create and Put of instances', () => {
    const host = testHost()
    expect(() => host.create('Win32_Share', { Name: 'x', Path: 'D:\\Data' })).toThrow(
      expect.objectContaining({ status: 'providerNotCapable' }),
    )
    expect(() => host.put('Win32_Share', { Name: 'C$' }, { Description: 'x' })).toThrow(
      expect.objectContaining({ status: 'providerNotCapable' }),
    )
  })
})

describe('Win32_Process', () => {
  it('starts a program, which can be ended', () => {
    const host = testHost()
    const started = host.call('Win32_Process', 'Create', { inputs: { CommandLine: 'notepad.exe', CurrentDirectory: 'C:\\' } })
    expect(started.code).toBe(0)
    const keys = { Handle: `${Number(started.output('ProcessId'))}` }
    expect(host.value('Win32_Process', keys, 'Name')).toBe('notepad.exe')
    expect(host.call('Win32_Process', 'GetOwner', { keys }).output('User')).toBe('SYSTEM')
    expect(host.call('Win32_Process', 'SetPriority', { keys, inputs: { Priority: 128 } }).code).toBe(0)
    expect(host.value('Win32_Process', keys, 'Priority')).toBe(13)
    expect(host.call('Win32_Process', 'SetPriority', { keys, inputs: { Priority: 5 } }).code).toBe(21)
    expect(host.call('Win32_Process', 'Terminate', { keys, inputs: { Reason: 0 } }).code).toBe(0)
    expect(host.get('Win32_Process', keys)).toBeUndefined()
  })

  it.each([
    [{ CommandLine: '' }, 21],
    [{}, 21],
    [{ CommandLine: 'nosuchprogram.exe' }, 9],
    [{ CommandLine: '"Q:\\x.exe" /a' }, 9],
    [{ CommandLine: 'cmd /c dir', CurrentDirectory: 'Q:\\' }, 9],
    [{ CommandLine: '"C:\\Program Files\\Tool\\t.exe" /a' }, 0],
  ])('Create(%j) → %i', (inputs, code) => {
    expect(testHost().call('Win32_Process', 'Create', { inputs }).code).toBe(code)
  })

  it('keeps the processes of the system', () => {
    const host = testHost()
    expect(host.call('Win32_Process', 'Terminate', { keys: { Handle: '4' } }).code).toBe(2)
    expect(host.call('Win32_Process', 'GetOwner', { keys: { Handle: '0' } }).code).toBe(2)
  })
})
