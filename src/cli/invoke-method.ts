import { DecodeError, messageOf, UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { CimClass, CimMethodDeclaration, CimTypeDeclaration } from '../cim/class.js'
import { convertValue } from '../cim/convert.js'
import { formatValue } from '../cim/format.js'
import { normalizeNamespace } from '../cim/names.js'
import type { CimKeyValue, CimProperty, CimValue, ObjectPath } from '../cim/value.js'
import { quietOutcome } from '../engine/run-outcome.js'
import { describeReturnCode, meaningOf, returnCodeOf } from '../resources/shared/return-code.js'
import type { MethodCall, MethodResult } from '../session/cim-session.js'
import { counted } from '../views/text/words.js'
import { askForYes } from './ask.js'
import { loadFacts } from './facts.js'
import { onEachSession } from './host-run.js'
import { type InventoryOptions, loadHosts } from './inventory.js'
import { guardRun } from './run-guard.js'
import type { Terminal } from './terminal.js'

export interface InvokeOptions extends InventoryOptions {
  readonly className: string
  readonly method: string
  readonly namespace: string
  /** `NAME=VALUE` */
  readonly key: readonly string[]
  readonly arguments: readonly string[]
  readonly yes: boolean
  readonly concurrency: number | undefined
  readonly timeout: number | undefined
}

/**
 * `invoke`: calls a method on every selected host and prints what it answered. A return code that means no is a failed host.
 * Returns the exit code.
 */
export function invokeMethod(options: InvokeOptions, terminal: Terminal): Promise<number> {
  return guardRun(options.timeout, terminal, async (signal) => {
    const { classes, adapters } = loadFacts()
    const namespace = normalizeNamespace(options.namespace)
    const cimClass = classes.find(namespace, options.className)
    if (cimClass === undefined) throw unknown('class', options.className, classes.classNames(namespace))
    const { call, declaration } = buildCall(options, namespace, cimClass)
    const hosts = await loadHosts(options)
    const adapter = adapters.find(namespace, cimClass.name)
    const harmless = adapter?.readMethods.has(declaration.name.toLowerCase()) === true
    if (!harmless && !(await confirmed(options, hosts.length, declaration, terminal))) {
      terminal.err('Nothing was called.\n')
      return { ...quietOutcome, error: true }
    }
    let refusals = 0
    const { concurrency } = options
    const outcome = await onEachSession(hosts, { classes, concurrency, terminal, signal }, async (host, session) => {
      const result = await session.invokeMethod(call, { signal })
      const meaning = meaningOf(returnCodeOf(result), adapter === undefined ? [] : [adapter.returnCodes])
      if (meaning === 'failure' || meaning === 'retry') refusals += 1
      terminal.out(formatResult(host.name, declaration, result))
    })
    return { ...outcome, failedHosts: outcome.failedHosts + refusals }
  })
}

function buildCall(
  options: InvokeOptions,
  namespace: string,
  cimClass: CimClass,
): { readonly call: MethodCall; readonly declaration: CimMethodDeclaration } {
  const declaration = cimClass.methods.get(options.method.toLowerCase())
  if (declaration === undefined) {
    throw unknown(
      'method',
      options.method,
      [...cimClass.methods.values()].map(({ name }) => name),
    )
  }
  const inputs = declaration.parameters.filter((parameter) => parameter.in)
  const given = options.arguments.map((text): CimProperty => {
    const [name, value] = splitPair('arg', text)
    const parameter = inputs.find((input) => input.name.toLowerCase() === name.toLowerCase())
    if (parameter === undefined) {
      throw unknown(
        'parameter',
        name,
        inputs.map((input) => input.name),
      )
    }
    return { name: parameter.name, type: parameter.type, array: parameter.array, value: readText('arg', text, parameter, value) }
  })
  const path = buildPath(options, namespace, cimClass)
  if (path === undefined && !declaration.static) {
    const keys = cimClass.keys.map((name) => `--key ${name}=…`).join(' ')
    throw new UsageError(`${cimClass.name}.${declaration.name} is called on an object`, { hint: `Name the object with ${keys}.` })
  }
  const call = {
    namespace,
    className: cimClass.name,
    method: declaration.name,
    arguments: given,
    ...(path === undefined ? {} : { path }),
  }
  return { call, declaration }
}

function buildPath(options: InvokeOptions, namespace: string, cimClass: CimClass): ObjectPath | undefined {
  const base = { kind: 'path', namespace, className: cimClass.name } as const
  if (cimClass.singleton) return { ...base, keys: 'singleton' }
  if (options.key.length === 0) return undefined
  const keys = options.key.map((text) => {
    const [name, value] = splitPair('key', text)
    const declared = cimClass.properties.get(name.toLowerCase())
    if (declared === undefined || !cimClass.keys.includes(declared.name)) throw unknown('key', name, cimClass.keys)
    const declaration: CimTypeDeclaration = declared
    return { name: declared.name, value: readText('key', text, declaration, value) as CimKeyValue }
  })
  return { ...base, keys }
}

function readText(flag: string, text: string, declaration: CimTypeDeclaration, value: string): CimValue {
  try {
    return convertValue(declaration, value)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new UsageError(`--${flag} ${text}: ${messageOf(error)}`, { hint: `It is a ${declaration.type}.` })
  }
}

function splitPair(flag: string, text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  if (at <= 0) throw new UsageError(`--${flag} ${text} is not NAME=VALUE`)
  return [text.slice(0, at), text.slice(at + 1)]
}

function unknown(what: string, name: string, known: readonly string[]): UsageError {
  const nearest = suggest(name, known)
  return new UsageError(`There is no ${what} ${name}`, nearest === undefined ? {} : { hint: `Did you mean ${nearest}?` })
}

function formatResult(host: string, method: CimMethodDeclaration, result: MethodResult): string {
  const { returnValue, outputs } = result
  const code = returnCodeOf(result)
  const other =
    returnValue === undefined || returnValue.value === null ? 'done' : formatValue(returnValue.value, returnValue.type)
  const answer = code === undefined ? other : describeReturnCode(method, code)
  const values = [...outputs.values()].map(({ name, value, type }) => `  ${name} = ${formatValue(value, type)}\n`)
  return `${host}: ${method.name} answered ${answer}\n${values.join('')}`
}

function confirmed(options: InvokeOptions, hosts: number, method: CimMethodDeclaration, terminal: Terminal): Promise<boolean> {
  if (options.yes) return Promise.resolve(true)
  if (!terminal.interactive) {
    throw new UsageError('Nobody can be asked whether to call the method', { hint: 'Pass --yes to call it without asking.' })
  }
  return askForYes(`Call ${options.className}.${method.name} on ${counted(hosts, 'host')}?`, terminal)
}
