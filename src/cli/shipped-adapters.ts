import { readdirSync } from 'node:fs'
import type { AdapterSource, ClassAdapter } from '../cim/class-adapter.js'
import { type CheckedAdapters, readCheckedAdapters } from '../config/adapters.js'
import { packageFile, readPackageText } from './package-files.js'

export interface ShippedAdapters extends AdapterSource {
  all(): readonly ClassAdapter[]
}

const folder = 'schemas/adapters'

/**
 * The adapters that come with wmctl. Each file is named after its class, so that only those are read that a run asks for, and
 * none is checked again: the tests have done it.
 */
export function shippedAdapters(): ShippedAdapters {
  const files = new Map(
    readdirSync(packageFile(folder))
      .sort()
      .flatMap((file) => (file.endsWith('.yaml') ? [[fileKey(file.slice(0, -'.yaml'.length)), file] as const] : [])),
  )
  const read = new Map<string, CheckedAdapters>()

  function adaptersIn(file: string): CheckedAdapters {
    const found = read.get(file) ?? readCheckedAdapters({ file, text: readPackageText(`${folder}/${file}`) })
    read.set(file, found)
    return found
  }

  return {
    find(namespace, className) {
      const file = files.get(fileKey(className))
      return file === undefined ? undefined : adaptersIn(file).find(namespace, className)
    },
    all: () => [...files.values()].flatMap((file) => adaptersIn(file).adapters),
  }
}

/** `Win32_PageFileSetting` and `win32-page-file-setting` are the same. */
function fileKey(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase()
}
