import { type CimInstance, propertyValue } from 'wmctl'
import { removeServiceKey, writeServiceKey } from '../registry/service-key.js'
import type { Change, MirrorTarget } from './mirror.js'
import { textOf } from './store.js'

/** The service control manager keeps what it knows in the registry; whether a service runs is not among it. */
export function mirrorServices({ machine }: MirrorTarget, { now, before }: Change): void {
  const changes = (name: string): boolean =>
    now !== undefined && (before === undefined || propertyValue(now, name) !== propertyValue(before, name))
  if (now === undefined) removeServiceKey(machine.registry, textOf(before as CimInstance, 'Name'))
  else if (kept.some((name) => changes(name))) {
    // Somebody may have written the value itself, which the service control manager reads when it starts.
    const delayed = changes('DelayedAutoStart') ? { delayed: propertyValue(now, 'DelayedAutoStart') === true } : {}
    writeServiceKey(machine.registry, {
      name: textOf(now, 'Name'),
      displayName: textOf(now, 'DisplayName'),
      path: textOf(now, 'PathName'),
      account: textOf(now, 'StartName'),
      startMode: textOf(now, 'StartMode'),
      ...delayed,
    })
  }
}

const kept = ['DisplayName', 'PathName', 'StartName', 'StartMode', 'DelayedAutoStart']
