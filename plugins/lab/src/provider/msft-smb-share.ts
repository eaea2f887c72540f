import { type CimClass, CimError, type CimInstance, type CimValue, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { type ShareRow, sharesOf } from '../seed/shares.js'
import { pathExists } from './file-system.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { booleanInput, numberInput, textInput, textsInput } from './inputs.js'
import { writableChanges } from './refusal.js'
import { arrayOutput, output, returns } from './result.js'
import { isDescriptor, shareDescriptor } from './smb-share-access.js'
import { pathTo, textOf } from './store.js'
import { failedWith, win32Error } from './win32-error.js'

export const smb = 'root/microsoft/windows/smb'

/** The scope of every share of a server that is no cluster. */
export const defaultScope = '*'

/**
 * MSFT_SmbShare, since Windows 8 and Server 2012: created by CreateShare, changed by Put, deleted as an instance. What it has in
 * common with Win32_Share the two show alike, see `mirrorShares`.
 */
export const msftSmbShare: HostProvider = {
  namespace: smb,
  className: 'MSFT_SmbShare',
  *seed(machine, declaration) {
    for (const row of sharesOf(machine.facts)) yield smbShare(declaration, row)
  },
  create() {
    throw new CimError('notSupported', 'MSFT_SmbShare instances come to be through its method CreateShare')
  },
  modify(_machine, context, current, properties) {
    const changes = writableChanges(current, properties, writable)
    if (Object.keys(changes).length === 0) return current
    refuseSpecial(current)
    for (const [name, value] of Object.entries(changes)) checkValue(name, value)
    return withValues(context.class, current, changes)
  },
  delete: (_machine, _context, current) => refuseSpecial(current),
  methods: { CreateShare: createShare, GetShare: getShare, EnumerateShares: enumerateShares },
}

/** A share as the class shows it; `type` is that of Win32_Share. */
export function smbShare(declaration: CimClass, row: ShareRow): CimInstance {
  const special = row.type >= 0x8000_0000
  return makeInstance(declaration, {
    Name: row.name,
    ScopeName: defaultScope,
    Scoped: false,
    ShareType: row.type & 3,
    Special: special,
    Temporary: false,
    ShadowCopy: false,
    Path: row.path,
    Volume:
      row.path === '' ? '' : `\\\\?\\Volume{4d36e967-0000-0000-0000-${row.path.charCodeAt(0).toString(16).padStart(12, '0')}}\\`,
    Description: row.description,
    ConcurrentUserLimit: row.maximum ?? 0,
    CurrentUsers: 0,
    SecurityDescriptor: special ? 'O:SYG:SYD:(A;;GA;;;BA)(A;;GA;;;BO)(A;;GA;;;IU)' : 'O:BAG:SYD:(A;;0x1200a9;;;WD)(A;;FA;;;BA)',
    EncryptData: false,
    FolderEnumerationMode: 1,
    CachingMode: 1,
    ContinuouslyAvailable: false,
    CATimeout: 0,
    ShareState: 1,
    SmbInstance: 0,
    AvailabilityType: 0,
  })
}

const writable = [
  'CachingMode',
  'CATimeout',
  'ConcurrentUserLimit',
  'ContinuouslyAvailable',
  'Description',
  'EncryptData',
  'FolderEnumerationMode',
  'SecurityDescriptor',
]

function createShare({ context, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = textInput(inputs, 'Name') ?? ''
  const path = textInput(inputs, 'Path') ?? ''
  const scope = textInput(inputs, 'ScopeName') ?? defaultScope
  if (name === '' || name.length > 80 || /["/\\[\]:|<>+=;,*?]/.test(name))
    failedWith(win32Error.invalidName, `'${name}' cannot be the name of a share`)
  if (scope !== defaultScope) throw new CimError('notFound', `This host has no scope '${scope}': it is in no cluster`)
  if (!pathExists(path)) failedWith(win32Error.fileNotFound, `There is no folder '${path}'`)
  if (context.repository.get(sharePath(name)) !== undefined) failedWith(win32Error.duplicateShare, `There is a share '${name}'`)
  const values: Record<string, CimValue> = {
    Temporary: booleanInput(inputs, 'Temporary') ?? false,
    SecurityDescriptor:
      textInput(inputs, 'SecurityDescriptor') ??
      shareDescriptor({
        full: textsInput(inputs, 'FullAccess') ?? [],
        change: textsInput(inputs, 'ChangeAccess') ?? [],
        read: textsInput(inputs, 'ReadAccess') ?? [],
        none: textsInput(inputs, 'NoAccess') ?? [],
      }),
  }
  for (const parameter of ['FolderEnumerationMode', 'CachingMode', 'CATimeout', 'ConcurrentUserLimit']) {
    const value = numberInput(inputs, parameter)
    if (value !== undefined) values[parameter] = value
  }
  for (const parameter of ['ContinuouslyAvailable', 'EncryptData']) {
    const value = booleanInput(inputs, parameter)
    if (value !== undefined) values[parameter] = value
  }
  for (const [property, value] of Object.entries(values)) checkValue(property, value)
  const row = { name, path, description: textInput(inputs, 'Description') ?? '', type: 0 }
  const created = withValues(context.class, smbShare(context.class, row), values)
  context.repository.put(smb, created)
  return returns(0, output('CreatedShare', 'instance', created))
}

function getShare({ context, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = textInput(inputs, 'ShareName') ?? ''
  const found = context.repository.get(sharePath(name))
  if (found === undefined) throw new CimError('notFound', `There is no share '${name}'`)
  return returns(0, output('Output', 'instance', found))
}

function enumerateShares({ context }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  return returns(0, arrayOutput('Output', 'instance', [...context.repository.list(smb, 'MSFT_SmbShare')]))
}

/** The codes Windows takes. */
const closed: Readonly<Record<string, readonly number[]>> = { FolderEnumerationMode: [0, 1], CachingMode: [0, 1, 2, 3, 4] }

function checkValue(name: string, value: CimValue): void {
  const allowed = closed[name]
  if (allowed !== undefined && !(typeof value === 'number' && allowed.includes(value))) {
    throw new CimError('invalidParameter', `MSFT_SmbShare.${name} takes ${allowed.join(', ')}`)
  }
  if (name === 'ContinuouslyAvailable' && value === true) {
    throw new CimError('notSupported', 'Only shares of a failover cluster are continuously available')
  }
  if (name === 'SecurityDescriptor' && !(typeof value === 'string' && isDescriptor(value))) {
    failedWith(win32Error.invalidSecurityDescriptor, 'SecurityDescriptor is written in SDDL')
  }
}

/** The administrative shares belong to the Server service. */
function refuseSpecial(share: CimInstance): void {
  if (propertyValue(share, 'Special') === true)
    failedWith(win32Error.accessDenied, `'${textOf(share, 'Name')}' is an administrative share`)
}

function sharePath(name: string): ReturnType<typeof pathTo> {
  return pathTo(smb, 'MSFT_SmbShare', { Name: name, ScopeName: defaultScope })
}
