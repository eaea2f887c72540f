import { describe, expect, it } from 'vitest'
import { type CimInstance, type CimValue, type ObjectPath, propertyValue } from 'wmctl'
import { textOf } from '../src/provider/store.js'
import { tamper } from '../src/tamper/tamper.js'
import { type TestHost, testHost } from './lab-host.js'

const namespace = 'root/virtualization/v2'
const hyperV = { index: 2 }

function machine(host: TestHost, name: string): CimInstance {
  const found = [...host.objects.query(namespace, `SELECT * FROM Msvm_ComputerSystem WHERE ElementName = '${name}'`)]
  return found[0] ?? expect.unreachable()
}

function state(host: TestHost, name: string): CimValue {
  return propertyValue(machine(host, name), 'EnabledState')
}

interface Asked {
  readonly code: CimValue
  readonly job: () => CimInstance
}

function request(host: TestHost, name: string, requested: number): Asked {
  const vm = machine(host, name)
  const keys = { CreationClassName: 'Msvm_ComputerSystem', Name: textOf(vm, 'Name') }
  const result = host.call('Msvm_ComputerSystem', 'RequestStateChange', {
    keys,
    inputs: { RequestedState: requested },
    namespace,
  })
  return { code: result.code, job: () => host.objects.getInstance(result.output('Job') as ObjectPath) }
}

/** A host with its machines, which are brought into known states. */
function prepared(): TestHost {
  const host = testHost(hyperV)
  for (const vm of host.objects.enumerate(namespace, 'Msvm_ComputerSystem')) {
    if (propertyValue(vm, 'Caption') === 'Virtual Machine') set(host, textOf(vm, 'ElementName'), { EnabledState: '3' })
  }
  return host
}

function set(host: TestHost, name: string, values: Record<string, string>): void {
  const key = textOf(machine(host, name), 'Name')
  const path = `${namespace}:Msvm_ComputerSystem.CreationClassName="Msvm_ComputerSystem",Name="${key}"`
  tamper({ cim: host.objects, machine: host.machine }, { action: 'set', path, values })
}

describe('Msvm_ComputerSystem', () => {
  const vm = 'app01-build-agent'

  it('changes state by a job that takes its time', () => {
    const host = prepared()
    const { code, job } = request(host, vm, 2)
    expect(code).toBe(4096)
    expect(propertyValue(job(), 'JobState')).toBe(4)
    expect(state(host, vm)).toBe(10)
    host.clock.time += 2999
    expect(propertyValue(job(), 'JobState')).toBe(4)
    host.clock.time += 1
    expect([propertyValue(job(), 'JobState'), propertyValue(job(), 'PercentComplete')]).toEqual([7, 100])
    expect(state(host, vm)).toBe(2)
  })

  it.each([
    [[2, 9], 9],
    [[2, 6], 6],
    [[2, 4], 3],
    [[2, 9, 2], 2],
    [[2, 11], 2],
    [[2, 6, 3], 3],
  ])('requests %j end in %i', (requests, end) => {
    const host = prepared()
    for (const requested of requests) {
      expect(request(host, vm, requested).code).toBe(4096)
      host.clock.time += 10_000
    }
    expect(state(host, vm)).toBe(end)
  })

  it('answers the documented codes', () => {
    const host = prepared()
    expect(request(host, vm, 3).code).toBe(32_775)
    expect(request(host, vm, 99).code).toBe(32_773)
    expect(request(host, host.machine.currentName, 3).code).toBe(32_770)
    request(host, vm, 2)
    expect(request(host, vm, 3).code).toBe(32_775)
  })

  it('fails when the machine does, and says why', () => {
    const host = prepared()
    set(host, vm, { HealthState: '25' })
    const { job } = request(host, vm, 2)
    host.clock.time += 3000
    expect(propertyValue(job(), 'JobState')).toBe(10)
    expect(propertyValue(job(), 'ErrorDescription')).toMatch(/'app01-build-agent' failed to change state.*storage/)
    expect(state(host, vm)).toBe(3)
  })

  it('waits as long as disks are being merged', () => {
    const host = prepared()
    set(host, vm, { OperationalStatus: '32772' })
    const { job } = request(host, vm, 2)
    host.clock.time += 3_600_000
    expect(propertyValue(job(), 'JobState')).toBe(4)
    set(host, vm, { OperationalStatus: '2' })
    expect(propertyValue(job(), 'JobState')).toBe(7)
  })

  it('is there with the Hyper-V role alone', () => {
    const read = (options: Parameters<typeof testHost>[0]) => () =>
      testHost(options).objects.enumerate(namespace, 'Msvm_ComputerSystem')
    expect([...read(hyperV)()].length).toBeGreaterThanOrEqual(4)
    for (const options of [{ index: 0 }, { ...hyperV, profile: '2008r2' } as const]) {
      expect(read(options)).toThrow(expect.objectContaining({ status: 'invalidNamespace' }))
    }
  })
})
