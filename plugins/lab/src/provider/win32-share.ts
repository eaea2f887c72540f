import { type CimClass, CimError, type CimInstance, propertyValue } from 'wmctl'
import { makeInstance, withValues } from '../instance/make-instance.js'
import { type ShareRow, sharesOf } from '../seed/shares.js'
import { pathExists } from './file-system.js'
import type { HostMethod, HostProvider } from './host-provider.js'
import { numberInput, textInput } from './inputs.js'
import { refuseModify } from './refusal.js'
import { returns } from './result.js'
import { cimv2, pathTo, textOf } from './store.js'

/** Return codes of the methods of Win32_Share, as documented. */
const shareCode = {
  success: 0,
  accessDenied: 2,
  invalidName: 9,
  invalidParameter: 21,
  duplicateShare: 22,
  unknownPath: 24,
  netNameNotFound: 25,
} as const

/** Win32_Share. The administrative shares belong to the Server service, which refuses to change or delete them. */
export const win32Share: HostProvider = {
  namespace: cimv2,
  className: 'Win32_Share',
  *seed(machine, declaration) {
    for (const share of sharesOf(machine.facts)) yield fileShare(declaration, share)
  },
  create(_machine, _context, instance) {
    throw new CimError('providerNotCapable', `${instance.className} instances come to be through its method Create`)
  },
  modify: () => refuseModify('Win32_Share'),
  delete(_machine, _context, current) {
    if (isAdministrative(current)) throw new CimError('accessDenied', `${textOf(current, 'Name')} is an administrative share`)
  },
  methods: { Create: create, SetShareInfo: setShareInfo, Delete: remove, GetAccessMask: accessMask },
}

/** A share as the class shows it. */
export function fileShare(declaration: CimClass, share: ShareRow): CimInstance {
  return makeInstance(declaration, {
    Name: share.name,
    Caption: share.description,
    Description: share.description,
    Path: share.path,
    Type: share.type,
    Status: 'OK',
    ...shareLimit(share.maximum),
  })
}

function create({ context, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  const name = textInput(inputs, 'Name') ?? ''
  const path = textInput(inputs, 'Path') ?? ''
  const type = numberInput(inputs, 'Type')
  if (name === '' || name.length > 80 || /["/\\[\]:|<>+=;,*?]/.test(name)) return returns(shareCode.invalidName)
  if (type === undefined || ![0, 1, 2, 3].includes(type)) return returns(shareCode.invalidParameter)
  if (type === 0 && !pathExists(path)) return returns(shareCode.unknownPath)
  if (context.repository.get(pathTo(cimv2, 'Win32_Share', { Name: name })) !== undefined) return returns(shareCode.duplicateShare)
  const description = textInput(inputs, 'Description') ?? ''
  const maximum = numberInput(inputs, 'MaximumAllowed')
  const row = { name, path, description, type, ...(maximum === undefined ? {} : { maximum }) }
  context.repository.put(cimv2, fileShare(context.class, row))
  return returns(shareCode.success)
}

function setShareInfo({ context, current, inputs }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  if (current === undefined) return returns(shareCode.netNameNotFound)
  if (isAdministrative(current)) return returns(shareCode.accessDenied)
  const maximum = numberInput(inputs, 'MaximumAllowed')
  const description = textInput(inputs, 'Description')
  context.repository.put(
    cimv2,
    withValues(context.class, current, {
      ...(maximum === undefined ? {} : shareLimit(maximum)),
      ...(description === undefined ? {} : { Description: description, Caption: description }),
    }),
  )
  return returns(shareCode.success)
}

function remove({ context, current }: Parameters<HostMethod>[0]): ReturnType<HostMethod> {
  if (current === undefined) return returns(shareCode.netNameNotFound)
  if (isAdministrative(current)) return returns(shareCode.accessDenied)
  context.repository.remove(pathTo(cimv2, 'Win32_Share', { Name: textOf(current, 'Name') }))
  return returns(shareCode.success)
}

/** The rights of the caller, who is an administrator in the lab: FILE_ALL_ACCESS. */
function accessMask(): ReturnType<HostMethod> {
  return returns(0x1f01ff)
}

/** `maximum` undefined, and the highest number: as many as the server allows. */
export function shareLimit(maximum: number | undefined): Record<string, number | boolean | null> {
  const unlimited = maximum === undefined || maximum === 0xffff_ffff
  return { AllowMaximum: unlimited, MaximumAllowed: unlimited ? null : maximum }
}

/** Bit 31 of the type marks what the Server service made itself. */
function isAdministrative(share: CimInstance): boolean {
  return Number(propertyValue(share, 'Type')) >= 0x8000_0000
}
