import type { EngineEvent, RunCommand } from '../../engine/events.js'
import type { HostPlan, PlannedResource } from '../../engine/plan.js'
import { type LocalElement, streamLocalXml } from '../../xml/local-xml.js'
import { withoutPeer } from '../fold/failure-fold.js'
import { changeLines } from '../human/change-lines.js'
import { actionWord } from '../present/summary.js'
import type { TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import type { View } from '../view.js'
import type { ReportOptions } from './report-options.js'

interface TestCase {
  readonly configuration: string
  readonly name: string
  readonly milliseconds: number
  readonly result: TestResult
}

type TestResult =
  | { readonly kind: 'passed'; readonly output?: string }
  | { readonly kind: 'failure' | 'error' | 'skipped'; readonly type: string; readonly message: string; readonly text?: string }

const style: TextStyle = { colour: false, unicode: true, columns: 120 }

/**
 * For pipelines: a suite for each host, a case for each resource, written as hosts end. In a drift a difference is a
 * failure; in a plan it is what the case prints; in an apply a case is a change that was made or not. A host that was not
 * reached is an error.
 */
export function createJunitReport(options: ReportOptions): View {
  const open = new Map<string, TestCase[]>()
  const { command } = options
  let current: RunCommand = command
  let begun = false
  const xml = streamLocalXml({ name: 'testsuites', attributes: { name: show(options.title) } })
  const begin = (): void => {
    if (begun) return
    begun = true
    options.write(xml.start)
  }
  const write = (host: string, cases: readonly TestCase[], time?: number): void => {
    options.write(xml.child(suiteOf(host, cases, time)))
  }
  const add = (host: string, test: TestCase): void => {
    const cases = open.get(host)
    if (cases === undefined) open.set(host, [test])
    else cases.push(test)
  }

  return {
    event(event) {
      if (event.type === 'run-started') current = event.command
      begin()
      if (current !== command) return
      if (event.type === 'host-planned' && command !== 'apply') {
        write(event.plan.host, planCases(event.plan, command), event.milliseconds)
      } else if (command === 'apply') {
        const test = changeCase(event)
        if (test !== undefined) add(test.host, test)
        if (event.type !== 'host-completed') return
        const cases = open.get(event.host) ?? []
        open.delete(event.host)
        write(event.host, [...cases, ...hostCases(event, cases.length)])
      }
    },
    end() {
      begin()
      for (const [host, cases] of open) write(host, cases)
      options.write(xml.end)
    },
  }
}

function planCases(plan: HostPlan, command: RunCommand): readonly TestCase[] {
  if (plan.state !== 'planned') {
    const message = withoutPeer(plan.failure.message, plan.host)
    const text = plan.failure.hint
    return [testOfHost(plan.state, { kind: 'error', type: plan.failure.code, message, ...(text === undefined ? {} : { text }) })]
  }
  const planned = plan.resources.map((resource) => testOf(resource, planResult(resource, command)))
  const failed = plan.failed.map((resource) => {
    const text = resource.hint === undefined ? {} : { text: resource.hint }
    return testOf(resource, { kind: 'error', type: resource.code ?? 'WMCTL_FAILED', message: resource.message, ...text })
  })
  return [...planned, ...failed]
}

function planResult(resource: PlannedResource, command: RunCommand): TestResult {
  const { action } = resource.change
  if (action === 'none') return { kind: 'passed' }
  const text = changeLines(resource, { style, verbose: false }).join('\n')
  if (command !== 'drift') return { kind: 'passed', output: text }
  const names = resource.change.deltas.filter((delta) => delta.equal === undefined).map((delta) => delta.name)
  const message = [actionWord('drift', action), ...(names.length === 0 ? [] : [names.join(', ')])].join(': ')
  return { kind: 'failure', type: action, message, text }
}

function changeCase(event: EngineEvent): (TestCase & { readonly host: string }) | undefined {
  if (event.type === 'change-completed') {
    const output = event.warnings.length === 0 ? {} : { output: event.warnings.join('\n') }
    return { ...testOf(event, { kind: 'passed', ...output }), milliseconds: event.milliseconds, host: event.address.host }
  }
  if (event.type === 'change-failed') {
    const { code, hint } = event.failure
    const message = withoutPeer(event.failure.message, event.address.host)
    const text = hint === undefined ? {} : { text: hint }
    return { ...testOf(event, { kind: 'failure', type: code, message, ...text }), host: event.address.host }
  }
  if (event.type === 'change-skipped') {
    return { ...testOf(event, { kind: 'skipped', type: event.reason, message: event.detail }), host: event.address.host }
  }
  return undefined
}

function hostCases(event: Extract<EngineEvent, { type: 'host-completed' }>, cases: number): readonly TestCase[] {
  const { failure, state } = event
  if (failure !== undefined) {
    const text = failure.hint === undefined ? {} : { text: failure.hint }
    return [testOfHost(state, { kind: 'error', type: failure.code, message: withoutPeer(failure.message, event.host), ...text })]
  }
  if (cases > 0) return []
  return [testOfHost(state, state === 'skipped' ? { kind: 'skipped', type: state, message: 'host skipped' } : { kind: 'passed' })]
}

function testOf(
  resource: { readonly address: { readonly configuration: string; readonly resource: string }; readonly identity: string },
  result: TestResult,
): TestCase {
  const { configuration, resource: name } = resource.address
  return { configuration, name: `${name}: ${resource.identity}`, milliseconds: 0, result }
}

function testOfHost(state: string, result: TestResult): TestCase {
  return { configuration: 'host', name: state, milliseconds: 0, result }
}

function suiteOf(host: string, cases: readonly TestCase[], time?: number): LocalElement {
  const count = (kind: TestResult['kind']): number => cases.filter(({ result }) => result.kind === kind).length
  return {
    name: 'testsuite',
    attributes: {
      name: show(host),
      tests: cases.length,
      failures: count('failure'),
      errors: count('error'),
      skipped: count('skipped'),
      time: seconds(time ?? cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
    },
    children: cases.map((test) => caseOf(host, test)),
  }
}

function caseOf(host: string, { configuration, name, milliseconds, result }: TestCase): LocalElement {
  const attributes = { classname: show(`${host}.${configuration}`), name: show(name), time: seconds(milliseconds) }
  return { name: 'testcase', attributes, children: resultOf(result) }
}

function resultOf(result: TestResult): readonly LocalElement[] {
  if (result.kind === 'passed') return result.output === undefined ? [] : [{ name: 'system-out', children: [result.output] }]
  const { kind, type, message, text } = result
  return [{ name: kind, attributes: { type, message: show(message) }, children: text === undefined ? [] : [text] }]
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

function show(text: string): string {
  return visibleText(text, style)
}
