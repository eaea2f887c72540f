import { type CimInstance, propertyValue } from 'wmctl'
import { withValues } from '../instance/make-instance.js'
import type { Change, MirrorTarget } from './mirror.js'
import { defaultScope, smb, smbShare } from './msft-smb-share.js'
import { cimv2, pathTo, textOf } from './store.js'
import { fileShare, shareLimit } from './win32-share.js'

/** Win32_Share and MSFT_SmbShare are the same shares. */
export function mirrorShares({ cim }: MirrorTarget, { className, now, before }: Change): void {
  const name = textOf((now ?? before) as CimInstance, 'Name')
  const smbClass = cim.classes.find(smb, 'MSFT_SmbShare')
  const shareClass = cim.classes.find(cimv2, 'Win32_Share')
  if (smbClass === undefined || shareClass === undefined) return
  const smbPath = pathTo(smb, 'MSFT_SmbShare', { Name: name, ScopeName: defaultScope })
  const sharePath = pathTo(cimv2, 'Win32_Share', { Name: name })
  if (now === undefined) {
    cim.store.remove(className === 'Win32_Share' ? smbPath : sharePath)
  } else if (className === 'Win32_Share') {
    const limit = propertyValue(now, 'MaximumAllowed')
    const row = {
      name,
      path: textOf(now, 'Path'),
      description: textOf(now, 'Description'),
      type: Number(propertyValue(now, 'Type') ?? 0),
    }
    const common = { Path: row.path, Description: row.description, ConcurrentUserLimit: typeof limit === 'number' ? limit : 0 }
    cim.store.put(smb, withValues(smbClass, cim.store.get(smbPath) ?? smbShare(smbClass, row), common))
  } else {
    const limit = Number(propertyValue(now, 'ConcurrentUserLimit') ?? 0)
    const row = { name, path: textOf(now, 'Path'), description: textOf(now, 'Description'), type: 0 }
    const common = {
      Path: row.path,
      Description: row.description,
      Caption: row.description,
      ...shareLimit(limit === 0 ? undefined : limit),
    }
    cim.store.put(cimv2, withValues(shareClass, cim.store.get(sharePath) ?? fileShare(shareClass, row), common))
  }
}
