import type { ObjectPath } from 'wmctl'

/** A change made behind the back of everybody: no provider is asked, no rule is checked. */
export type Tampering =
  | { readonly action: 'set'; readonly path: string; readonly values: Readonly<Record<string, string>> }
  | { readonly action: 'create'; readonly path: string; readonly values: Readonly<Record<string, string>> }
  | { readonly action: 'delete'; readonly path: string }

/** The path of an object, with its namespace. */
export type FullPath = ObjectPath & { readonly namespace: string }
