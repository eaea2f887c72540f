import type { LabHost } from '@wmctl/lab'
import { propertyValue } from '../../src/cim/value.js'
import { configuration, type Site } from './site.js'
import { until } from './until.js'

/** A change, and two calls that it triggers. */
export const restartSite = configuration(`
- name: release
  cim: Win32_Environment
  key: { Name: APP_RELEASE, UserName: <SYSTEM> }
  properties: { VariableValue: '2026.11' }
- name: stop
  invoke: { cim: Win32_Service, key: { Name: W32Time }, method: StopService }
  on: { changed: [release] }
  waitFor: { State: Stopped, timeout: 60s }
- name: start
  invoke: { cim: Win32_Service, key: { Name: W32Time }, method: StartService }
  on: { changed: [release] }
  dependsOn: [stop]
  waitFor: { State: Running, timeout: 60s }
`)

/** One host after the other. */
export const restartApply = ['apply', '-f', 'site.yaml', '-i', 'inventory.yaml', '--yes', '--concurrency', '1']

/** Resolves when as many changes have been sent. */
export function intents(at: Site, count: number): Promise<void> {
  return until(`${count} intents`, () => at.journals().join('').split('"type":"change-intent"').length > count)
}

/** Counts what happened to the service and to the variable. */
export function watchRestart({ cim }: LabHost): { readonly stops: number; readonly starts: number; readonly releases: number } {
  const seen = { stops: 0, starts: 0, releases: 0 }
  cim.onChange((event) => {
    if (event.kind === 'deletion') return
    const { instance } = event
    if (instance.className === 'Win32_Environment') seen.releases += 1
    if (instance.className !== 'Win32_Service' || propertyValue(instance, 'Name') !== 'W32Time') return
    if (propertyValue(instance, 'State') === 'Stop Pending') seen.stops += 1
    if (propertyValue(instance, 'State') === 'Start Pending') seen.starts += 1
  })
  return seen
}
