import { CimError, type ProviderContext, propertyValue } from 'wmctl'
import { standardCimv2, textOf } from './store.js'

/** An interface by its index and by the name of its connection. */
export interface NetworkInterface {
  readonly index: number
  readonly alias: string
}

/** The interface that both names fit, as far as they are given. Refuses when there is none. */
export function interfaceOf(
  context: ProviderContext,
  { index, alias }: { readonly index: number | undefined; readonly alias: string | undefined },
): NetworkInterface {
  if (index === undefined && alias === undefined) {
    throw new CimError('invalidParameter', 'InterfaceIndex or InterfaceAlias is needed')
  }
  // Every interface has its DNS servers, if only none.
  for (const instance of context.repository.list(standardCimv2, 'MSFT_DNSClientServerAddress')) {
    const found = { index: Number(propertyValue(instance, 'InterfaceIndex')), alias: textOf(instance, 'InterfaceAlias') }
    if ((index ?? found.index) !== found.index) continue
    if ((alias ?? found.alias).toLowerCase() === found.alias.toLowerCase()) return found
  }
  throw new CimError('notFound', `There is no interface ${alias === undefined ? index : `'${alias}'`} on this host`)
}
