/** Processes every Windows host has; ending one of them is refused. */
export const systemProcesses: readonly {
  readonly processId: number
  readonly name: string
  readonly image: string | null
  readonly parent: number
  readonly sessionId: number
}[] = [
  { processId: 0, name: 'System Idle Process', image: null, parent: 0, sessionId: 0 },
  { processId: 4, name: 'System', image: null, parent: 0, sessionId: 0 },
  { processId: 88, name: 'smss.exe', image: null, parent: 4, sessionId: 0 },
  { processId: 92, name: 'csrss.exe', image: null, parent: 88, sessionId: 0 },
  { processId: 104, name: 'wininit.exe', image: null, parent: 88, sessionId: 0 },
  { processId: 96, name: 'services.exe', image: null, parent: 104, sessionId: 0 },
  { processId: 108, name: 'winlogon.exe', image: 'C:\\Windows\\system32\\winlogon.exe', parent: 88, sessionId: 1 },
  { processId: 112, name: 'lsass.exe', image: 'C:\\Windows\\system32\\lsass.exe', parent: 104, sessionId: 0 },
]
