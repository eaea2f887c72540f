/** A change made behind the back of everybody: no provider is asked, no rule is checked. */
export type Tampering =
  | { readonly action: 'set'; readonly path: string; readonly values: Readonly<Record<string, string>> }
  | { readonly action: 'create'; readonly path: string; readonly values: Readonly<Record<string, string>> }
  | { readonly action: 'delete'; readonly path: string }
