import { CimError, propertyValue } from 'wmctl'
import { withValues } from '../instance/make-instance.js'
import type { HostProvider } from './host-provider.js'
import { textOf } from './store.js'

const namespace = 'root/subscription'

/** S-1-5-32-544, as WMI notes who created an instance. */
const administratorsSid = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0]

/** __EventFilter in root/subscription: the query has to be one. */
export const eventFilter: HostProvider = {
  namespace,
  className: '__EventFilter',
  create(_machine, context, instance) {
    if (textOf(instance, 'Name') === '') throw new CimError('invalidParameter', 'An event filter needs a Name')
    const language = textOf(instance, 'QueryLanguage')
    if (language !== '' && language.toUpperCase() !== 'WQL') {
      throw new CimError('queryLanguageNotSupported', `'${language}' is no query language of this host`)
    }
    checkQuery(textOf(instance, 'Query'))
    const space = textOf(instance, 'EventNamespace')
    return withValues(context.class, instance, {
      QueryLanguage: 'WQL',
      EventNamespace: space === '' ? null : space,
      CreatorSID: administratorsSid,
    })
  },
  modify(_machine, context, current, properties) {
    const changes = Object.fromEntries(properties.map(({ name, value }) => [name, value]))
    const changed = withValues(context.class, current, changes)
    checkQuery(textOf(changed, 'Query'))
    return changed
  },
}

/** CommandLineEventConsumer: the repository's own class, whose properties may all be put. */
export const commandLineEventConsumer: HostProvider = {
  namespace,
  className: 'CommandLineEventConsumer',
  create(_machine, context, instance) {
    if (textOf(instance, 'CommandLineTemplate') === '' && textOf(instance, 'ExecutablePath') === '') {
      throw new CimError('invalidParameter', 'A command-line consumer needs a CommandLineTemplate or an ExecutablePath')
    }
    return withValues(context.class, instance, { CreatorSID: administratorsSid })
  },
  modify(_machine, context, current, properties) {
    return withValues(context.class, current, Object.fromEntries(properties.map(({ name, value }) => [name, value])))
  },
}

/** __FilterToConsumerBinding. As in WMI, the ends need not exist (yet). */
export const filterToConsumerBinding: HostProvider = {
  namespace,
  className: '__FilterToConsumerBinding',
  create(_machine, context, instance) {
    for (const end of ['Filter', 'Consumer']) {
      const path = propertyValue(instance, end)
      if (typeof path !== 'object' || path === null || !('kind' in path) || path.kind !== 'path') {
        throw new CimError('invalidParameter', `A binding needs a ${end}`)
      }
    }
    return withValues(context.class, instance, {
      CreatorSID: administratorsSid,
      DeliverSynchronously: propertyValue(instance, 'DeliverSynchronously') ?? false,
      MaintainSecurityContext: propertyValue(instance, 'MaintainSecurityContext') ?? false,
      SlowDownProviders: propertyValue(instance, 'SlowDownProviders') ?? false,
    })
  },
}

/** An event query selects from a class of events. */
function checkQuery(query: string): void {
  if (!/^\s*select\s+[\s\S]+\s+from\s+\w+/i.test(query)) throw new CimError('invalidQuery', `'${query}' is no event query`)
}
