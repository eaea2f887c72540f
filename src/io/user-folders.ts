import { isAbsolute, join } from 'node:path'

export interface UserFolders {
  /** Journals, and what the lab says about itself. */
  readonly state: string
  /** What can be made again. */
  readonly cache: string
  readonly config: string
}

/** Where wmctl keeps its own files, by the XDG base directory specification; `env` is the process's environment. */
export function userFolders(env: Readonly<Record<string, string | undefined>>): UserFolders {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '.'
  function folder(variable: string, ...fallback: string[]): string {
    const value = env[variable]
    // A relative path is to be ignored.
    return join(value !== undefined && isAbsolute(value) ? value : join(home, ...fallback), 'wmctl')
  }
  return {
    state: folder('XDG_STATE_HOME', '.local', 'state'),
    cache: folder('XDG_CACHE_HOME', '.cache'),
    config: folder('XDG_CONFIG_HOME', '.config'),
  }
}
