import { describe, expect, it } from 'vitest'
import { type TestHost, testHost } from './lab-host.js'

const spooler = { Name: 'Spooler' }

/** Longer than any pending state. */
const settled = 5_000

function state(host: TestHost, name: string): unknown {
  return host.value('Win32_Service', { Name: name }, 'State')
}

function call(host: TestHost, name: string, method: string, inputs = {}): unknown {
  return host.call('Win32_Service', method, { keys: { Name: name }, inputs }).code
}

describe('Win32_Service', () => {
  it('stops and starts by way of pending states that last some 100 ms', () => {
    const host = testHost()
    expect(state(host, 'Spooler')).toBe('Running')
    expect(call(host, 'Spooler', 'StopService')).toBe(0)
    expect(state(host, 'Spooler')).toBe('Stop Pending')
    host.clock.time += 199
    expect(state(host, 'Spooler')).toBe('Stop Pending')
    host.clock.time += 501
    expect(state(host, 'Spooler')).toBe('Stopped')
    expect(host.value('Win32_Service', spooler, 'ProcessId')).toBe(0)
    expect(host.value('Win32_Service', spooler, 'Started')).toBe(false)

    expect(call(host, 'Spooler', 'StartService')).toBe(0)
    expect(state(host, 'Spooler')).toBe('Start Pending')
    host.clock.time += 700
    expect(state(host, 'Spooler')).toBe('Running')
    expect(host.value('Win32_Service', spooler, 'AcceptStop')).toBe(true)
    const processId = host.value('Win32_Service', spooler, 'ProcessId')
    expect(host.value('Win32_Process', { Handle: `${Number(processId)}` }, 'ExecutablePath')).toBe(
      'C:\\Windows\\System32\\spoolsv.exe',
    )
  })

  it('shows the same state to a query and to an enumeration of a superclass', () => {
    const host = testHost()
    call(host, 'Spooler', 'StopService')
    host.clock.time += settled
    const [found] = host.objects.query('root/cimv2', "SELECT State FROM Win32_Service WHERE Name = 'spooler'")
    expect(found?.properties.get('state')?.value).toBe('Stopped')
    const all = [...host.objects.enumerate('root/cimv2', 'CIM_Service')]
    expect(all.find((service) => service.properties.get('name')?.value === 'Spooler')?.properties.get('state')?.value).toBe(
      'Stopped',
    )
  })

  it.each([
    ['start of what runs', 'Spooler', 'StartService', 10],
    ['start of what is disabled', 'RemoteAccess', 'StartService', 14],
    ['stop of what is stopped', 'SNMPTRAP', 'StopService', 6],
    ['stop while a dependent runs', 'RpcSs', 'StopService', 3],
    ['stop of what takes no stop', 'LSM', 'StopService', 5],
    ['pause of what takes no pause', 'Spooler', 'PauseService', 5],
    ['pause of what is stopped', 'SNMPTRAP', 'PauseService', 6],
    ['resume of what is stopped', 'SNMPTRAP', 'ResumeService', 6],
    ['interrogation of what is stopped', 'SNMPTRAP', 'InterrogateService', 6],
    ['interrogation of what runs', 'Spooler', 'InterrogateService', 0],
  ])('%s', (_what, name, method, code) => {
    expect(call(testHost(), name, method)).toBe(code)
  })

  it('refuses controls while a state is pending', () => {
    const host = testHost()
    call(host, 'Spooler', 'StopService')
    expect(call(host, 'Spooler', 'StopService')).toBe(5)
    expect(call(host, 'Spooler', 'InterrogateService')).toBe(5)
    expect(call(host, 'Spooler', 'StartService')).toBe(10)
  })

  it('pauses and resumes', () => {
    const host = testHost()
    expect(call(host, 'Winmgmt', 'PauseService')).toBe(0)
    expect(state(host, 'Winmgmt')).toBe('Pause Pending')
    host.clock.time += settled
    expect(state(host, 'Winmgmt')).toBe('Paused')
    expect(call(host, 'Winmgmt', 'PauseService')).toBe(24)
    expect(call(host, 'Winmgmt', 'ResumeService')).toBe(0)
    expect(state(host, 'Winmgmt')).toBe('Continue Pending')
    host.clock.time += settled
    expect(state(host, 'Winmgmt')).toBe('Running')
    expect(call(host, 'Winmgmt', 'ResumeService')).toBe(0)
  })

  it('starts what a service needs before the service', () => {
    const host = testHost({ index: 0 })
    expect(call(host, 'W3SVC', 'StopService')).toBe(0)
    host.clock.time += settled
    expect(call(host, 'WAS', 'StopService')).toBe(0)
    host.clock.time += settled
    expect(call(host, 'W3SVC', 'StartService')).toBe(0)
    expect([state(host, 'WAS'), state(host, 'W3SVC')]).toEqual(['Start Pending', 'Start Pending'])
    host.clock.time += 700
    expect(state(host, 'WAS')).toBe('Running')
    host.clock.time += 700
    expect(state(host, 'W3SVC')).toBe('Running')
  })

  it('fails to start over a disabled or deleted dependency', () => {
    const host = testHost({ index: 0 })
    for (const name of ['W3SVC', 'WAS']) {
      call(host, name, 'StopService')
      host.clock.time += settled
    }
    expect(call(host, 'WAS', 'ChangeStartMode', { StartMode: 'Disabled' })).toBe(0)
    expect(call(host, 'W3SVC', 'StartService')).toBe(13)
    expect(call(host, 'WAS', 'Delete')).toBe(0)
    expect(call(host, 'W3SVC', 'StartService')).toBe(12)
  })

  it.each([
    ['Automatic', 0, 'Auto'],
    ['manual', 0, 'Manual'],
    ['Disabled', 0, 'Disabled'],
    ['Auto', 21, 'Auto'],
    ['Boot', 21, 'Auto'],
    ['', 21, 'Auto'],
  ])('ChangeStartMode(%s)', (mode, code, after) => {
    const host = testHost()
    expect(call(host, 'Spooler', 'ChangeStartMode', { StartMode: mode })).toBe(code)
    expect(host.value('Win32_Service', spooler, 'StartMode')).toBe(after)
  })

  it('changes what Change names and leaves the rest', () => {
    const host = testHost()
    const path = host.value('Win32_Service', spooler, 'PathName')
    const inputs = { DisplayName: 'Printing', ErrorControl: 2, StartName: 'NT AUTHORITY\\LocalService', StartMode: 'Manual' }
    expect(call(host, 'Spooler', 'Change', inputs)).toBe(0)
    expect(host.value('Win32_Service', spooler, 'DisplayName')).toBe('Printing')
    expect(host.value('Win32_Service', spooler, 'ErrorControl')).toBe('Severe')
    expect(host.value('Win32_Service', spooler, 'StartName')).toBe('NT AUTHORITY\\LocalService')
    expect(host.value('Win32_Service', spooler, 'StartMode')).toBe('Manual')
    expect(host.value('Win32_Service', spooler, 'PathName')).toBe(path)
  })

  it.each([
    [{ DisplayName: 'Windows Time' }, 19],
    [{ PathName: '' }, 9],
    [{ StartMode: 'Sometimes' }, 21],
    [{ ErrorControl: 9 }, 21],
    [{ ServiceType: 7 }, 21],
    [{ StartName: '.\\nobody' }, 22],
    [{ ServiceDependencies: ['Spooler'] }, 18],
  ])('Change(%j) → %i', (inputs, code) => {
    expect(call(testHost(), 'Spooler', 'Change', inputs)).toBe(code)
  })

  it('creates a service that can be started, and finds what it needs', () => {
    const host = testHost()
    const inputs = {
      Name: 'Probe',
      DisplayName: 'Probe Service',
      PathName: 'C:\\Tools\\probe.exe',
      ServiceType: 16,
      ErrorControl: 1,
      StartMode: 'Automatic',
      ServiceDependencies: ['Spooler'],
    }
    expect(host.call('Win32_Service', 'Create', { inputs }).code).toBe(0)
    expect(state(host, 'Probe')).toBe('Stopped')
    expect(host.value('Win32_Service', { Name: 'probe' }, 'StartMode')).toBe('Auto')
    expect(call(host, 'Probe', 'StartService')).toBe(0)
    host.clock.time += settled
    expect(state(host, 'Probe')).toBe('Running')
    expect(call(host, 'Spooler', 'StopService')).toBe(3)
    const dependents = host.objects.query(
      'root/cimv2',
      "ASSOCIATORS OF {Win32_Service.Name='Spooler'} WHERE AssocClass = Win32_DependentService Role = Antecedent",
    )
    expect([...dependents].map((found) => found.properties.get('name')?.value)).toContain('Probe')
  })

  it.each([
    [{ Name: 'Spooler', PathName: 'C:\\Tools\\x.exe' }, 23],
    [{ Name: '', PathName: 'C:\\Tools\\x.exe' }, 20],
    [{ Name: 'a/b', PathName: 'C:\\Tools\\x.exe' }, 20],
    [{ Name: 'Probe' }, 9],
    [{ Name: 'Probe', PathName: 'x', DisplayName: 'Print Spooler' }, 19],
    [{ Name: 'Probe', PathName: 'x', StartName: 'NOWHERE' }, 22],
  ])('Create(%j) → %i', (inputs, code) => {
    expect(testHost().call('Win32_Service', 'Create', { inputs }).code).toBe(code)
  })

  it('deletes a stopped service at once, and a running one when it stops', () => {
    const host = testHost()
    expect(call(host, 'SNMPTRAP', 'Delete')).toBe(0)
    expect(host.get('Win32_Service', { Name: 'SNMPTRAP' })).toBeUndefined()

    expect(call(host, 'Spooler', 'StopService')).toBe(0)
    expect(call(host, 'Spooler', 'Delete')).toBe(0)
    expect(call(host, 'Spooler', 'StartService')).toBe(16)
    expect(host.call('Win32_Service', 'Create', { inputs: { Name: 'Spooler', PathName: 'x' } }).code).toBe(16)
    host.clock.time += settled
    expect([...host.objects.query('root/cimv2', "SELECT * FROM Win32_Service WHERE Name='Spooler'")]).toEqual([])
    const links = [...host.objects.enumerate('root/cimv2', 'Win32_DependentService')]
    expect(JSON.stringify(links.map((link) => [link.properties.get('dependent')?.value]))).not.toContain('"Spooler"')
  })

  it.each([[{ State: 'Stopped' }], [{ StartMode: 'Disabled' }], [{ DisplayName: 'x' }]])(
    'refuses a Put of %j as read-only',
    (values) => {
      expect(() => testHost().put('Win32_Service', spooler, values)).toThrow(expect.objectContaining({ status: 'readOnly' }))
    },
  )

  it('takes a whole Put that changes nothing', () => {
    const host = testHost()
    const service = host.get('Win32_Service', spooler)
    const values = Object.fromEntries([...(service?.properties.values() ?? [])].map(({ name, value }) => [name, value]))
    expect(host.put('Win32_Service', spooler, values).properties.get('state')?.value).toBe('Running')
  })

  it.each([
    [127, 21],
    [128, 0],
    [255, 0],
  ])('UserControlService(%i) → %i', (code, expected) => {
    expect(call(testHost(), 'Spooler', 'UserControlService', { ControlCode: code })).toBe(expected)
  })
})
