import type { CimInstance } from '../cim/value.js'

/** What happened to an instance of one host; the protocols' event subscriptions are fed from these. */
export type ChangeEvent =
  | { readonly kind: 'creation'; readonly namespace: string; readonly instance: CimInstance }
  | { readonly kind: 'modification'; readonly namespace: string; readonly instance: CimInstance; readonly previous: CimInstance }
  | { readonly kind: 'deletion'; readonly namespace: string; readonly previous: CimInstance }

export type ChangeListener = (event: ChangeEvent) => void
