import { type CimClass, CimError, type CimInstance, type CimValue, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { type PrinterRow, printerDrivers, printerPorts, printersOf } from '../seed/printers.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { textInput } from './inputs.js'
import { writableChanges } from './refusal.js'
import { returns } from './result.js'
import { cimv2, pathTo, textOf } from './store.js'

/** Return codes of the methods of Win32_Printer, as documented. */
const printerCode = { success: 0, accessDenied: 5, invalidPrinterName: 1801 } as const

/** What a printer shows of its state. */
const paused = { PrinterState: 1, PrinterStatus: 1, ExtendedPrinterStatus: 8 }
const ready = { PrinterState: 0, PrinterStatus: 3, ExtendedPrinterStatus: 2 }

/** Win32_Printer. A local printer is created as an instance over a driver and a port, one of a print server by AddPrinterConnection. */
export const win32Printer: HostProvider = {
  namespace: cimv2,
  className: 'Win32_Printer',
  *seed(machine, declaration) {
    for (const row of printersOf(machine.facts)) yield printer(declaration, row, machine.currentName)
  },
  create(machine, context, instance) {
    const name = textOf(instance, 'DeviceID')
    if (!isLocalName(name)) throw new CimError('invalidParameter', `'${name}' cannot be the name of a local printer`)
    const row = { name, driver: textOf(instance, 'DriverName'), port: textOf(instance, 'PortName'), isDefault: false }
    const given = Object.fromEntries([...instance.properties.values()].map((property) => [property.name, property.value]))
    const settings = Object.fromEntries(
      writable.flatMap((property) => (given[property] === undefined ? [] : [[property, given[property]]])),
    )
    const created = withSettings(context.class, printer(context.class, row, machine.currentName), settings)
    checkParts(created)
    return created
  },
  modify(_machine, context, current, properties) {
    const changed = withSettings(context.class, current, writableChanges(current, properties, writable))
    checkParts(changed)
    return changed
  },
  delete() {
    // Any printer may go.
  },
  methods: {
    AddPrinterConnection: addConnection,
    CancelAllJobs: onPrinter({}),
    Pause: onPrinter(paused),
    PrintTestPage: onPrinter({}),
    RenamePrinter: rename,
    Resume: onPrinter(ready),
    SetDefaultPrinter: setDefault,
  },
}

/** Bits of Win32_Printer.Attributes. */
const attribute = {
  queued: 1,
  direct: 2,
  default: 4,
  shared: 8,
  network: 16,
  local: 64,
  doCompleteFirst: 512,
  keepJobs: 256,
  published: 8192,
}

/** What Put changes on Windows. */
const writable = [
  'Comment',
  'DoCompleteFirst',
  'DriverName',
  'KeepPrintedJobs',
  'Location',
  'PortName',
  'Priority',
  'Published',
  'Shared',
  'ShareName',
]

function printer(declaration: CimClass, row: PrinterRow, system: string): CimInstance {
  const network = row.name.startsWith('\\\\')
  const base = makeInstance(declaration, {
    DeviceID: row.name,
    Name: row.name,
    Caption: row.name,
    DriverName: row.driver,
    PortName: row.port,
    Comment: row.comment ?? null,
    Location: row.location ?? null,
    ShareName: row.share ?? null,
    Shared: row.share !== undefined,
    Published: false,
    Default: row.isDefault,
    Local: !network,
    Network: network,
    ServerName: network ? row.name.slice(0, row.name.indexOf('\\', 2)) : null,
    Priority: 1,
    DefaultPriority: 0,
    DoCompleteFirst: true,
    KeepPrintedJobs: false,
    Direct: false,
    Queued: false,
    Hidden: false,
    EnableBIDI: false,
    EnableDevQueryPrint: false,
    RawOnly: false,
    SpoolEnabled: true,
    WorkOffline: false,
    PrintJobDataType: 'RAW',
    PrintProcessor: 'winprint',
    HorizontalResolution: 600,
    VerticalResolution: 600,
    JobCountSinceLastReset: 0,
    DetectedErrorState: 0,
    ExtendedDetectedErrorState: 0,
    CreationClassName: 'Win32_Printer',
    SystemCreationClassName: 'Win32_ComputerSystem',
    SystemName: system,
    Status: 'OK',
    ...ready,
  })
  return withValues(declaration, base, { Attributes: attributesOf(base) })
}

/** Settings with what follows from them. */
function withSettings(declaration: CimClass, base: CimInstance, settings: Readonly<Record<string, CimValue>>): CimInstance {
  const changed = withValues(declaration, base, settings)
  return withValues(declaration, changed, { Attributes: attributesOf(changed) })
}

function attributesOf(instance: CimInstance): number {
  const is = (name: string, bit: number): number => (propertyValue(instance, name) === true ? bit : 0)
  return (
    is('Default', attribute.default) |
    is('Shared', attribute.shared) |
    is('Network', attribute.network) |
    is('Local', attribute.local) |
    is('KeepPrintedJobs', attribute.keepJobs) |
    is('DoCompleteFirst', attribute.doCompleteFirst) |
    is('Published', attribute.published)
  )
}

function checkParts(instance: CimInstance): void {
  if (propertyValue(instance, 'Network') !== true) {
    const driver = textOf(instance, 'DriverName')
    if (!printerDrivers.includes(driver))
      throw new CimError('invalidParameter', `There is no printer driver '${driver}' on this host`)
    const port = textOf(instance, 'PortName')
    if (!printerPorts.test(port)) throw new CimError('invalidParameter', `There is no printer port '${port}' on this host`)
  }
  const share = textOf(instance, 'ShareName')
  if (propertyValue(instance, 'Shared') === true && (share === '' || /["/\\[\]:|<>+=;,*?]/.test(share))) {
    throw new CimError('invalidParameter', `A shared printer needs a ShareName, which '${share}' cannot be`)
  }
  const priority = Number(propertyValue(instance, 'Priority') ?? 1)
  if (priority < 1 || priority > 99) throw new CimError('invalidParameter', `Priority is 1 to 99, not ${priority}`)
}

function isLocalName(name: string): boolean {
  return name !== '' && name.length <= 220 && !/[\\,!]/.test(name)
}

/** Win32_Printer.AddPrinterConnection takes `\\server\printer`. */
function addConnection({ machine, context, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = textInput(inputs, 'Name') ?? ''
  if (!/^\\\\[a-z0-9._-]+\\[^\\,!]+$/i.test(name)) return returns(printerCode.invalidPrinterName)
  if (context.repository.get(printerPath(name)) === undefined) {
    const row = { name, driver: printerDrivers[0] ?? '', port: name.slice(name.lastIndexOf('\\') + 1), isDefault: false }
    context.repository.put(cimv2, printer(context.class, row, machine.currentName))
  }
  return returns(printerCode.success)
}

function rename({ context, current, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = textInput(inputs, 'NewPrinterName') ?? ''
  if (current === undefined || !isLocalName(name) || propertyValue(current, 'Network') === true) {
    return returns(printerCode.invalidPrinterName)
  }
  const old = textOf(current, 'DeviceID')
  if (name.toLowerCase() !== old.toLowerCase() && context.repository.get(printerPath(name)) !== undefined) {
    return returns(printerCode.invalidPrinterName)
  }
  context.repository.remove(printerPath(old))
  context.repository.put(cimv2, withValues(context.class, current, { DeviceID: name, Name: name, Caption: name }))
  return returns(printerCode.success)
}

/** One printer is the default: another one that was no longer is. */
function setDefault({ context, current }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = current === undefined ? '' : textOf(current, 'DeviceID')
  for (const each of context.repository.list(cimv2, 'Win32_Printer')) {
    const isDefault = textOf(each, 'DeviceID') === name
    if (propertyValue(each, 'Default') === isDefault) continue
    context.repository.put(cimv2, withSettings(context.class, each, { Default: isDefault }))
  }
  return returns(printerCode.success)
}

/** A method that leaves a printer with these values. */
function onPrinter(values: Readonly<Record<string, CimValue>>): HostMethod {
  return ({ context, current }) => {
    if (current === undefined) return returns(printerCode.invalidPrinterName)
    context.repository.put(cimv2, withValues(context.class, current, values))
    return returns(printerCode.success)
  }
}

function printerPath(name: string): ReturnType<typeof pathTo> {
  return pathTo(cimv2, 'Win32_Printer', { DeviceID: name })
}
